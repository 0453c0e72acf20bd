//! The lock of the runner, held while someone decides what to run: what is planned under it is still true when it runs.

use std::{path::PathBuf, time::Duration};

use relvar_catalog::connect::{Config, Session};

use super::{
    Event, MigrateError, Migrator, Options, apply::Runner, drift::Before, function::Function, script::Work,
    watch::Watch,
};
use crate::{
    revision::{Header, Revision, Revisions, UP},
    track::{Kind, Record},
};

/// Statements that belong to a module and not to a folder of revisions.
pub(crate) struct Job {
    /// Its unique name, under which it is recorded.
    pub(crate) name: String,
    /// What it is, in a line.
    pub(crate) message: String,
    pub(crate) kind: Kind,
    pub(crate) module: String,
    pub(crate) version: String,
    /// Where the statements come from, for errors.
    pub(crate) folder: PathBuf,
    pub(crate) up: String,
    pub(crate) down: Option<String>,
    pub(crate) is_transactional: bool,
    /// Further records that are written in the same transaction.
    pub(crate) after: String,
    /// What is called after the statements, in the same transaction.
    pub(crate) function: Option<Function>,
}

/// A session that has the lock, in a database that has the tables.
pub(crate) struct Held {
    migrator: Migrator,
    session: Session,
    watch: Option<Watch>,
    records: Vec<Record>,
    /// What the last run of revisions left, if it is known: it is to be known afterwards too.
    before: Option<Before>,
    since: i64,
    has_run: bool,
}

impl Held {
    /// Takes the lock.
    pub(crate) async fn take(
        database: &Config,
        options: Options,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Self, MigrateError> {
        let migrator = Migrator::new(Revisions::new(Vec::new())?).with(options);
        let (mut session, watch) = migrator.locked(database, events).await?;
        let state = migrator.read(&session).await?;
        let before = match migrator.start(&mut session, &state).await {
            Ok(before) => before,
            Err(error) => {
                migrator.unlock(session).await;
                return Err(error);
            }
        };
        let since = state.records.last().map_or(0, |record| record.id);
        Ok(Self { migrator, session, watch, records: state.records, before, since, has_run: false })
    }

    /// The session, to look around.
    pub(crate) fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// All runs that were recorded before.
    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// Runs statements and records them.
    pub(crate) async fn run(
        &mut self,
        job: &Job,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Duration, MigrateError> {
        let header = Header {
            id: job.name.clone(),
            parents: Vec::new(),
            depends: Vec::new(),
            labels: Vec::new(),
            message: job.message.clone(),
            is_transactional: job.is_transactional,
            is_down_transactional: true,
            has_function: job.function.is_some(),
            replaces: Vec::new(),
        };
        let revision = Revision { header, folder: job.folder.clone(), up: job.up.clone(), down: job.down.clone() };
        let work = Work {
            name: job.name.clone(),
            module: Some((&job.module, &job.version)),
            after: &job.after,
            ..Work::new(&revision, job.kind, (UP, &revision.up), job.is_transactional)?
        };
        let options = self.migrator.options();
        let runner = Runner { client: &self.session, tables: &options.tables, options, watch: self.watch.as_ref() };
        events(Event::Begin(work.view()));
        let took = Box::pin(runner.run((&work, job.function.as_ref()), &[], None, events)).await?;
        events(Event::Done { work: work.view(), took });
        self.has_run = true;
        Ok(took)
    }

    /// Records what the database is now, and gives the lock back.
    pub(crate) async fn release(mut self) {
        let tables = &self.migrator.options().tables;
        if let Some(before) = self.before.filter(|_| self.has_run)
            && let Ok(left) = before.left_now(&mut self.session, tables).await
        {
            let sql = tables.leave(&left, Some(before.fingerprint()), self.since);
            // If that fails, nothing is known for the next run, as after a crash.
            let _ = self.session.batch_execute(&format!("BEGIN;\n{sql}COMMIT;")).await;
        }
        if let Some(watch) = self.watch {
            watch.session.close().await;
        }
        self.migrator.unlock(self.session).await;
    }
}
