//! What a database is at one moment, to be compared later: a plan holds for that and for nothing else.

use relvar_catalog::{
    connect::{self, Config, Session},
    introspect,
};
use serde::{Deserialize, Serialize};

use super::{Holder, MigrateError, Migrator, State, drift, lock};
use crate::track::Tables;

/// What a database is at one moment.
///
/// A run with [`Options::expected`](super::Options::expected) compares it under the lock of the runner, and does nothing if the
/// database is another one by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The fingerprint of all objects, without partitions and without the tracking schema.
    pub fingerprint: String,
    /// A text that changes whenever the system catalogs do, and means nothing else.
    pub catalog: String,
    /// The revisions that the database is at.
    pub heads: Vec<String>,
    /// The number of the last run that did not fail; 0 if there is none.
    pub run: i64,
}

impl Migrator {
    /// What a database is now. It is only read.
    pub async fn mark(&self, database: &Config) -> Result<Mark, MigrateError> {
        let mut session = connect::connect(database).await?;
        let state = self.read(&session).await?;
        let now = drift::now(&mut session, &self.options.tables).await?;
        session.close().await;
        let run = last_run(&state);
        Ok(Mark { fingerprint: now.fingerprint, catalog: now.catalog, heads: state.heads, run })
    }

    /// Refuses a database that is not the one that is expected. As long as the system catalogs are the same, no object is read.
    pub(super) async fn refuse_changed(&self, session: &mut Session, state: &State) -> Result<(), MigrateError> {
        let Some(expected) = &self.options.expected else { return Ok(()) };
        if expected.heads != state.heads || expected.run != last_run(state) {
            return Err(MigrateError::Changed);
        }
        if introspect::fingerprint(session).await? == expected.catalog {
            return Ok(());
        }
        let now = drift::now(session, &self.options.tables).await?;
        if now.fingerprint == expected.fingerprint { Ok(()) } else { Err(MigrateError::Changed) }
    }

    /// Makes the tables of the tracking schema, or brings them to the layout that is written; nothing else is changed. The lock
    /// is taken only if there is something to do.
    pub async fn prepare(&self, database: &Config) -> Result<(), MigrateError> {
        let session = connect::connect(database).await?;
        let found = self.layout(&session).await;
        session.close().await;
        if found? == Some(Tables::LAYOUT) {
            return Ok(());
        }
        let (session, watch) = self.locked(database, &mut |_| {}).await?;
        if let Some(watch) = watch {
            watch.session.close().await;
        }
        self.unlock(session).await;
        Ok(())
    }

    /// Who is migrating a database now.
    pub async fn holder(&self, database: &Config) -> Result<Option<Holder>, MigrateError> {
        let session = connect::connect(database).await?;
        let holder = lock::holder_of(&session, self.options.tables.name()).await;
        session.close().await;
        holder
    }
}

fn last_run(state: &State) -> i64 {
    state.records.iter().rev().find(|record| record.status != "failed").map_or(0, |record| record.id)
}
