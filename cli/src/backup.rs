//! `relvar backup`: schema and rows of a database in a file.

use std::{
    env, fs,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{self, ExitCode},
    time::Instant,
};

use anyhow::Context as _;
use relvar_catalog::connect::Config;
use relvar_data::{
    Progress as Step,
    backup::{Format, Options, Summary, backup},
    file::Header,
    keep,
};
use relvar_migrate::{
    RunOptions,
    module::{Desired, Manager, Modules},
};

use crate::{
    args::{BackupArgs, BackupFormat},
    project,
    rows::{masking, say_masked, subset},
    terminal::{self, Progress},
    words::{bytes, counted, far, thousands},
};

/// Writes the file beside its place, and puts it there when it is complete.
pub(crate) async fn run(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let is_folder = args.out.is_dir();
    anyhow::ensure!(
        args.keep.is_none() || is_folder && args.format == BackupFormat::Archive,
        "--keep is about the backups in a folder, and --out is none, or they have another form"
    );
    let database = project::database(&args.database)?;
    let mut tables = args.table.clone();
    tables.extend(modules(args, &database).await?);
    let options = Options {
        tables,
        schemas: args.schemas.clone(),
        jobs: args.jobs.into(),
        level: args.compress,
        format: match args.format {
            BackupFormat::Archive => Format::Archive,
            BackupFormat::Sql => Format::Sql,
            BackupFormat::Json => Format::Json,
        },
        subset: subset(&args.rows)?,
        masking: masking(&args.rows, args.database.config.as_deref())?,
        time: time()?,
    };
    let progress = Progress::new();
    let begun = Instant::now();
    let mut show =
        |step: &Step| progress.step(far(&step.step, step.rows, (step.bytes, step.of_bytes), begun.elapsed()));
    if args.out == Path::new("-") {
        let summary = backup(&database, &options, io::stdout(), &mut show).await?;
        progress.hide();
        say(&summary, "standard output", None);
        return Ok(ExitCode::SUCCESS);
    }
    let part = if is_folder { args.out.join(format!(".relvar-{}.part", process::id())) } else { part(&args.out) };
    let failed = || format!("`{}` cannot be written", part.display());
    let file = fs::File::create(&part).with_context(failed)?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let summary = match backup(&database, &options, &mut out, &mut show).await {
        Ok(summary) => summary,
        Err(error) => {
            // What is there is no backup.
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
    };
    out.flush().with_context(failed)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
    file.sync_all().with_context(failed)?;
    let size = file.metadata().with_context(failed)?.len();
    let path = if is_folder { args.out.join(name(args, &summary.header)) } else { args.out.clone() };
    fs::rename(&part, &path).with_context(|| format!("`{}` cannot be put in its place", path.display()))?;
    progress.hide();
    say(&summary, &format!("`{}`", path.display()), Some(size));
    if let Some(keep) = &args.keep {
        let removed = keep::prune(&args.out, &summary.header.database, keep);
        let removed =
            removed.with_context(|| format!("older backups in `{}` cannot be removed", args.out.display()))?;
        for path in removed {
            terminal::say(format_args!("removed `{}`", path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The name of a file in a folder.
fn name(args: &BackupArgs, header: &Header) -> String {
    let name = keep::file_name(header);
    match args.format {
        BackupFormat::Archive => name,
        BackupFormat::Sql => name.replace(".backup", ".sql"),
        BackupFormat::Json => name.replace(".backup", ".json"),
    }
}

/// The tables of the modules that are named, as far as they are there.
async fn modules(args: &BackupArgs, database: &Config) -> anyhow::Result<Vec<String>> {
    if args.module.is_empty() {
        return Ok(Vec::new());
    }
    let modules = Modules::read(&args.modules)?;
    let names: Vec<&str> = args.module.iter().map(String::as_str).collect();
    for name in &names {
        modules.get(name)?;
    }
    let progress = Progress::new();
    let server = project::server_options(&args.server);
    let desired = Desired::evaluate(&modules, &names, server, &mut |step| progress.step(step)).await;
    progress.hide();
    let tables = Manager::new(modules, RunOptions::default()).tables_of(database, &names, &desired?).await?;
    let names: Vec<String> = tables.into_iter().filter(|own| own.exists).map(|own| own.table).collect();
    anyhow::ensure!(!names.is_empty(), "no table of {} is in the database", args.module.join(", "));
    Ok(names)
}

/// Where a file is written until it is complete.
fn part(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    out.with_file_name(name)
}

/// The time that files say they are from, as builds that are reproducible set it: seconds since 1970.
fn time() -> anyhow::Result<Option<String>> {
    const VARIABLE: &str = "SOURCE_DATE_EPOCH";
    let Ok(text) = env::var(VARIABLE) else { return Ok(None) };
    let seconds: u64 =
        text.parse().with_context(|| format!("{VARIABLE} is `{text}`, which is no number of seconds"))?;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    Ok(Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")))
}

/// The date of a day since 1970, by counting years of four hundred.
fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

fn say(summary: &Summary, place: &str, size: Option<u64>) {
    let Summary { header, index, left_out, masked } = summary;
    for what in left_out {
        terminal::warn(format_args!("left out: {what}"));
    }
    say_masked(masked);
    let totals = index.totals();
    let size = size.map(|size| format!(", {} in the file", bytes(size))).unwrap_or_default();
    terminal::say(format_args!(
        "saved `{}` in {place}: {}, {}, {}{size}",
        header.database,
        counted(index.tables().count(), "table"),
        format_args!("{} rows", thousands(totals.rows)),
        bytes(totals.bytes)
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        for (days, of) in [
            (0, (1970, 1, 1)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (20_786, (2026, 11, 29)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date(days), of);
        }
    }
}
