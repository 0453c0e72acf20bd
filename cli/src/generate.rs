//! `relvar generate` and `relvar check`: the models on disk, brought up to date or compared.

use std::{
    io::Write as _,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use relvar_codegen::{Generated, Staleness, WriteReport};
use serde_json::json;

use crate::{
    args::{Format, GenerateArgs},
    print::{self, print},
    project::Project,
    terminal::{self, HEADING, NAME, Progress},
    words::counted,
};

/// Writes the models that are not up to date.
pub(crate) async fn generate(args: &GenerateArgs) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    let project = Project::open(&args.source)?;
    let folder = project.models(args.out.as_deref());
    let generated = generated(&project).await?;
    let report = generated.files.write(&folder)?;
    match args.output.format {
        Format::Text => summarise(&generated, &report, &folder, start.elapsed()),
        Format::Json => return print(|out| print::json(out, &document(&generated, &report, &folder))),
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares and changes nothing; exit status 2 where something is stale.
pub(crate) async fn check(args: &GenerateArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let folder = project.models(args.out.as_deref());
    let stale = generated(&project).await?.files.check(&folder)?;
    if args.output.format == Format::Json {
        let files: Vec<_> = stale
            .iter()
            .map(|file| json!({ "path": file.path, "state": state(file.kind), "diff": file.diff }))
            .collect();
        print(|out| print::json(out, &json!({ "directory": folder, "stale": files })))?;
    } else {
        print(|out| stale.iter().try_for_each(|file| out.write_all(file.diff.as_bytes())))?;
    }
    if stale.is_empty() {
        terminal::say(format!("`{}` is up to date", folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    for file in &stale {
        terminal::say(format!("{}: {NAME}{}{NAME:#}", state(file.kind), folder.join(&file.path).display()));
    }
    terminal::say(format!("{} stale; `relvar generate` brings them up to date", counted(stale.len(), "file")));
    Ok(ExitCode::from(2))
}

/// Reads the schema and generates, saying what was noticed.
async fn generated(project: &Project) -> anyhow::Result<Generated> {
    let progress = Progress::new();
    let catalog = project.read(&progress).await?;
    let generated = relvar_codegen::generate(&catalog, &project.config);
    generated.diagnostics.iter().for_each(terminal::warn);
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

fn state(kind: Staleness) -> &'static str {
    match kind {
        Staleness::Missing => "missing",
        Staleness::Changed => "changed",
        Staleness::Obsolete => "no longer generated",
    }
}
