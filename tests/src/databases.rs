//! Databases of a scratch server that one worker makes and drops.

use std::sync::atomic::{AtomicUsize, Ordering};

use relvar_catalog::{Catalog, connect::Session, introspect::introspect, scratch::Server};

use crate::{
    build::{Attempt, Attempts, build_unordered},
    pairs::Files,
};

/// The databases of a worker.
#[expect(missing_debug_implementations, reason = "sessions have none")]
pub struct Databases<'a> {
    /// The server that they are on.
    pub server: &'a Server,
    admin: Session,
    prefix: String,
    made: AtomicUsize,
}

impl<'a> Databases<'a> {
    /// No database yet; names of databases start with the prefix.
    pub async fn open(server: &'a Server, prefix: String) -> anyhow::Result<Self> {
        let admin = Session::open(&server.config()).await?;
        admin.batch_execute("SET client_min_messages = error").await?;
        Ok(Self { server, admin, prefix, made: AtomicUsize::new(0) })
    }

    /// A database that is empty, by name.
    pub async fn empty(&self) -> anyhow::Result<String> {
        let name = format!("{}_{}", self.prefix, self.made.fetch_add(1, Ordering::Relaxed));
        self.server.database(&name).await?;
        Ok(name)
    }

    /// A database of files. Every database that was begun is in `names`.
    pub async fn make(&self, files: &Files, names: &mut Vec<String>) -> anyhow::Result<String> {
        let Files { paths, unchecked, unordered } = files;
        let mut attempts = Attempts::default();
        loop {
            let name = self.empty().await?;
            names.push(name.clone());
            if *unordered {
                build_unordered(&self.config(&name), paths).await?;
                return Ok(name);
            }
            match attempts.run(&self.server.url_of(&name), paths, *unchecked)? {
                Attempt::Done => return Ok(name),
                Attempt::Again { roles } => {
                    for role in roles {
                        let role = role.replace('"', "\"\"");
                        // Another worker may have made it meanwhile.
                        let _ = self.admin.batch_execute(&format!("CREATE ROLE \"{role}\"")).await;
                    }
                }
            }
        }
    }

    /// How to connect to a database.
    pub fn config(&self, name: &str) -> tokio_postgres::Config {
        let mut config = self.server.config();
        config.dbname(name);
        config
    }

    /// What is in a database.
    pub async fn read(&self, name: &str) -> anyhow::Result<Catalog> {
        let mut session = Session::open(&self.config(name)).await?;
        let read = introspect(&mut session).await;
        session.close().await;
        Ok(read?.catalog)
    }

    /// Drops a database. One with a subscription stays; it goes with the server.
    pub async fn drop(&self, name: &str) {
        let _ = self.admin.batch_execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await;
    }
}
