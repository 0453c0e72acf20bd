//! `relvar generate`: the models on disk, brought up to date.

mod layout;
mod prune;

use std::{
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use relvar_codegen::{Conflict, FileTree, Generated, InTheWay, WriteReport, config::Layout};
use serde_json::json;

use crate::{
    args::{Format, GenerateArgs},
    diagnostics,
    exit::Exit,
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

/// Opens the project with the layout that the command line asks for.
fn open(args: &GenerateArgs) -> anyhow::Result<Project> {
    let mut project = Project::open(&args.source)?.with_crate(&args.crate_)?;
    if layout::recorded(&project, args)? {
        project = Project::open(&args.source)?.with_crate(&args.crate_)?;
    }
    if project.config.output.layout == Layout::BuildScript && args.out.is_none() {
        anyhow::bail!(
            "a build script makes these models, so there is nothing to write\nhint: `relvar snapshot` updates the \
             snapshot, and `cargo build` makes the models; --out writes them to a folder"
        );
    }
    Ok(project)
}

/// Writes the models that are not up to date.
async fn once(args: &GenerateArgs, shows_all: bool) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    let project = open(args)?;
    let folder = project.models(args.out.as_deref());
    let catalog = project.read(&Progress::new()).await?;
    let generated = relvar_codegen::regenerate(&catalog, &project.config, &FileTree::read(&folder)?);
    diagnostics::report(&generated.diagnostics, shows_all)?;
    if !args.prune {
        let obsolete = generated.files.obsolete(&folder)?;
        prune::refuse(&catalog, &project.config, (&generated.files, &obsolete))?;
    }
    let in_the_way = if args.force { InTheWay::Overwrite } else { InTheWay::Keep };
    let report = generated.files.update(&folder, in_the_way)?;
    match args.output.format {
        Format::Text => summarise(&generated, &report, &folder, start.elapsed()),
        Format::Json => {
            print(|out| print::json(out, &document(&generated, &report, &folder)))?;
        }
    }
    Ok(if kept(&report.kept) { Exit::Refused.into() } else { Exit::Done.into() })
}

/// Names the files that were left as they are.
fn kept(kept: &[Conflict]) -> bool {
    for conflict in kept {
        terminal::warn(format!("{conflict}, so it was not written"));
    }
    if !kept.is_empty() {
        terminal::hint("move what you want to keep elsewhere; `relvar generate --force` overwrites these files");
    }
    !kept.is_empty()
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
        "kept": report.kept.iter().map(|conflict| &conflict.path).collect::<Vec<_>>(),
        "diagnostics": diagnostics,
    })
}
