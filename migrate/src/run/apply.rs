//! One revision, applied or reverted.

use std::{
    future::poll_fn,
    task::Poll,
    time::{Duration, Instant},
};

use futures_util::future::maybe_done;
use tokio_postgres::{Client, Error, SimpleQueryMessage, error::SqlState};

use super::{
    Event, MigrateError, Options, Refused, concurrent,
    function::Function,
    lock,
    script::{Work, excerpt, sets},
    watch::{Blocking, Seen, Watch, watched},
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
    pub(super) watch: Option<&'a Watch>,
}

/// A statement that was refused: which one, why, and who held it up.
struct Refusal {
    at: usize,
    cause: Cause,
    blocking: Vec<Blocking>,
}

/// Why a statement, or the function after the last of them, did not end well.
enum Cause {
    Server(Error),
    Function(Box<dyn std::error::Error + Send + Sync>),
}

impl Cause {
    fn sqlstate(&self) -> Option<&str> {
        match self {
            Self::Server(error) => error.code().map(SqlState::code),
            Self::Function(_) => None,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Server(error) => {
                error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
            }
            Self::Function(error) => error.to_string(),
        }
    }
}

type Events<'e> = &'e mut (dyn FnMut(Event<'_>) + Send);

impl Runner<'_> {
    /// Runs a revision from where an earlier run ended, and records it.
    pub(super) async fn run(
        &self,
        (work, function): (&Work<'_>, Option<&Function>),
        changes: &[HeadChange],
        earlier: Option<&Record>,
        events: Events<'_>,
    ) -> Result<Duration, MigrateError> {
        let began = Instant::now();
        if work.is_transactional {
            self.together((work, function), changes, events).await?;
        } else {
            self.one_by_one((work, function), changes, earlier, events).await?;
        }
        Ok(began.elapsed())
    }

    /// All statements, the record and the heads in one transaction.
    async fn together(
        &self,
        (work, function): (&Work<'_>, Option<&Function>),
        changes: &[HeadChange],
        events: Events<'_>,
    ) -> Result<(), MigrateError> {
        let mut tries = 0;
        loop {
            let refusal = match self.try_together((work, function), changes, events).await {
                Ok(()) => return Ok(()),
                Err(refusal) => refusal,
            };
            // If the connection is gone, this fails too, and the transaction with it.
            let _ = self.batch("ROLLBACK").await;
            if is_lock_refused(&refusal.cause) && tries < self.options.retries {
                tries += 1;
                self.pause(tries, work, &refusal, events).await;
                continue;
            }
            let error = failed(work, &refusal, 0);
            let message = refusal.cause.message();
            let failure =
                Failure { message: &message, sqlstate: refusal.cause.sqlstate(), statement: told(work, refusal.at) };
            let entry = entry(work, Status::Failed, 0, Some(failure));
            // The record of a failure must not hide the failure.
            let _ = self.batch(&self.tables.insert(&entry)).await;
            return Err(error);
        }
    }

    async fn try_together(
        &self,
        (work, function): (&Work<'_>, Option<&Function>),
        changes: &[HeadChange],
        events: Events<'_>,
    ) -> Result<(), Refusal> {
        let last = work.statements.len();
        let begin = format!("BEGIN;\n{}", self.options.limits("SET LOCAL"));
        let mut record = AFTER.to_owned();
        record.push_str(&self.ending(work, changes));
        record.push_str(&self.tables.insert(&entry(work, Status::Applied, last, None)));
        record.push_str("COMMIT;");
        let mut texts = vec![begin.as_str()];
        texts.extend(work.statements.iter().map(|statement| statement.sql.as_str()));
        let Some(function) = function else {
            texts.push(&record);
            return self.sequence(work, &texts, events).await;
        };
        self.sequence(work, &texts, events).await?;
        self.call(work, function, events).await?;
        self.sequence(work, &[&record], events).await.map_err(|refusal| Refusal { at: last, ..refusal })
    }

    /// Texts that are sent at once and run one after the other: what follows a failure in a transaction fails too. The
    /// first one begins the transaction, the others are the statements and what comes after them.
    async fn sequence(&self, work: &Work<'_>, texts: &[&str], events: Events<'_>) -> Result<(), Refusal> {
        let mut answers: Vec<_> =
            texts.iter().map(|sql| Box::pin(maybe_done(self.client.batch_execute(sql)))).collect();
        // This sends them. Whether one is done already is asked below.
        poll_fn(|context| {
            for answer in &mut answers {
                let _ = answer.as_mut().poll(context);
            }
            Poll::Ready(())
        })
        .await;
        for (number, answer) in answers.iter_mut().enumerate() {
            let at = number.saturating_sub(1);
            if number > 0 && at < work.statements.len() {
                events(Event::Statement { work: work.view(), at });
            }
            let mut blocking = Vec::new();
            self.watched(answer.as_mut(), (work, at), &mut blocking, events).await;
            if let Some(Err(cause)) = answer.as_mut().take_output() {
                return Err(Refusal { at, cause: Cause::Server(cause), blocking });
            }
        }
        Ok(())
    }

    /// Waits for a statement, and tells who it waits for and how far an index is.
    async fn watched<T>(
        &self,
        statement: impl Future<Output = T>,
        (work, at): (&Work<'_>, usize),
        blocking: &mut Vec<Blocking>,
        events: Events<'_>,
    ) -> T {
        const PATIENCE: Duration = Duration::from_millis(500);
        let first = PATIENCE.min(self.options.lock_timeout / 2);
        let mut seen = |seen: Seen| {
            if !seen.blocking.is_empty() {
                events(Event::Blocked { work: work.view(), at, by: &seen.blocking });
            }
            if !seen.ended.is_empty() {
                events(Event::Terminated { work: work.view(), at, who: &seen.ended });
            }
            if let Some(build) = &seen.build {
                events(Event::Building { work: work.view(), at, build });
            }
            *blocking = seen.blocking;
        };
        watched((self.watch, self.options.terminate_blockers), first, statement, &mut seen).await
    }

    /// The function of a revision, after its statements.
    async fn call(&self, work: &Work<'_>, function: &Function, events: Events<'_>) -> Result<(), Refusal> {
        let at = work.statements.len();
        events(Event::Function { work: work.view() });
        let mut blocking = Vec::new();
        let outcome = self.watched(function(self.client), (work, at), &mut blocking, events).await;
        outcome.map_err(|cause| Refusal { at, cause: Cause::Function(cause), blocking })
    }

    /// Each statement with the note that it is done; those that run in no transaction by themselves.
    async fn one_by_one(
        &self,
        (work, function): (&Work<'_>, Option<&Function>),
        changes: &[HeadChange],
        earlier: Option<&Record>,
        events: Events<'_>,
    ) -> Result<(), MigrateError> {
        let (id, done, was_killed) = self.start(work, earlier).await?;
        // What the statements before have set for their session holds for the rest too.
        let mut settings = self.options.limits("SET");
        for statement in work.statements[..done].iter().filter(|statement| sets(&statement.sql)) {
            settings.push_str(&statement.sql);
            settings.push_str(";\n");
        }
        self.batch(&settings).await.map_err(MigrateError::tracking)?;
        let of = work.statements.len();
        for number in done..of + usize::from(function.is_some()) {
            let mut tries = 0;
            loop {
                let outcome = match function.filter(|_| number == of) {
                    Some(function) => self.call(work, function, events).await,
                    None => self.alone(work, (id, number), was_killed && number == done, events).await,
                };
                let Err(refusal) = outcome else { break };
                if is_lock_refused(&refusal.cause) && tries < self.options.retries {
                    tries += 1;
                    self.pause(tries, work, &refusal, events).await;
                    continue;
                }
                let (message, statement) = (refusal.cause.message(), told(work, number));
                let failure = Failure { message: &message, sqlstate: refusal.cause.sqlstate(), statement };
                let _ = self.batch(&format!("{AFTER}{}", self.tables.fail(id, &failure))).await;
                return Err(failed(work, &Refusal { at: number, ..refusal }, number));
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
    async fn alone(
        &self,
        work: &Work<'_>,
        (id, number): (i64, usize),
        was_killed: bool,
        events: Events<'_>,
    ) -> Result<(), Refusal> {
        let at = |cause| Refusal { at: number, cause: Cause::Server(cause), blocking: Vec::new() };
        let sql = &work.statements[number].sql;
        let advance = self.tables.advance(id, number + 1);
        events(Event::Statement { work: work.view(), at: number });
        if was_killed && concurrent::is_built(self.client, sql).await.map_err(at)? {
            return self.batch(&advance).await.map_err(at);
        }
        self.batch("BEGIN").await.map_err(at)?;
        let mut blocking = Vec::new();
        let outcome = self.watched(self.batch(sql), (work, number), &mut blocking, events).await;
        let cause = match outcome {
            Ok(()) => return self.batch(&format!("{advance}COMMIT;")).await.map_err(at),
            Err(cause) => cause,
        };
        self.batch("ROLLBACK").await.map_err(at)?;
        if !matches!(cause.code().map(SqlState::code), Some("25001" | "2D000")) {
            return Err(Refusal { blocking, ..at(cause) });
        }
        concurrent::remove_broken(self.client, sql).await.map_err(at)?;
        let outcome = self.watched(self.batch(sql), (work, number), &mut blocking, events).await;
        if let Err(cause) = outcome {
            // What a failed build leaves is removed now, if it can be, and else by the next run.
            let _ = concurrent::remove_broken(self.client, sql).await;
            return Err(Refusal { blocking, ..at(cause) });
        }
        self.batch(&advance).await.map_err(at)
    }

    /// The heads, and the mark on earlier records.
    fn ending(&self, work: &Work<'_>, changes: &[HeadChange]) -> String {
        let mut sql: String = changes.iter().map(|change| self.tables.change(change)).collect();
        if work.kind == Kind::Rollback {
            sql.push_str(&self.tables.reverted(work.revision.id()));
        }
        sql.push_str(work.after);
        sql
    }

    async fn pause(&self, tries: u32, work: &Work<'_>, refusal: &Refusal, events: Events<'_>) {
        let pause = lock::jitter(Duration::from_millis(200) * 2_u32.saturating_pow(tries.min(6)));
        events(Event::Retry { work: work.view(), at: refusal.at, tries, pause });
        tokio::time::sleep(pause).await;
    }

    async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).await
    }
}

/// What a revision has set does not concern its record or the next one.
pub(super) const AFTER: &str = "RESET ROLE;\nRESET ALL;\n";

fn is_lock_refused(cause: &Cause) -> bool {
    cause.sqlstate() == Some("55P03")
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
        replaces: &revision.header.replaces,
        module: work.module,
        failure,
    }
}

/// What was run at a place, for the record.
fn told<'a>(work: &'a Work<'_>, at: usize) -> &'a str {
    match work.statements.get(at) {
        Some(statement) => &statement.sql,
        None if work.revision.header.has_function => "the Rust function",
        None => "COMMIT",
    }
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
        excerpt: excerpt(told(work, refusal.at)),
        left,
        sqlstate: refusal.cause.sqlstate().map(str::to_owned),
        message: refusal.cause.message(),
        blocking: refusal.blocking.clone(),
    })
    .into()
}
