//! Where revisions and their records are.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use relvar_catalog::connect;
use relvar_migrate::{
    Migrator, RunOptions,
    revision::{Revision, Revisions},
    track::Tables,
};

use crate::{
    args::PlaceArgs,
    project::{URL_VARIABLE, read_config},
};

/// The revisions, and which database they are for.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(super) revisions: Revisions,
    pub(super) options: RunOptions,
    pub(super) url: Option<String>,
    pub(super) config: Option<PathBuf>,
}

impl Place {
    pub(crate) fn open(args: &PlaceArgs) -> anyhow::Result<Self> {
        let PlaceArgs { dir, url, config, tracking } = args;
        let mut options = RunOptions::default();
        options.tables = Tables::new(tracking);
        let revisions = Revisions::read(dir)?;
        Ok(Self { folder: dir.clone(), revisions, options, url: url.clone(), config: config.clone() })
    }

    /// The same with the revisions that there are now.
    pub(crate) fn again(&self) -> anyhow::Result<Self> {
        let Self { folder, revisions: _, options, url, config } = self;
        let revisions = Revisions::read(folder)?;
        Ok(Self {
            folder: folder.clone(),
            revisions,
            options: options.clone(),
            url: url.clone(),
            config: config.clone(),
        })
    }

    pub(super) fn migrator(&self) -> Migrator {
        Migrator::new(self.revisions.clone()).with(self.options.clone())
    }

    /// The database, if any is named: by the command line, the configuration or the environment.
    pub(super) fn named_database(&self) -> anyhow::Result<Option<connect::Config>> {
        named_database(self.url.as_deref(), self.config.as_deref())
    }

    pub(crate) fn database(&self) -> anyhow::Result<connect::Config> {
        database(self.url.as_deref(), self.config.as_deref())
    }

    /// The revision that a name means.
    pub(super) fn revision(&self, name: &str) -> anyhow::Result<&Revision> {
        let id = self.revisions.history().resolve_one(name).map_err(|error| self.revisions.explain(error))?;
        let id = id.with_context(|| format!("`{name}` means no revision"))?;
        self.revisions.get(id).with_context(|| format!("there is no revision `{id}`"))
    }
}

/// The database that the command line, the configuration or the environment names, if any does.
fn named_database(url: Option<&str>, config: Option<&Path>) -> anyhow::Result<Option<connect::Config>> {
    if let Some(url) = url {
        return Ok(Some(url.parse()?));
    }
    let config = read_config(config)?;
    if let Some(url) = &config.database.url {
        return Ok(Some(url.parse()?));
    }
    let variable = config.database.url_env.as_deref().unwrap_or(URL_VARIABLE);
    if let Ok(url) = env::var(variable) {
        return Ok(Some(url.parse()?));
    }
    if LIBPQ.iter().any(|variable| env::var_os(variable).is_some()) {
        return Ok(Some(connect::Config::from_environment()?));
    }
    Ok(None)
}

/// The same; an error if none is named.
pub(crate) fn database(url: Option<&str>, config: Option<&Path>) -> anyhow::Result<connect::Config> {
    named_database(url, config)?.with_context(|| {
        format!(
            "no database is named\nhint: name one with --url, in relvar.toml under [database], or in the environment \
             variable {URL_VARIABLE}"
        )
    })
}

/// The variables of libpq that name a database.
const LIBPQ: [&str; 5] = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER"];
