//! Applying and reverting revisions, one runner at a time.

mod apply;
mod concurrent;
mod error;
mod holder;
mod lock;
mod offline;
mod script;

use std::{fmt::Write as _, time::Duration};

use relvar_catalog::connect::{self, Config, Session};

use crate::{
    history::HeadChange,
    revision::{Revision, Revisions},
    track::{Kind, Record, Status, Tables},
};
use apply::Runner;
use error::in_history;
use script::Work;

pub use error::{MigrateError, Refused};
pub use holder::Holder;
pub use script::Running;

/// How long is waited for what, and where is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The tracking schema.
    pub tables: Tables,
    /// How long another runner is waited for.
    pub patience: Duration,
    /// How long a statement waits for a lock.
    pub lock_timeout: Duration,
    /// How long a statement may take; no limit by default.
    pub statement_timeout: Option<Duration>,
    /// How often is tried again what did not get a lock.
    pub retries: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tables: Tables::default(),
            patience: Duration::from_secs(300),
            lock_timeout: Duration::from_secs(3),
            statement_timeout: None,
            retries: 10,
        }
    }
}

impl Options {
    fn limits(&self, set: &str) -> String {
        let Self { lock_timeout, statement_timeout, .. } = self;
        let mut sql = format!("{set} lock_timeout = {};\n", lock_timeout.as_millis());
        if let Some(limit) = statement_timeout {
            let _ = writeln!(sql, "{set} statement_timeout = {};", limit.as_millis());
        }
        sql
    }
}

/// What happens during a run.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another runner has the lock.
    Waiting(Option<&'a Holder>),
    /// A revision begins.
    Begin(Running<'a>),
    /// A statement begins.
    Statement {
        /// Of this revision.
        work: Running<'a>,
        /// Its number, from 0.
        at: usize,
    },
    /// A statement did not get its lock and is tried again.
    Retry {
        /// Of this revision.
        work: Running<'a>,
        /// Its number, from 0.
        at: usize,
        /// How often it was tried.
        tries: u32,
        /// How long is waited before.
        pause: Duration,
    },
    /// A revision is done.
    Done {
        /// The revision.
        work: Running<'a>,
        /// How long it took.
        took: Duration,
    },
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Revisions are applied.
    Up,
    /// Revisions are reverted.
    Down,
}

/// Revisions, and how they are run.
#[derive(Clone, Debug)]
pub struct Migrator {
    revisions: Revisions,
    options: Options,
}

/// What a database says of its revisions.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The revisions it is at.
    pub heads: Vec<String>,
    /// All runs, oldest first.
    pub records: Vec<Record>,
}

impl State {
    /// The last run of a revision.
    pub fn last(&self, revision: &str) -> Option<&Record> {
        self.records.iter().rev().find(|record| record.revision == revision)
    }
}

impl Migrator {
    /// Runs these revisions.
    pub fn new(revisions: Revisions) -> Self {
        Self { revisions, options: Options::default() }
    }

    /// The same with other options.
    #[must_use]
    pub fn with(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// The revisions.
    pub fn revisions(&self) -> &Revisions {
        &self.revisions
    }

    /// What the database says; it is only read.
    pub async fn state(&self, database: &Config) -> Result<State, MigrateError> {
        let session = connect::connect(database).await?;
        let state = self.read(&session).await;
        session.close().await;
        state
    }

    /// The revisions that `up` would apply, in order.
    pub async fn pending(&self, database: &Config) -> Result<Vec<&Revision>, MigrateError> {
        self.plan(Way::Up, &self.state(database).await?.heads, "heads")
    }

    /// Applies all that is pending. If several do so at once, one of them does and the others find it done.
    pub async fn up(&self, database: &Config) -> Result<Vec<String>, MigrateError> {
        self.migrate(database, Way::Up, "heads", &mut |_| {}).await
    }

    /// Reverts down to a target: `-1`, a revision, `base`.
    pub async fn down(&self, database: &Config, target: &str) -> Result<Vec<String>, MigrateError> {
        self.migrate(database, Way::Down, target, &mut |_| {}).await
    }

    /// The revisions that lead to a target from these heads, in the order in which they are run.
    pub fn plan(&self, way: Way, heads: &[String], target: &str) -> Result<Vec<&Revision>, MigrateError> {
        let history = self.revisions.history();
        self.refuse_unknown(heads)?;
        let ids = match way {
            Way::Up => history.up(heads, target),
            Way::Down => history.down(heads, target),
        };
        let ids = ids.map_err(|error| in_history(&self.revisions, error))?;
        Ok(ids.into_iter().filter_map(|id| self.revisions.get(id)).collect())
    }

    /// Runs what leads to a target. The ids of what was run.
    pub async fn migrate(
        &self,
        database: &Config,
        way: Way,
        target: &str,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Vec<String>, MigrateError> {
        let session = self.locked(database, events).await?;
        let done = self.run(&session, way, target, events).await;
        self.unlock(session).await;
        done
    }

    /// Records that the database is at these targets; nothing is run.
    pub async fn stamp(
        &self,
        database: &Config,
        targets: &[String],
        is_purged: bool,
    ) -> Result<Vec<String>, MigrateError> {
        let session = self.locked(database, &mut |_| {}).await?;
        let done = self.write_stamp(&session, targets, is_purged).await;
        self.unlock(session).await;
        done
    }

    /// Takes the text of an applied revision as it is now.
    pub async fn accept(&self, database: &Config, revision: &Revision) -> Result<(), MigrateError> {
        let session = self.locked(database, &mut |_| {}).await?;
        let sql = self.options.tables.accept(revision.id(), &revision.up, &revision.checksum());
        let done = session.batch_execute(&sql).await.map_err(MigrateError::tracking);
        self.unlock(session).await;
        done
    }

    async fn run(
        &self,
        session: &Session,
        way: Way,
        target: &str,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Vec<String>, MigrateError> {
        let mut state = self.read(session).await?;
        let plan = self.plan(way, &state.heads, target)?;
        // All files are looked at before the first is run.
        let work = |revision| match way {
            Way::Up => Work::up(revision),
            Way::Down => Work::down(revision),
        };
        let works = plan.into_iter().map(work).collect::<Result<Vec<_>, _>>()?;
        let runner = Runner { client: session, tables: &self.options.tables, options: &self.options };
        let mut done = Vec::new();
        for work in &works {
            let id = work.revision.id();
            let changes = self.changes(way, &state.heads, id)?;
            let kind = if way == Way::Up { "manual" } else { "rollback" };
            let earlier = state.last(id).filter(|record| record.is_unfinished() && record.kind == kind);
            events(Event::Begin(work.view()));
            let took = runner.run(work, &changes, earlier, events).await?;
            events(Event::Done { work: work.view(), took });
            for change in &changes {
                change.apply(&mut state.heads);
            }
            done.push(id.to_owned());
        }
        Ok(done)
    }

    fn changes(&self, way: Way, heads: &[String], id: &str) -> Result<Vec<HeadChange>, MigrateError> {
        let history = self.revisions.history();
        let changes = match way {
            Way::Up => history.heads_after_up(heads, id),
            Way::Down => history.heads_after_down(heads, id),
        };
        changes.map_err(|error| in_history(&self.revisions, error))
    }

    async fn write_stamp(
        &self,
        session: &Session,
        targets: &[String],
        is_purged: bool,
    ) -> Result<Vec<String>, MigrateError> {
        let tables = &self.options.tables;
        let mut heads =
            if is_purged { Vec::new() } else { tables.heads(session).await.map_err(MigrateError::tracking)? };
        self.refuse_unknown(&heads)?;
        let changes = self.revisions.history().stamp(&heads, targets);
        let changes = changes.map_err(|error| in_history(&self.revisions, error))?;
        let mut sql = "BEGIN;\n".to_owned();
        if is_purged {
            sql.push_str(&tables.purge());
        }
        for change in &changes {
            sql.push_str(&tables.change(change));
            change.apply(&mut heads);
            if let HeadChange::Insert(to) | HeadChange::Replace { to, .. } = change
                && let Some(revision) = self.revisions.get(to)
            {
                let work = Work { kind: Kind::Stamp, ..Work::up(revision)? };
                sql.push_str(&tables.insert(&apply::entry(&work, Status::Applied, 0, None)));
            }
        }
        sql.push_str("COMMIT;");
        session.batch_execute(&sql).await.map_err(MigrateError::tracking)?;
        Ok(heads)
    }

    fn refuse_unknown(&self, heads: &[String]) -> Result<(), MigrateError> {
        let unknown: Vec<_> = heads.iter().filter(|head| self.revisions.get(head).is_none()).cloned().collect();
        if unknown.is_empty() { Ok(()) } else { Err(MigrateError::UnknownHeads { ids: unknown }) }
    }

    async fn read(&self, session: &Session) -> Result<State, MigrateError> {
        let tables = &self.options.tables;
        self.layout(session).await?;
        Ok(State {
            heads: tables.heads(session).await.map_err(MigrateError::tracking)?,
            records: tables.records(session).await.map_err(MigrateError::tracking)?,
        })
    }

    /// The layout of the tables, which must be one that is known.
    async fn layout(&self, session: &Session) -> Result<Option<i32>, MigrateError> {
        let tables = &self.options.tables;
        let found = tables.layout(session).await.map_err(MigrateError::tracking)?;
        match found {
            Some(found) if found > Tables::LAYOUT => {
                Err(MigrateError::Layout { schema: tables.name().to_owned(), found, known: Tables::LAYOUT })
            }
            _ => Ok(found),
        }
    }

    /// A session that has the lock, in a database that has the tables.
    async fn locked(
        &self,
        database: &Config,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Session, MigrateError> {
        let mut config = database.clone();
        config.set_fallback_application_name("relvar migrate");
        let session = connect::connect(&config).await?;
        lock::refuse_pooler(&session, &config).await?;
        let Options { tables, patience, .. } = &self.options;
        lock::take(&session, tables.name(), *patience, &mut |holder| events(Event::Waiting(holder))).await?;
        if self.layout(&session).await?.is_none() {
            let sql = format!("BEGIN;\n{}COMMIT;", tables.creation());
            session.batch_execute(&sql).await.map_err(MigrateError::tracking)?;
        }
        Ok(session)
    }

    async fn unlock(&self, session: Session) {
        lock::release(&session, self.options.tables.name()).await;
        session.close().await;
    }
}
