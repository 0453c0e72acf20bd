//! What all requests share.

use std::{collections::BTreeSet, fs, io, path::Path, sync::Arc};

use relvar_catalog::{connect::Config, hexadecimal};
use relvar_migrate::{
    Drift, Migrator, RunOptions,
    module::{Desired, Manager, Modules, Standing},
    revision::Revisions,
    track::Tables,
};
use sha2::{Digest as _, Sha256};
use tokio::{runtime::Handle, sync::Semaphore};

use crate::{
    action::Action, metrics::Metrics, problem::Problem, progress::Live, settings::Settings, store::Store, view::Views,
};

/// What modules want, and the files that say so.
struct Wanted {
    names: Vec<String>,
    files: String,
    desired: Arc<Desired>,
}

struct Shared {
    settings: Settings,
    metrics: Arc<Metrics>,
    views: Views,
    store: Store,
    live: Live,
    permits: Arc<Semaphore>,
    wanted: tokio::sync::Mutex<Vec<Wanted>>,
}

/// A service, to be had as a [`Router`](axum::Router) by [`router`](crate::router).
#[derive(Clone)]
pub struct App(Arc<Shared>);

impl App {
    /// Makes a service. If there are tokens, the tables of the tracking schema are made where they are missing; without any,
    /// nothing is written to the database, now or later.
    pub async fn new(settings: Settings) -> Result<Self, Problem> {
        let metrics = Arc::new(Metrics::new());
        let (reader, config) = (settings.reader.clone(), settings.config.clone());
        let app = Self(Arc::new(Shared {
            views: Views::new(reader, config, settings.limits.fresh, Arc::clone(&metrics)),
            store: Store::new(settings.writer.clone(), &settings.tracking),
            live: Live::default(),
            permits: Arc::new(Semaphore::new(settings.limits.requests)),
            wanted: tokio::sync::Mutex::default(),
            metrics,
            settings,
        }));
        if !app.settings().tokens.is_empty() {
            let migrator = Migrator::new(Revisions::new(Vec::new())?).with(app.options());
            Box::pin(migrator.prepare(app.writer())).await?;
            app.store().prepare().await?;
        }
        Ok(app)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn views(&self) -> &Views {
        &self.0.views
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    pub(crate) fn permits(&self) -> &Arc<Semaphore> {
        &self.0.permits
    }

    pub(crate) fn reader(&self) -> &Config {
        &self.0.settings.reader
    }

    pub(crate) fn writer(&self) -> &Config {
        &self.0.settings.writer
    }

    /// How revisions and modules are run.
    pub(crate) fn options(&self) -> RunOptions {
        let mut options = RunOptions::default();
        options.tables = Tables::new(&self.settings().tracking);
        options.patience = self.settings().limits.patience;
        options
    }

    /// The revisions on disk now.
    pub(crate) fn revisions(&self) -> Result<Revisions, Problem> {
        Ok(Revisions::read(&self.settings().migrations)?)
    }

    pub(crate) fn migrator(&self) -> Result<Migrator, Problem> {
        Ok(Migrator::new(self.revisions()?).with(self.options()))
    }

    /// The modules on disk now; none if there is no folder.
    pub(crate) fn modules(&self) -> Result<Modules, Problem> {
        let folder = &self.settings().modules;
        if folder.is_dir() { Ok(Modules::read(folder)?) } else { Ok(Modules::default()) }
    }

    pub(crate) fn manager(&self) -> Result<Manager, Problem> {
        Ok(Manager::new(self.modules()?, self.options()))
    }

    /// The modules that are named, or else all that are installed.
    pub(crate) async fn named(&self, manager: &Manager, names: &[String]) -> Result<Vec<String>, Problem> {
        let mut names = names.to_vec();
        if names.is_empty() {
            let installed = manager.installed(self.reader()).await?;
            names = installed.into_iter().filter(|own| own.state == Standing::Installed).map(|own| own.name).collect();
        }
        Self::known(manager, &names)?;
        Ok(names)
    }

    /// Refuses names that no module on disk has.
    pub(crate) fn known(manager: &Manager, names: &[String]) -> Result<(), Problem> {
        for name in names {
            manager.modules().get(name)?;
        }
        Ok(())
    }

    /// What modules and all that they need want. A server evaluates it once for each state of the files.
    pub(crate) async fn desired(&self, modules: &Modules, names: &[String]) -> Result<Arc<Desired>, Problem> {
        const KEPT: usize = 16;
        let files = self.files()?;
        // One evaluation at a time: whoever wants the same finds it done.
        let mut wanted = self.0.wanted.lock().await;
        if let Some(own) = wanted.iter().find(|own| own.names == names && own.files == files) {
            return Ok(Arc::clone(&own.desired));
        }
        let (modules, own, scratch) = (modules.clone(), names.to_vec(), self.settings().scratch.clone());
        let runtime = Handle::current();
        // What starts a server stays on one thread.
        let evaluated = tokio::task::spawn_blocking(move || {
            let names: Vec<&str> = own.iter().map(String::as_str).collect();
            let mut progress = |_: &str| {};
            let desired = Desired::evaluate(&modules, &names, scratch, &mut progress);
            runtime.block_on(desired).map_err(Problem::from)
        });
        let desired = Arc::new(evaluated.await??);
        wanted.retain(|own| own.files == files);
        wanted.truncate(KEPT);
        wanted.insert(0, Wanted { names: names.to_vec(), files, desired: Arc::clone(&desired) });
        Ok(desired)
    }

    /// The checksum of all files of modules.
    fn files(&self) -> Result<String, Problem> {
        digest(&self.settings().modules).map_err(|error| {
            Problem::internal(format!("`{}` cannot be read: {error}", self.settings().modules.display()))
        })
    }

    /// The checksum of the files that an action depends on.
    pub(crate) fn files_of(&self, action: &Action) -> Result<String, Problem> {
        match action {
            Action::Up { .. } | Action::Down { .. } | Action::Stamp { .. } => {
                digest(&self.settings().migrations).map_err(Problem::internal)
            }
            _ => self.files(),
        }
    }

    /// Options for a run that is planned for what the database was.
    pub(crate) fn drift(is_allowed: bool) -> Drift {
        if is_allowed { Drift::Allow } else { Drift::Refuse }
    }

    /// Waits until nothing runs any more.
    pub async fn finish(&self) {
        self.live().end().await;
    }
}

/// The checksum of the files below a folder; one that is not there has none.
fn digest(folder: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut todo = BTreeSet::from([folder.to_owned()]);
    while let Some(path) = todo.pop_first() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                todo.insert(entry?.path());
            }
        } else if path.is_file() {
            let text = fs::read(&path)?;
            hash.update(format!("{}\0{}\0", path.display(), text.len()));
            hash.update(text);
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}
