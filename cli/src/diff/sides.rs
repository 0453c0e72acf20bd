//! Both schemas of a comparison.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use relvar_catalog::{Catalog, Source, Step, connect, load::read_scripts};
use relvar_migrate::{Rename, annotated};

use crate::{
    args::DiffArgs,
    project::server_options,
    terminal::{self, Progress},
};

/// Both schemas, and what of the first one has another name in the second.
pub(super) struct Sides {
    pub(super) from: Catalog,
    pub(super) to: Catalog,
    pub(super) renames: Vec<Rename>,
}

/// One schema, and where it is from.
struct Side {
    catalog: Option<Catalog>,
    /// The files, if it is made of some.
    files: Option<PathBuf>,
    /// The role that ran the files.
    runner: Option<String>,
}

/// Reads both.
pub(super) async fn read(args: &DiffArgs, progress: &Progress) -> anyhow::Result<Sides> {
    let mut from = side(&args.from, args, progress).await?;
    let mut to = match &args.to {
        Some(to) => side(to, args, progress).await?,
        None => Side { catalog: from.catalog.clone(), files: from.files.clone(), runner: from.runner.clone() },
    };
    hand_over(&mut from, &mut to);
    let mut renames = args.rename.clone();
    if let (Some(old), Some(new), Some(files)) = (&from.catalog, &to.catalog, &to.files) {
        // The standard input was read once, and is gone.
        if files.as_os_str() != "-" {
            let (found, notes) = annotated(&read_scripts(std::slice::from_ref(files))?, old, new);
            notes.iter().for_each(terminal::warn);
            renames.extend(found.into_iter().filter(|own| !args.rename.iter().any(|said| said.of == own.of)));
        }
    }
    let (from, to) = match (from.catalog, to.catalog) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from.clone(), empty(&from)),
        (None, Some(to)) => (empty(&to), to),
        (None, None) => (Catalog::default(), Catalog::default()),
    };
    Ok(Sides { from, to, renames })
}

/// Files do not say who runs them. Against a database or a snapshot that is whoever owns most of what is there.
fn hand_over(from: &mut Side, to: &mut Side) {
    let owner = |side: &Side| {
        let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
        for relation in side.catalog.iter().flat_map(|own| &own.relations) {
            *owners.entry(&relation.owner).or_default() += 1;
        }
        owners.into_iter().max_by_key(|(_, count)| *count).map(|(owner, _)| owner.to_owned())
    };
    let (files, other) = match (&from.runner, &to.runner) {
        (Some(_), None) => (from, to),
        (None, Some(_)) => (to, from),
        (Some(_), Some(_)) | (None, None) => return,
    };
    if let (Some(runner), Some(owner), Some(catalog)) = (&files.runner, owner(other), &mut files.catalog) {
        catalog.rename_role(runner, &owner);
    }
}

/// A new database on the server of another: what every database has.
fn empty(other: &Catalog) -> Catalog {
    let schemas = other.schemas.iter().filter(|schema| schema.name == "public").cloned();
    let extensions = other.extensions.iter().filter(|extension| extension.name == "plpgsql").cloned();
    Catalog {
        server_version: other.server_version,
        schemas: schemas.collect(),
        extensions: extensions.collect(),
        ..Catalog::default()
    }
}

async fn side(name: &str, args: &DiffArgs, progress: &Progress) -> anyhow::Result<Side> {
    let mut files = None;
    let source = if name == "empty" {
        return Ok(Side { catalog: None, files, runner: None });
    } else if Path::new(name).extension().is_some_and(|end| end == "json") {
        Source::Snapshot(PathBuf::from(name))
    } else if name.contains("://") || !Path::new(name).exists() && name.contains('=') {
        Source::Database(name.parse::<connect::Config>()?)
    } else {
        files = Some(PathBuf::from(name));
        Source::Schema { paths: vec![PathBuf::from(name)], server: server_options(&args.server) }
    };
    let mut runner = None;
    let mut tell = |step: Step<'_>| {
        if let Step::Started(server) = &step {
            runner = server.config().get_user().map(str::to_owned);
        }
        progress.step(step.to_string());
    };
    let read = source.read(&mut tell).await?;
    read.diagnostics.iter().for_each(terminal::warn);
    Ok(Side { catalog: Some(read.catalog), files, runner })
}
