//! `relvar restore`: a backup into a database; and what is in a file, without one.

use std::{fs, io::BufReader, io::Write as _, process::ExitCode, time::Instant};

use anyhow::Context as _;
use relvar_data::{
    Progress as Step,
    file::{Archive, Header, Index, verify},
    restore::{Options, Summary, restore},
};
use serde::Serialize;

use crate::{
    args::{Format, RestoreArgs},
    print::{json, print},
    project,
    rows::on_conflict,
    terminal::{self, NAME, Progress},
    words::{bytes, counted, far, thousands},
};

/// Restores, lists or verifies.
pub(crate) async fn run(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    if args.list {
        let archive = Archive::open(&args.file).with_context(|| format!("`{}`", args.file.display()))?;
        return list(args, &archive.header, &archive.index);
    }
    if args.verify {
        return check(args);
    }
    let database = project::database(&args.database)?;
    let options = Options {
        tables: args.table.clone(),
        schemas: args.schemas.clone(),
        on_conflict: on_conflict(args.on_conflict),
        jobs: args.jobs.into(),
        no_owner: args.no_owner,
        no_privileges: args.no_privileges,
    };
    let progress = Progress::new();
    let begun = Instant::now();
    let mut show =
        |step: &Step| progress.step(far(&step.step, step.rows, (step.bytes, step.of_bytes), begun.elapsed()));
    let summary = restore(&database, &args.file, &options, &mut show).await?;
    progress.hide();
    say(&summary, &database.to_string());
    Ok(ExitCode::SUCCESS)
}

fn check(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let failed = || format!("`{}`", args.file.display());
    let file = fs::File::open(&args.file).with_context(failed)?;
    let verified = verify(BufReader::with_capacity(1 << 20, file)).with_context(failed)?;
    let totals = verified.index.totals();
    terminal::say(format_args!(
        "`{}` is whole: {}, {} rows, {}",
        args.file.display(),
        counted(verified.index.tables().count(), "table"),
        thousands(totals.rows),
        bytes(totals.bytes)
    ));
    Ok(ExitCode::SUCCESS)
}

/// What a file has.
#[derive(Serialize)]
struct Listed<'a> {
    header: &'a Header,
    index: &'a Index,
}

fn list(args: &RestoreArgs, header: &Header, index: &Index) -> anyhow::Result<ExitCode> {
    if args.output.format == Format::Json {
        return print(|out| json(out, &Listed { header, index }));
    }
    print(|out| {
        let Header { format, relvar, database, server_version, time, fingerprint, objects } = header;
        writeln!(out, "database     {database}, PostgreSQL {server_version}")?;
        writeln!(out, "time         {time}")?;
        writeln!(out, "schema       {fingerprint}")?;
        writeln!(out, "written by   relvar {relvar}, format {format}")?;
        if let Some(objects) = objects {
            writeln!(out, "objects      {} of the database", thousands(objects.len() as u64))?;
        }
        let width = index.tables().map(|(name, _)| name.to_string().chars().count()).max().unwrap_or_default();
        for (name, entry) in index.tables() {
            let name = name.to_string();
            let pad = width - name.chars().count();
            writeln!(
                out,
                "{NAME}{name}{NAME:#}{:pad$}  {:>14} rows  {:>8}",
                "",
                thousands(entry.totals.rows),
                bytes(entry.totals.bytes)
            )?;
        }
        Ok(())
    })
}

fn say(summary: &Summary, database: &str) {
    let Summary { tables, is_created, is_resumed, left_out } = summary;
    for what in left_out {
        terminal::warn(format_args!("left out: {what}"));
    }
    let rows = tables.iter().map(|(_, rows)| rows).sum();
    let how = match (is_resumed, is_created) {
        (true, _) => "continued and completed",
        (false, true) => "created",
        (false, false) => "filled",
    };
    terminal::say(format_args!("{how} {}, {} rows in {database}", counted(tables.len(), "table"), thousands(rows)));
}
