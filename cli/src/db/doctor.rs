//! What is wrong with a database, from the connection to the models that are made of it.

use std::{io::Write as _, process::ExitCode};

use relvar_catalog::connect::Config;
use relvar_codegen::config::Layout;
use relvar_data::{
    Error,
    database::{self, Finding, Level},
};
use relvar_migrate::{Migrator, RunOptions, revision::Revisions, track::Tables};

use crate::{
    args::{DoctorArgs, Format, SourceArgs},
    exit::Exit,
    print::{json, print},
    project::{self, Project},
    terminal::{self, ERROR, HINT, Progress, WARNING},
    words::counted,
};

/// Why there is no connection, or what is wrong behind it.
pub(super) async fn doctor(args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    let target = project::database(&args.database)?;
    let mut findings = match database::health(&target).await {
        Ok(findings) => findings,
        Err(Error::Connect(error)) => {
            if args.output.format == Format::Json {
                print(|out| json(out, &serde_json::json!({ "connection": error.message(), "hint": error.hint() })))?;
            } else {
                terminal::say(format_args!("no connection to {target}"));
                terminal::error(&error.into());
            }
            return Ok(Exit::Differences.into());
        }
        Err(error) => return Err(error.into()),
    };
    findings.extend(revisions(args, &target).await?);
    findings.extend(models(args).await?);
    let is_well = findings.iter().all(|finding| finding.level == Level::Good);
    let exit = if is_well { Exit::Done } else { Exit::Differences };
    if args.output.format == Format::Json {
        print(|out| json(out, &findings))?;
        return Ok(exit.into());
    }
    print(|out| {
        for Finding { what, level, text, hint } in &findings {
            let (style, word) = match level {
                Level::Good => (HINT, "good"),
                Level::Warning => (WARNING, "warning"),
                Level::Problem => (ERROR, "problem"),
            };
            writeln!(out, "{style}{word}{style:#}: {what}: {text}")?;
            if let Some(hint) = hint {
                writeln!(out, "  {HINT}hint{HINT:#}: {hint}")?;
            }
        }
        if is_well { writeln!(out, "nothing is wrong") } else { Ok(()) }
    })?;
    Ok(exit.into())
}

/// Revisions that are not applied, that failed, or that are not known.
async fn revisions(args: &DoctorArgs, database: &Config) -> anyhow::Result<Vec<Finding>> {
    if !args.dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut options = RunOptions::default();
    options.tables = Tables::new(&args.tracking);
    let migrator = Migrator::new(Revisions::read(&args.dir)?).with(options);
    let what = "revisions";
    let state = migrator.state(database).await?;
    let mut findings = Vec::new();
    if let Some(last) = state.records.last().filter(|last| last.status == "failed") {
        let text = format!("the last run, of {}, failed", last.revision);
        let hint = Some("`relvar migrate history` says why; correct the cause, then `relvar migrate up` goes on");
        findings.push(Finding { what, level: Level::Problem, text, hint });
    }
    match migrator.pending(database).await {
        Ok(pending) if pending.is_empty() => {}
        Ok(pending) => {
            let ids: Vec<&str> = pending.iter().map(|own| own.id()).collect();
            let text = format!("{} not applied: {}", counted(ids.len(), "revision"), ids.join(", "));
            findings.push(Finding {
                what,
                level: Level::Warning,
                text,
                hint: Some("`relvar migrate up` applies them"),
            });
        }
        Err(error) => {
            let hint = Some("`relvar migrate status` says more");
            findings.push(Finding { what, level: Level::Problem, text: error.to_string(), hint });
        }
    }
    Ok(findings)
}

/// Models on disk that are not what would be generated now.
async fn models(args: &DoctorArgs) -> anyhow::Result<Vec<Finding>> {
    let source =
        SourceArgs { url: args.database.url.clone(), config: args.database.config.clone(), ..SourceArgs::default() };
    let project = Project::open(&source)?;
    let folder = project.models(None);
    if project.database().is_none() || project.config.output.layout == Layout::BuildScript || !folder.is_dir() {
        return Ok(Vec::new());
    }
    let catalog = project.read(&Progress::new()).await?;
    let stale = relvar_codegen::generate(&catalog, &project.config).files.check(&folder)?;
    if stale.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("{} in `{}` are stale", counted(stale.len(), "file"), folder.display());
    let hint = Some("`relvar check` shows what differs, and `relvar generate` brings them up to date");
    Ok(vec![Finding { what: "models", level: Level::Warning, text, hint }])
}
