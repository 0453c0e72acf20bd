//! Modules: parts of a schema that are installed, upgraded and removed by themselves.
//!
//! A module is a folder with `module.toml`, the schema that it wants as SQL, and its first rows. `folder` reads them and knows
//! which needs which; `desired` lets a scratch server evaluate the SQL; `owners` says whose an object is; `merge` makes the
//! schema that a database is to have: all that it has, with the objects of some modules as these want them. What leads there is
//! an ordinary [plan](crate::plan()), and the runner of revisions runs it under its own lock and records it.

mod backup;
mod change;
mod desired;
mod error;
mod folder;
mod history;
mod install;
mod kept;
mod look;
mod manifest;
mod merge;
mod owners;
mod remove;
mod rollback;
mod rows;
mod state;
mod twice;

pub use crate::track::{Installed, Standing};
pub use backup::{Backup, backup, backup_to};
pub use change::{Change, Changed};
pub use desired::Desired;
pub use error::ModuleError;
pub use folder::{Module, Modules};
pub use history::Migration;
pub use install::Install;
pub use look::{Issue, ModelState, Pending, Status, TableOf, Validation};
pub use manifest::{MANIFEST, Manifest};
pub use remove::Uninstall;

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog,
    connect::{self, Config, Session},
    introspect::introspect,
};

use crate::{
    MigrateError, RunOptions,
    run::{Drift, Event, Held, Job},
    track::{Record, Tables},
};
use owners::Owners;

/// What happens during a run is told here.
pub type Events<'e> = &'e mut (dyn FnMut(Event<'_>) + Send);

const STAMP: &str = "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')";

/// Modules, and how they are brought into databases.
#[derive(Clone, Debug)]
pub struct Manager {
    modules: Modules,
    options: RunOptions,
}

impl Manager {
    /// Manages these modules.
    pub fn new(modules: Modules, mut options: RunOptions) -> Self {
        // Every plan is made from what the database is now.
        options.drift = Drift::Ignore;
        Self { modules, options }
    }

    /// The modules.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }

    fn tables(&self) -> &Tables {
        &self.options.tables
    }

    /// The modules that a database records, by name. It is only read.
    pub async fn installed(&self, database: &Config) -> Result<Vec<Installed>, ModuleError> {
        let session = connect::connect(database).await?;
        let installed = self.tables().modules(&session).await.map_err(ModuleError::ask);
        session.close().await;
        installed
    }

    /// What was run for modules, or for one, newest first.
    pub async fn history(&self, database: &Config, module: Option<&str>) -> Result<Vec<Record>, ModuleError> {
        let session = connect::connect(database).await?;
        let tables = self.tables();
        let mut records = match tables.layout(&session).await.map_err(ModuleError::ask)? {
            Some(_) => tables.records(&session).await.map_err(ModuleError::ask)?,
            None => Vec::new(),
        };
        session.close().await;
        records.retain(|own| own.module.is_some() && module.is_none_or(|name| own.module.as_deref() == Some(name)));
        records.reverse();
        Ok(records)
    }

    /// The lock, with what is known under it.
    async fn hold(&self, database: &Config, events: Events<'_>) -> Result<Site, ModuleError> {
        let mut held = Held::take(database, self.options.clone(), events).await?;
        match self.look_around(&mut held).await {
            Ok((installed, stamp)) => {
                let names = held.records().iter().map(|own| own.revision.clone()).collect();
                Ok(Site { held, installed, stamp, names, user: database.user().to_owned() })
            }
            Err(error) => {
                held.release().await;
                Err(error)
            }
        }
    }

    async fn look_around(&self, held: &mut Held) -> Result<(Vec<Installed>, String), ModuleError> {
        let session = held.session();
        let installed = self.tables().modules(session).await.map_err(ModuleError::ask)?;
        let row = session.query_one(STAMP, &[]).await.map_err(ModuleError::ask)?;
        Ok((installed, row.get(0)))
    }

    /// Who owns what in a database that records these modules.
    fn owners(&self, installed: &[Installed], desired: Option<&Desired>, catalogs: &[&Catalog]) -> Owners {
        let mut owners = Owners::new(&self.modules).with_installed(installed);
        if let Some(desired) = desired {
            owners = owners.with_known(&desired.known);
        }
        catalogs.iter().fold(owners, |owners, catalog| owners.with_indexes(catalog))
    }
}

/// A database under the lock.
struct Site {
    held: Held,
    installed: Vec<Installed>,
    /// When this began, for names.
    stamp: String,
    /// Names that are taken.
    names: BTreeSet<String>,
    user: String,
}

impl Site {
    fn find(&self, module: &str) -> Option<&Installed> {
        self.installed.iter().find(|own| own.name == module)
    }

    /// A name for a migration that no other has.
    fn name(&mut self, module: &str, what: &str) -> String {
        let base = format!("{}_{module}_{what}", self.stamp);
        let name = (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}_{number}") });
        let name = name.into_iter().find(|name| !self.names.contains(name)).unwrap_or(base);
        self.names.insert(name.clone());
        name
    }

    async fn catalog(&mut self) -> Result<Catalog, ModuleError> {
        live(self.held.session()).await
    }

    async fn run(&mut self, job: &Job, events: Events<'_>) -> Result<std::time::Duration, ModuleError> {
        self.held.run(job, events).await.map_err(|error| failed(job, error))
    }
}

fn failed(job: &Job, error: MigrateError) -> ModuleError {
    match error {
        error @ (MigrateError::Statement(_) | MigrateError::TransactionControl { .. } | MigrateError::Script(_)) => {
            ModuleError::Failed { module: job.module.clone(), name: job.name.clone(), source: Box::new(error) }
        }
        other => ModuleError::Run(other),
    }
}

async fn live(session: &mut Session) -> Result<Catalog, ModuleError> {
    Ok(introspect(session).await?.catalog)
}
