//! `relvar generate --watch`: waits until what the models are made of has changed.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

use anyhow::Context as _;
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use relvar_catalog::{connect, introspect::fingerprint};

use crate::{
    args::SourceArgs,
    paths::absolute,
    project::{CONFIG, Project},
};

/// How long files are left alone before they are read: editors write one file in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// How often a database is asked.
const POLL: Duration = Duration::from_secs(1);

/// Watches the files and the database that a project is made of.
pub(crate) struct Watch {
    changes: mpsc::Receiver<Event>,
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
    files: Vec<PathBuf>,
    database: Option<Polled>,
}

pub(crate) struct Polled {
    config: connect::Config,
    last: Option<String>,
}

impl Watch {
    /// Watches a configuration alone: it says nothing else that could be watched.
    pub(crate) fn of_configuration(args: &SourceArgs) -> anyhow::Result<Self> {
        Self::of_files(&[args.config.clone().unwrap_or_else(|| PathBuf::from(CONFIG))], None)
    }

    /// Begins to watch. What changes from now on is noticed, also before [`changed`](Self::changed) is called.
    pub(crate) async fn new(project: &Project) -> anyhow::Result<Self> {
        let mut database = project.database().map(|config| Polled { config: config.clone(), last: None });
        if let Some(database) = &mut database {
            database.last = database.fingerprint().await;
        }
        Self::of_files(&project.inputs(), database)
    }

    /// Watches files and folders, and a database.
    pub(crate) fn of_files(files: &[PathBuf], database: Option<Polled>) -> anyhow::Result<Self> {
        let (sender, changes) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Nobody hears of it once the watch has ended.
            let _ = event.map(|event| sender.send(event));
        })?;
        // A file that is not there yet is watched too: a configuration may be written later.
        let files: Vec<PathBuf> =
            files.iter().map(|path| absolute(path)).filter(|path| path.parent().is_some_and(Path::exists)).collect();
        for path in &files {
            // The folder of a file is watched: the file may be replaced by another of the same name.
            let (folder, mode) = match path.parent() {
                Some(folder) if !path.is_dir() => (folder, RecursiveMode::NonRecursive),
                _ => (path.as_path(), RecursiveMode::Recursive),
            };
            watcher.watch(folder, mode).with_context(|| format!("`{}` cannot be watched", folder.display()))?;
        }
        Ok(Self { changes, _watcher: watcher, files, database })
    }

    /// Waits for a change, and says of what.
    pub(crate) async fn changed(&mut self) -> String {
        let mut asked = std::time::Instant::now();
        loop {
            if let Some(path) = self.file_changed() {
                while self.changes.recv_timeout(QUIET).is_ok() {}
                return format!("`{}`", path.display());
            }
            if asked.elapsed() >= POLL
                && let Some(database) = &mut self.database
            {
                asked = std::time::Instant::now();
                let now = database.fingerprint().await;
                // A server that does not answer has not changed.
                if now.is_some() && now != database.last {
                    database.last = now;
                    return "the database".to_owned();
                }
            }
            tokio::time::sleep(QUIET).await;
        }
    }

    fn file_changed(&self) -> Option<PathBuf> {
        let is_input = |path: &PathBuf| self.files.iter().any(|file| path.starts_with(file));
        self.changes
            .try_iter()
            .filter(|event| !event.kind.is_access())
            .find_map(|event| event.paths.into_iter().find(is_input))
    }
}

impl Polled {
    async fn fingerprint(&self) -> Option<String> {
        let session = connect::connect(&self.config).await.ok()?;
        let found = fingerprint(&session).await.ok();
        session.close().await;
        found
    }
}
