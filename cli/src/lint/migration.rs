//! `relvar lint --migration`: what hand-written migrations do to a schema, tried on a scratch copy of it.

use std::{io, io::Write, path::PathBuf, process::ExitCode};

use relvar_catalog::load::read_scripts;
use relvar_explore::lint::{Level, uri};
use relvar_migrate::{
    Allowed, Hazard,
    rehearse::{Danger, rehearse},
};
use serde_json::json;

use super::{fail_on, level};
use crate::{
    args::{LintArgs, LintFormat},
    bench::Scratch,
    exit::Exit,
    print::{json, print},
    project::{Project, server_options},
    terminal::{self, FAINT, HINT, NAME, Progress},
    words::counted,
};

/// How serious a hazard is, if nobody has looked at it yet.
fn level_of(hazard: Hazard) -> Level {
    match hazard {
        Hazard::DeletesData => Level::Error,
        Hazard::AcquiresShareLock
        | Hazard::AcquiresShareRowExclusiveLock
        | Hazard::ImpactsDatabasePerformance
        | Hazard::AuthzUpdate
        | Hazard::HasUntrackableDependencies => Level::Warning,
        Hazard::AcquiresAccessExclusiveLock | Hazard::IndexBuild | Hazard::IndexDropped => Level::Note,
    }
}

/// Runs the migrations, and writes what they do; exit status 2 where a hazard is as serious as `--fail-on` says.
pub(super) async fn run(args: &LintArgs, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let scripts = read_scripts(files)?;
    let accepted = args.allow.iter().chain(&project.config.diff.allow);
    let allowed = accepted.map(|text| text.parse()).collect::<Result<Vec<Allowed>, _>>()?;
    let progress = Progress::new();
    let catalog = project.read(&progress).await?;
    let mut options = server_options(&args.source.server);
    options.extensions.extend(catalog.extensions.iter().map(|own| own.name.clone()).filter(|name| name != "plpgsql"));
    let mut scratch = Scratch::start(options, &progress).await?;
    let session = scratch.copy(&catalog).await?;
    progress.step("running the migrations");
    let found = rehearse(&session, &scripts).await;
    session.close().await;
    progress.hide();
    scratch.stop().await?;
    let mut found = found?;
    found.retain(|own| {
        let name = own.object.as_deref();
        let accepts = |allowed: &Allowed| {
            let object = allowed.object.as_ref().map(ToString::to_string);
            let fits =
                |name: &str| object.as_deref().is_none_or(|id| id.split_once(' ').is_some_and(|(_, id)| id == name));
            allowed.hazard == own.hazard && name.map_or(object.is_none(), fits)
        };
        level_of(own.hazard) >= level(args.level) && !allowed.iter().any(accepts)
    });
    print(|out| match args.format {
        LintFormat::Text => found.iter().try_for_each(|own| text(out, own)),
        LintFormat::Json => json(out, &found),
        LintFormat::Sarif => json(out, &sarif(&found)),
        LintFormat::Github => found.iter().try_for_each(|own| annotation(out, own)),
    })?;
    terminal::say(if found.is_empty() { "no hazard".to_owned() } else { counted(found.len(), "hazard") });
    let fails = fail_on(args.fail_on).is_some_and(|least| found.iter().any(|own| level_of(own.hazard) >= least));
    Ok(if fails { Exit::Differences } else { Exit::Done }.into())
}

/// `error[DELETES_DATA] up.sql:3: public.film: it is dropped, with its rows`
fn text(out: &mut impl Write, own: &Danger) -> io::Result<()> {
    let level = level_of(own.hazard);
    let style = match level {
        Level::Error => terminal::ERROR,
        Level::Warning => terminal::WARNING,
        Level::Note => FAINT,
    };
    let Danger { file, line, hazard, message, hint, .. } = own;
    write!(out, "{style}{}[{}]{style:#} {file}:{line}: ", level.as_str(), hazard.as_str())?;
    if let Some(object) = &own.object {
        write!(out, "{NAME}{object}{NAME:#}: ")?;
    }
    writeln!(out, "{message}")?;
    hint.iter().try_for_each(|hint| writeln!(out, "  {HINT}hint{HINT:#}: {hint}"))
}

/// The message with the object and the hint.
fn whole(own: &Danger) -> String {
    let Danger { object, message, hint, .. } = own;
    let text = object.as_ref().map_or_else(|| message.clone(), |object| format!("`{object}`: {message}"));
    hint.map_or_else(|| text.clone(), |hint| format!("{text}\nhint: {hint}"))
}

/// A workflow command of GitHub Actions.
fn annotation(out: &mut impl Write, own: &Danger) -> io::Result<()> {
    let command = match level_of(own.hazard) {
        Level::Note => "notice",
        level => level.as_str(),
    };
    let (file, title) = (super::property(&own.file), own.hazard.as_str());
    writeln!(out, "::{command} file={file},line={},title={title}::{}", own.line, super::data(&whole(own)))
}

/// A log in the format that code hosts and editors read.
fn sarif(found: &[Danger]) -> serde_json::Value {
    let rules = Hazard::ALL.map(|hazard| {
        json!({
            "id": hazard.as_str(),
            "shortDescription": { "text": hazard.summary() },
            "defaultConfiguration": { "level": level_of(hazard).as_str() },
        })
    });
    let results = found.iter().map(|own| {
        json!({
            "ruleId": own.hazard.as_str(),
            "level": level_of(own.hazard).as_str(),
            "message": { "text": whole(own) },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&own.file) },
                    "region": { "startLine": own.line },
                },
            }],
        })
    });
    json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": { "driver": {
                "name": "relvar",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "results": results.collect::<Vec<_>>(),
        }],
    })
}
