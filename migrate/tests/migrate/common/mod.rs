//! A database and a folder of revisions for each test.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::Path};

use relvar_catalog::{
    connect::{Config, Session},
    scratch,
};
use relvar_migrate::{Migrator, revision::Revisions};
use tempfile::TempDir;

/// A database of its own, and a folder of revisions.
pub(crate) struct Bench {
    pub(crate) server: scratch::Server,
    pub(crate) folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
        Self { server, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn database(&self) -> Config {
        self.server.url().parse().unwrap()
    }

    pub(crate) async fn session(&self) -> Session {
        Session::open(&self.server.config()).await.unwrap()
    }

    pub(crate) fn write(&self, id: &str, parent: &str, (up, down): (&str, &str)) {
        let more = if up.contains("CONCURRENTLY") || up.contains("-- alone") { "-- transaction = off\n" } else { "" };
        write(self.folder.path(), id, parent, more, (up, down));
    }

    pub(crate) fn migrator(&self) -> Migrator {
        Migrator::new(Revisions::read(self.folder.path()).unwrap())
    }

    /// One text of a query.
    pub(crate) async fn text(&self, sql: &str) -> String {
        self.session()
            .await
            .query_one(&format!("SELECT ({sql})::text"), &[])
            .await
            .unwrap()
            .get::<_, Option<String>>(0)
            .unwrap_or_default()
    }
}

pub(crate) fn write(folder: &Path, id: &str, parent: &str, more: &str, (up, down): (&str, &str)) {
    let folder = folder.join(id);
    fs::create_dir_all(&folder).unwrap();
    let text = format!("-- relvar revision\n-- id = {id}\n-- parents = {parent}\n-- message = {id}\n{more}\n{up}\n");
    fs::write(folder.join("up.sql"), text).unwrap();
    fs::write(folder.join("down.sql"), down).unwrap();
}
