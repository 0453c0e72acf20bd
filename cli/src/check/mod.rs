//! `relvar check`: the models on disk and the snapshot, compared with what they are made of; nothing is changed.

mod drift;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use relvar_catalog::{Catalog, snapshot};
use relvar_codegen::{StaleFile, Staleness, config::Layout};
use serde_json::json;

use crate::{
    args::{CheckArgs, Format},
    diagnostics::report,
    exit::Exit,
    print::{self, print},
    project::Project,
    terminal::{self, NAME, Progress},
    words::counted,
};
use drift::Difference;

/// Compares; the exit status says whether anything differs.
pub(crate) async fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let (project, snapshot) = Project::open_check(args)?;
    let project = project.with_crate(&args.crate_)?;
    let catalog = project.read(&Progress::new()).await?;
    let drift = snapshot.map(|path| Drift::between(path, &catalog)).transpose()?;
    let models = models(&project, &catalog, args, drift.is_some())?;
    match args.output.format {
        Format::Json => print(|out| print::json(out, &document(drift.as_ref(), models.as_ref())))?,
        Format::Text => print(|out| {
            drift.iter().try_for_each(|drift| out.write_all(drift.diff.as_bytes()))?;
            let stale = models.iter().flat_map(|models| &models.stale);
            stale.into_iter().try_for_each(|file| out.write_all(file.diff.as_bytes()))
        })?,
    };
    let drifts = drift.as_ref().is_some_and(Drift::say);
    let stale = models.as_ref().is_some_and(Models::say);
    Ok(if drifts || stale { Exit::Differences.into() } else { Exit::Done.into() })
}

/// A snapshot beside what it was taken of.
struct Drift {
    path: PathBuf,
    differences: Vec<Difference>,
    diff: String,
}

impl Drift {
    fn between(path: PathBuf, database: &Catalog) -> anyhow::Result<Self> {
        let text = fs::read_to_string(&path)
            .with_context(|| format!("`{}` cannot be read\nhint: `relvar snapshot` writes it", path.display()))?;
        let before = snapshot::read(&text).with_context(|| format!("`{}`", path.display()))?;
        let (before, after) = (drift::schema_alone(before), drift::schema_alone(database.clone()));
        let name = path.display().to_string();
        let diff = relvar_codegen::output::unified_diff(
            (&format!("a/{name}"), &snapshot::write(&before)),
            (&format!("b/{name}"), &snapshot::write(&after)),
        );
        Ok(Self { path, differences: drift::differences(&before, &after), diff })
    }

    /// Says what differs, and whether anything does.
    fn say(&self) -> bool {
        let path = self.path.display();
        if self.diff.is_empty() {
            terminal::say(format!("`{path}` is up to date"));
            return false;
        }
        self.differences.iter().for_each(terminal::say);
        terminal::say(format!(
            "{} from `{path}`; `relvar snapshot` updates it",
            counted(self.differences.len(), "difference")
        ));
        true
    }
}

/// Models on disk beside what would be generated.
struct Models {
    folder: PathBuf,
    stale: Vec<StaleFile>,
}

impl Models {
    fn say(&self) -> bool {
        let folder = self.folder.display();
        if self.stale.is_empty() {
            terminal::say(format!("`{folder}` is up to date"));
            return false;
        }
        for file in &self.stale {
            terminal::say(format!("{}: {NAME}{}{NAME:#}", state(file.kind), self.folder.join(&file.path).display()));
        }
        terminal::say(format!("{} stale; `relvar generate` brings them up to date", counted(self.stale.len(), "file")));
        if self.stale.iter().any(|file| file.kind == Staleness::Edited) {
            terminal::hint("`relvar generate` keeps what was edited by hand; with --force it overwrites it");
        }
        true
    }
}

/// Compares the models, unless a build script makes them, or the project has none beside its snapshot.
fn models(
    project: &Project,
    catalog: &Catalog,
    args: &CheckArgs,
    has_snapshot: bool,
) -> anyhow::Result<Option<Models>> {
    let folder = project.models(args.out.as_deref());
    let generated = relvar_codegen::generate(catalog, &project.config);
    report(&generated.diagnostics, true)?;
    if args.out.is_none() && project.config.output.layout == Layout::BuildScript {
        if !has_snapshot {
            terminal::say("a build script makes the models; --url or --schema compares their snapshot with its origin");
        }
        return Ok(None);
    }
    if args.out.is_none() && has_snapshot && !Path::new(&folder).exists() {
        terminal::say(format!("there are no models in `{}` to compare", folder.display()));
        return Ok(None);
    }
    let mut stale = generated.files.check(&folder)?;
    if !stale.is_empty()
        && let Some(whole) = readable(catalog)
    {
        // Another role, which may read all columns, may have generated the models.
        let other = relvar_codegen::generate(&whole, &project.config).files.check(&folder)?;
        if other.len() < stale.len() {
            stale = other;
        }
    }
    Ok(Some(Models { folder, stale }))
}

/// The catalog as a role reads it that may read all columns, if this one may not.
fn readable(catalog: &Catalog) -> Option<Catalog> {
    let mut columns = catalog.relations.iter().flat_map(|relation| &relation.columns);
    columns.any(|column| column.unreadable).then(|| {
        let mut whole = catalog.clone();
        for column in whole.relations.iter_mut().flat_map(|relation| &mut relation.columns) {
            column.unreadable = false;
        }
        whole
    })
}

fn document(drift: Option<&Drift>, models: Option<&Models>) -> serde_json::Value {
    let drift = drift.map(|drift| json!({ "path": drift.path, "differences": drift.differences, "diff": drift.diff }));
    let file = |file: &StaleFile| json!({ "path": file.path, "state": state(file.kind), "diff": file.diff });
    let stale = models.map(|models| models.stale.iter().map(file).collect::<Vec<_>>());
    json!({ "snapshot": drift, "directory": models.map(|models| &models.folder), "stale": stale.unwrap_or_default() })
}

fn state(kind: Staleness) -> &'static str {
    match kind {
        Staleness::Missing => "missing",
        Staleness::Changed => "changed",
        Staleness::Edited => "edited",
        Staleness::Obsolete => "no longer generated",
    }
}
