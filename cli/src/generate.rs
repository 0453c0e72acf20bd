//! `relvar generate`: the models on disk, brought up to date.

use std::{
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use relvar_codegen::{FileTree, Generated, WriteReport};
use serde_json::json;

use crate::{
    args::{Format, GenerateArgs},
    print::{self, print},
    project::Project,
    terminal::{self, HEADING, Progress},
    watch::Watch,
    words::counted,
};

/// Writes the models that are not up to date, again and again where it is to watch.
pub(crate) async fn generate(args: &GenerateArgs) -> anyhow::Result<ExitCode> {
    if !args.watch {
        return once(args, true).await;
    }
    let mut shows_all = true;
    loop {
        // Opened anew each time: the configuration may name other files now. Watching begins before they are read.
        let opened = Project::open(&args.source);
        let watch = match &opened {
            Ok(project) => Watch::new(project).await,
            Err(_) => Watch::of_configuration(&args.source),
        };
        let mut watch = watch?;
        if let Err(error) = once(args, shows_all).await {
            terminal::error(&error);
        }
        terminal::say("watching; Ctrl-C ends it");
        terminal::say(format!("{} changed", watch.changed().await));
        shows_all = false;
    }
}

/// Writes the models that are not up to date.
async fn once(args: &GenerateArgs, shows_all: bool) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    let project = Project::open(&args.source)?.with_crate(&args.crate_)?;
    let folder = project.models(args.out.as_deref());
    let generated = generated(&project, &folder, shows_all).await?;
    let report = generated.files.write(&folder)?;
    match args.output.format {
        Format::Text => summarise(&generated, &report, &folder, start.elapsed()),
        Format::Json => return print(|out| print::json(out, &document(&generated, &report, &folder))),
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the schema and generates, saying what was noticed: once, where it is done over and over.
async fn generated(project: &Project, folder: &Path, says: bool) -> anyhow::Result<Generated> {
    let progress = Progress::new();
    let catalog = project.read(&progress).await?;
    let generated = relvar_codegen::regenerate(&catalog, &project.config, &FileTree::read(folder)?);
    generated.diagnostics.iter().filter(|_| says).for_each(terminal::warn);
    Ok(generated)
}

fn summarise(generated: &Generated, report: &WriteReport, folder: &Path, elapsed: Duration) {
    let summary = &generated.summary;
    terminal::say(format!(
        "{HEADING}{}{HEADING:#}, {}, {}, {}, {} in {}",
        counted(summary.relations, "relation"),
        counted(summary.columns, "column"),
        counted(summary.foreign_keys, "foreign key"),
        counted(summary.types, "type"),
        counted(summary.routines, "routine"),
        counted(summary.schemas, "schema"),
    ));
    terminal::say(format!(
        "{}: {} written, {} removed, {} unchanged in `{}` ({:.1} s)",
        counted(summary.files, "file"),
        report.written.len(),
        report.removed.len(),
        report.unchanged,
        folder.display(),
        elapsed.as_secs_f64(),
    ));
}

fn document(generated: &Generated, report: &WriteReport, folder: &Path) -> serde_json::Value {
    let summary = &generated.summary;
    let diagnostics: Vec<_> = generated
        .diagnostics
        .iter()
        .map(|d| json!({ "rule": d.rule.as_str(), "object": d.object, "message": d.message, "hint": d.hint }))
        .collect();
    json!({
        "directory": folder,
        "schemas": summary.schemas,
        "relations": summary.relations,
        "columns": summary.columns,
        "foreign_keys": summary.foreign_keys,
        "types": summary.types,
        "routines": summary.routines,
        "files": summary.files,
        "written": report.written,
        "removed": report.removed,
        "diagnostics": diagnostics,
    })
}
