//! Both schemas of a comparison.

use std::path::{Path, PathBuf};

use relvar_catalog::{Catalog, Source, connect};

use crate::{
    args::DiffArgs,
    project::server_options,
    terminal::{self, Progress},
};

/// Reads both.
pub(super) async fn read(args: &DiffArgs, progress: &Progress) -> anyhow::Result<(Catalog, Catalog)> {
    let from = side(&args.from, args, progress).await?;
    let to = match &args.to {
        Some(to) => side(to, args, progress).await?,
        None => from.clone(),
    };
    Ok(match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from.clone(), empty(&from)),
        (None, Some(to)) => (empty(&to), to),
        (None, None) => (Catalog::default(), Catalog::default()),
    })
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

async fn side(name: &str, args: &DiffArgs, progress: &Progress) -> anyhow::Result<Option<Catalog>> {
    let source = if name == "empty" {
        return Ok(None);
    } else if Path::new(name).extension().is_some_and(|end| end == "json") {
        Source::Snapshot(PathBuf::from(name))
    } else if name.contains("://") || !Path::new(name).exists() && name.contains('=') {
        Source::Database(name.parse::<connect::Config>()?)
    } else {
        Source::Schema { paths: vec![PathBuf::from(name)], server: server_options(&args.server) }
    };
    let read = source.read(&mut |step| progress.step(step.to_string())).await?;
    read.diagnostics.iter().for_each(terminal::warn);
    Ok(Some(read.catalog))
}
