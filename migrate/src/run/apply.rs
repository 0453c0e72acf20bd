//! One revision, applied or reverted.

use std::time::{Duration, Instant};

use tokio_postgres::{Client, SimpleQueryMessage};

use super::{
    Event, MigrateError, Options, Refused, concurrent, lock,
    script::{Work, excerpt, sets},
};
use crate::{
    history::HeadChange,
    track::{Entry, Failure, Kind, Record, Status, Tables},
};

/// A session with the lock, and what it records in.
pub(super) struct Runner<'a> {
    pub(super) client: &'a Client,
    pub(super) tables: &'a Tables,
    pub(super) options: &'a Options,
}

/// A statement that was refused: which one, and why.
struct Refusal {
    at: usize,
    cause: tokio_postgres::Error,
}

impl Runner<'_> {
    /// Runs a revision from where an earlier run ended, and records it.
    pub(super) async fn run(
        &self,
        work: &Work<'_>,
        changes: &[HeadChange],
        earlier: Option<&Record>,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Duration, MigrateError> {
        let began = Instant::now();
        if work.is_transactional {
            self.together(work, changes, events).await?;
        } else {
            self.one_by_one(work, changes, earlier, events).await?;
        }
        Ok(began.elapsed())
    }

    /// All statements, the record and the heads in one transaction.
    async fn together(
        &self,
        work: &Work<'_>,
        changes: &[HeadChange],
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(), MigrateError> {
        let mut tries = 0;
        loop {
            let refusal = match self.try_together(work, changes, events).await {
                Ok(()) => return Ok(()),
                Err(refusal) => refusal,
            };
            // If the connection is gone, this fails too, and the transaction with it.
            let _ = self.batch("ROLLBACK").await;
            if is_lock_refused(&refusal.cause) && tries < self.options.retries {
                tries += 1;
                self.pause(tries, work, refusal.at, events).await;
                continue;
            }
            let error = failed(work, &refusal, 0);
            let (message, statement) = told(work, &refusal);
            let sqlstate = refusal.cause.code().map(tokio_postgres::error::SqlState::code);
            let failure = Failure { message: &message, sqlstate, statement };
            let entry = entry(work, Status::Failed, 0, Some(failure));
            // The record of a failure must not hide the failure.
            let _ = self.batch(&self.tables.insert(&entry)).await;
            return Err(error);
        }
    }

    async fn try_together(
        &self,
        work: &Work<'_>,
        changes: &[HeadChange],
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(), Refusal> {
        let last = work.statements.len();
        let at = |at: usize| move |cause| Refusal { at, cause };
        self.batch(&format!("BEGIN;\n{}", self.options.limits("SET LOCAL"))).await.map_err(at(0))?;
        for (number, statement) in work.statements.iter().enumerate() {
            events(Event::Statement { work: work.view(), at: number });
            self.batch(&statement.sql).await.map_err(at(number))?;
        }
        let mut record = AFTER.to_owned();
        record.push_str(&self.ending(work, changes));
        record.push_str(&self.tables.insert(&entry(work, Status::Applied, last, None)));
        record.push_str("COMMIT;");
        self.batch(&record).await.map_err(at(last))
    }

    /// Each statement with the note that it is done; those that run in no transaction by themselves.
    async fn one_by_one(
        &self,
        work: &Work<'_>,
        changes: &[HeadChange],
        earlier: Option<&Record>,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(), MigrateError> {
        let (id, done, was_killed) = self.start(work, earlier).await?;
        // What the statements before have set for their session holds for the rest too.
        let mut settings = self.options.limits("SET");
        for statement in work.statements[..done].iter().filter(|statement| sets(&statement.sql)) {
            settings.push_str(&statement.sql);
            settings.push_str(";\n");
        }
        self.batch(&settings).await.map_err(MigrateError::tracking)?;
        for number in done..work.statements.len() {
            events(Event::Statement { work: work.view(), at: number });
            let mut tries = 0;
            loop {
                let outcome = self.alone(work, id, number, was_killed && number == done).await;
                let Err(refusal) = outcome else { break };
                if is_lock_refused(&refusal.cause) && tries < self.options.retries {
                    tries += 1;
                    self.pause(tries, work, number, events).await;
                    continue;
                }
                let (message, statement) = told(work, &refusal);
                let sqlstate = refusal.cause.code().map(tokio_postgres::error::SqlState::code);
                let failure = Failure { message: &message, sqlstate, statement };
                let _ = self.batch(&format!("{AFTER}{}", self.tables.fail(id, &failure))).await;
                return Err(failed(work, &refusal, number));
            }
        }
        let end = format!("{AFTER}BEGIN;\n{}{}COMMIT;", self.ending(work, changes), self.tables.finish(id));
        self.batch(&end).await.map_err(MigrateError::tracking)
    }

    /// The number of the record, how many statements are done, and whether the earlier run was killed.
    async fn start(&self, work: &Work<'_>, earlier: Option<&Record>) -> Result<(i64, usize, bool), MigrateError> {
        if let Some(earlier) = earlier {
            let done = usize::try_from(earlier.statements_applied).unwrap_or(0);
            let same = |at: &usize| work.hashes.get(*at) == earlier.statement_hashes.get(*at);
            if let Some(at) = (0..done).find(|at| !same(at)) {
                return Err(MigrateError::EditedHalfway { id: work.revision.id().to_owned(), done, at: at + 1 });
            }
            // Whether this very statement was under way counts only if it is still the same one.
            let was_killed = earlier.status == "running" && same(&done);
            let resume = self.tables.resume(earlier.id, &entry(work, Status::Running, done, None));
            self.batch(&resume).await.map_err(MigrateError::tracking)?;
            return Ok((earlier.id, done, was_killed));
        }
        let insert = self.tables.insert(&entry(work, Status::Running, 0, None));
        let messages = self.client.simple_query(&insert).await.map_err(MigrateError::tracking)?;
        let id = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).and_then(|id| id.parse().ok()),
            _ => None,
        });
        Ok((id.unwrap_or_default(), 0, false))
    }

    /// One statement of a revision that has no transaction.
    async fn alone(&self, work: &Work<'_>, id: i64, number: usize, was_killed: bool) -> Result<(), Refusal> {
        let at = |cause| Refusal { at: number, cause };
        let sql = &work.statements[number].sql;
        let advance = self.tables.advance(id, number + 1);
        if was_killed && concurrent::is_built(self.client, sql).await.map_err(at)? {
            return self.batch(&advance).await.map_err(at);
        }
        self.batch("BEGIN").await.map_err(at)?;
        let outcome = match self.batch(sql).await {
            Ok(()) => return self.batch(&format!("{advance}COMMIT;")).await.map_err(at),
            Err(cause) => cause,
        };
        self.batch("ROLLBACK").await.map_err(at)?;
        if !matches!(outcome.code().map(tokio_postgres::error::SqlState::code), Some("25001" | "2D000")) {
            return Err(at(outcome));
        }
        concurrent::remove_broken(self.client, sql).await.map_err(at)?;
        if let Err(cause) = self.batch(sql).await {
            // What a failed build leaves is removed now, if it can be, and else by the next run.
            let _ = concurrent::remove_broken(self.client, sql).await;
            return Err(at(cause));
        }
        self.batch(&advance).await.map_err(at)
    }

    /// The heads, and the mark on earlier records.
    fn ending(&self, work: &Work<'_>, changes: &[HeadChange]) -> String {
        let mut sql: String = changes.iter().map(|change| self.tables.change(change)).collect();
        if work.kind == Kind::Rollback {
            sql.push_str(&self.tables.reverted(work.revision.id()));
        }
        sql
    }

    async fn pause(&self, tries: u32, work: &Work<'_>, at: usize, events: &mut (dyn FnMut(Event<'_>) + Send)) {
        let pause = lock::jitter(Duration::from_millis(200) * 2_u32.saturating_pow(tries.min(6)));
        events(Event::Retry { work: work.view(), at, tries, pause });
        tokio::time::sleep(pause).await;
    }

    async fn batch(&self, sql: &str) -> Result<(), tokio_postgres::Error> {
        self.client.batch_execute(sql).await
    }
}

/// What a revision has set does not concern its record or the next one.
pub(super) const AFTER: &str = "RESET ROLE;\nRESET ALL;\n";

fn is_lock_refused(error: &tokio_postgres::Error) -> bool {
    error.code().map(tokio_postgres::error::SqlState::code) == Some("55P03")
}

/// A run for the record.
pub(super) fn entry<'a>(work: &'a Work<'_>, status: Status, applied: usize, failure: Option<Failure<'a>>) -> Entry<'a> {
    let revision = work.revision;
    Entry {
        revision: revision.id(),
        name: &work.name,
        kind: work.kind,
        status,
        parents: &revision.header.parents,
        operations: work.statements.iter().map(|statement| (statement.line, statement.sql.as_str())).collect(),
        up: &revision.up,
        down: revision.down.as_deref(),
        checksum: &work.checksum,
        hashes: &work.hashes,
        applied,
        failure,
    }
}

fn told<'a>(work: &'a Work<'_>, refusal: &Refusal) -> (String, &'a str) {
    let message =
        refusal.cause.as_db_error().map_or_else(|| refusal.cause.to_string(), |error| error.message().to_owned());
    (message, work.statements.get(refusal.at).map_or("COMMIT", |statement| statement.sql.as_str()))
}

fn failed(work: &Work<'_>, refusal: &Refusal, left: usize) -> MigrateError {
    let statement = work.statements.get(refusal.at);
    let of = work.statements.len();
    Box::new(Refused {
        id: work.revision.id().to_owned(),
        file: work.file.clone(),
        line: statement.or(work.statements.last()).map_or(1, |statement| statement.line),
        at: (refusal.at + 1).min(of.max(1)),
        of,
        excerpt: statement.map_or_else(|| "COMMIT".to_owned(), |statement| excerpt(&statement.sql)),
        left,
        sqlstate: refusal.cause.code().map(|code| code.code().to_owned()),
        message: told(work, refusal).0,
    })
    .into()
}
