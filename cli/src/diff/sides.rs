//! Both schemas of a comparison.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use relvar_catalog::{
    Catalog, Source, connect,
    load::{Script, read_scripts, wanted_extensions},
};
use relvar_migrate::{Rename, annotated};

use crate::{
    args::DiffArgs,
    bench::Scratch,
    project::server_options,
    terminal::{self, Progress},
};

/// Both schemas, and what of the first one has another name in the second.
pub(super) struct Sides {
    pub(super) from: Catalog,
    pub(super) to: Catalog,
    pub(super) renames: Vec<Rename>,
    /// The first schema, if it is that of a live database.
    pub(super) database: Option<connect::Config>,
    /// The role that ran the files, if nothing else says who owns what.
    pub(super) runner: Option<String>,
    /// The server that ran the files, if there are any.
    pub(super) scratch: Option<Scratch>,
}

/// Where a schema is.
enum Origin {
    Empty,
    Source(Box<Source>),
    Files(Vec<Script>),
}

/// One schema.
struct Side {
    catalog: Option<Catalog>,
    /// The role that ran the files, if it is made of some.
    runner: Option<String>,
}

/// Reads both.
pub(super) async fn read(args: &DiffArgs, progress: &Progress) -> anyhow::Result<Sides> {
    let origins = (origin(&args.from)?, args.to.as_deref().map(origin).transpose()?);
    let mut scripts: Vec<&Script> = Vec::new();
    for origin in [Some(&origins.0), origins.1.as_ref()].into_iter().flatten() {
        if let Origin::Files(own) = origin {
            scripts.extend(own);
        }
    }
    let mut scratch = None;
    if !scripts.is_empty() {
        let mut options = server_options(&args.server);
        for script in scripts {
            options.extensions.extend(wanted_extensions(std::slice::from_ref(script)));
        }
        scratch = Some(Scratch::start(options, progress).await?);
    }
    let database = match &origins.0 {
        Origin::Source(source) => match &**source {
            Source::Database(database) => Some(database.clone()),
            Source::Schema { .. } | Source::Snapshot(_) => None,
        },
        Origin::Files(_) | Origin::Empty => None,
    };
    let mut from = side(&origins.0, scratch.as_mut(), progress).await?;
    let mut to = match &origins.1 {
        Some(to) => side(to, scratch.as_mut(), progress).await?,
        None => Side { catalog: from.catalog.clone(), runner: from.runner.clone() },
    };
    let is_of_files = |side: &Side| side.runner.is_some() || side.catalog.is_none();
    let runner = from.runner.clone().or(to.runner.clone()).filter(|_| is_of_files(&from) && is_of_files(&to));
    hand_over(&mut from, &mut to);
    let mut renames = args.rename.clone();
    if let (Some(old), Some(new), Some(Origin::Files(scripts))) = (&from.catalog, &to.catalog, &origins.1) {
        let (found, notes) = annotated(scripts, old, new);
        notes.iter().for_each(terminal::warn);
        renames.extend(found.into_iter().filter(|own| !args.rename.iter().any(|said| said.of == own.of)));
    }
    let (from, to) = match (from.catalog, to.catalog) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from.clone(), empty(&from)),
        (None, Some(to)) => (empty(&to), to),
        (None, None) => (Catalog::default(), Catalog::default()),
    };
    Ok(Sides { from, to, renames, database, runner, scratch })
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

fn origin(name: &str) -> anyhow::Result<Origin> {
    Ok(if name == "empty" {
        Origin::Empty
    } else if Path::new(name).extension().is_some_and(|end| end == "json") {
        Origin::Source(Box::new(Source::Snapshot(PathBuf::from(name))))
    } else if name.contains("://") || !Path::new(name).exists() && name.contains('=') {
        Origin::Source(Box::new(Source::Database(name.parse::<connect::Config>()?)))
    } else {
        Origin::Files(read_scripts(&[PathBuf::from(name)])?)
    })
}

async fn side(origin: &Origin, scratch: Option<&mut Scratch>, progress: &Progress) -> anyhow::Result<Side> {
    let (read, runner) = match (origin, scratch) {
        (Origin::Source(source), _) => (source.read(&mut |step| progress.step(step.to_string())).await?, None),
        (Origin::Files(scripts), Some(scratch)) => (scratch.load(scripts, progress).await?, scratch.runner()),
        (Origin::Files(_), None) | (Origin::Empty, _) => return Ok(Side { catalog: None, runner: None }),
    };
    read.diagnostics.iter().for_each(terminal::warn);
    Ok(Side { catalog: Some(read.catalog), runner })
}
