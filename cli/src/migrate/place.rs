//! Where revisions and their records are.

use std::path::PathBuf;

use anyhow::Context as _;
use relvar_catalog::connect;
use relvar_migrate::{
    Migrator, RunOptions,
    revision::{Revision, Revisions},
    track::Tables,
};

use crate::{
    args::{DatabaseArgs, PlaceArgs},
    project,
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
        project::named_database(&self.named())
    }

    pub(crate) fn database(&self) -> anyhow::Result<connect::Config> {
        project::database(&self.named())
    }

    fn named(&self) -> DatabaseArgs {
        DatabaseArgs { url: self.url.clone(), config: self.config.clone() }
    }

    /// The revision that a name means.
    pub(super) fn revision(&self, name: &str) -> anyhow::Result<&Revision> {
        let id = self.revisions.history().resolve_one(name).map_err(|error| self.revisions.explain(error))?;
        let id = id.with_context(|| format!("`{name}` means no revision"))?;
        self.revisions.get(id).with_context(|| format!("there is no revision `{id}`"))
    }
}
