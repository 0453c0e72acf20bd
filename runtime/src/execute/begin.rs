//! How a transaction begins, and whether it is run again.

use std::hash::{BuildHasher, RandomState};
use std::pin::pin;
use std::time::Duration;

pub use tokio_postgres::IsolationLevel;

use super::source::{Source, within};
use super::transaction::{Bounds, Clock, End, Transaction, run};
use crate::error::Error;

/// How a transaction is run.
#[must_use = "a transaction begins with `run`"]
pub struct TransactionBuilder<'a, S> {
    source: &'a S,
    isolation: Option<IsolationLevel>,
    read_only: bool,
    deferrable: bool,
    limit: Option<Duration>,
}

impl<'a, S: Source> TransactionBuilder<'a, S> {
    pub(super) fn new(source: &'a S) -> Self {
        Self { source, isolation: None, read_only: false, deferrable: false, limit: None }
    }

    /// With this isolation level, not the database's default.
    pub fn isolation_level(mut self, level: IsolationLevel) -> Self {
        self.isolation = Some(level);
        self
    }

    /// Without writes.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Where it is serializable and read-only too: waits for a snapshot with which it cannot fail.
    pub fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// Within this time, from waiting for a connection to the answer to the `COMMIT`, with all attempts of
    /// [`retry`](Self::retry); see [`Timed::transaction`](crate::Timed::transaction).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs the transaction again, up to so many times, where it met another (`40001`, `40P01`), after a random and
    /// growing pause.
    pub fn retry(self, times: u32) -> Retrying<'a, S> {
        Retrying { builder: self, times }
    }

    /// Runs the transaction: commits where `body` gives `Ok`, and rolls back where it gives an error or is dropped.
    ///
    /// The type of the error is that of the body. Where nothing else tells it, say it: `Ok::<_, relvar::Error>(())` at
    /// the end of the body, or `let done: Result<(), relvar::Error> = …` before the `?`.
    pub async fn run<T, E, F>(self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        let clock = Clock::start(self.limit);
        let held = clock.hold(self.source).await?;
        let (tx, bounds) = self.source.open(held.connection(), || self.bounds());
        run(&bounds, clock, &tx, within(self.source.gate(), Box::pin(async { body(&tx).await }))).await
    }

    fn bounds(&self) -> Bounds {
        let mut begin = "start transaction".to_owned();
        let mut separator = " ";
        let isolation = self.isolation.map(|level| match level {
            IsolationLevel::ReadUncommitted => "isolation level read uncommitted",
            IsolationLevel::ReadCommitted => "isolation level read committed",
            IsolationLevel::RepeatableRead => "isolation level repeatable read",
            _ => "isolation level serializable",
        });
        let read_only = self.read_only.then_some("read only");
        let deferrable = self.deferrable.then_some("deferrable");
        for mode in [isolation, read_only, deferrable].into_iter().flatten() {
            begin.push_str(separator);
            begin.push_str(mode);
            separator = ", ";
        }
        Bounds { begin, end: End::Transaction, rollback: "rollback".to_owned() }
    }
}

/// A transaction that is run again where it met another.
#[must_use = "a transaction begins with `run`"]
pub struct Retrying<'a, S> {
    builder: TransactionBuilder<'a, S>,
    times: u32,
}

impl<S: Source> Retrying<'_, S> {
    /// Runs the transaction, and again where it met another: each attempt starts with a copy of `body`, from its
    /// beginning.
    ///
    /// What the body borrows and what it was given can be copied or cloned; a counter of attempts is an atomic number,
    /// or see [`run_mut`](Self::run_mut).
    ///
    /// ```no_run
    /// # async fn pay(pool: relvar::Pool) -> Result<(), Box<dyn std::error::Error>> {
    /// let task = tokio::spawn(async move {
    ///     let account = String::from("savings");
    ///     let result: Result<u64, relvar::Error> = pool
    ///         .build_transaction()
    ///         .retry(5)
    ///         .run(async |tx| {
    ///             relvar::sql("update account set balance = 0 where name = $1").bind(account.clone()).execute(tx).await
    ///         })
    ///         .await;
    ///     result
    /// });
    /// task.await??;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run<T, E, F>(self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction<'_>) -> Result<T, E> + Clone,
        E: From<Error>,
    {
        let mut attempts = Attempts::start(&self);
        loop {
            let held = attempts.clock.hold(attempts.source).await?;
            let (tx, bounds) = attempts.source.open(held.connection(), || self.builder.bounds());
            let body = body.clone();
            let work = within(attempts.source.gate(), Box::pin(async { body(&tx).await }));
            let result = run(&bounds, attempts.clock, &tx, work).await;
            if result.is_ok() || attempts.is_last(&tx) {
                return result;
            }
            drop(tx);
            drop(held);
            if !attempts.pause().await {
                return result;
            }
        }
    }

    /// The same, for a body that changes what it captures, or captures what cannot be cloned.
    ///
    /// A task that is spawned cannot call it with a body that borrows: the compiler then says that the
    /// "implementation of `Send` is not general enough".
    pub async fn run_mut<T, E, F>(self, mut body: F) -> Result<T, E>
    where
        F: AsyncFnMut(&Transaction<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        let mut attempts = Attempts::start(&self);
        loop {
            let held = attempts.clock.hold(attempts.source).await?;
            let (tx, bounds) = attempts.source.open(held.connection(), || self.builder.bounds());
            let work = within(attempts.source.gate(), Box::pin(async { body(&tx).await }));
            let result = run(&bounds, attempts.clock, &tx, work).await;
            if result.is_ok() || attempts.is_last(&tx) {
                return result;
            }
            drop(tx);
            drop(held);
            if !attempts.pause().await {
                return result;
            }
        }
    }
}

/// How often a transaction was tried, and until when.
struct Attempts<'a, S> {
    source: &'a S,
    clock: Clock,
    done: u32,
    repetitions: u32,
}

impl<'a, S: Source> Attempts<'a, S> {
    fn start(retrying: &Retrying<'a, S>) -> Self {
        let TransactionBuilder { source, limit, .. } = retrying.builder;
        Self { source, clock: Clock::start(limit), done: 0, repetitions: retrying.times }
    }

    /// Whether there is no use in another attempt.
    fn is_last(&self, tx: &Transaction<'_>) -> bool {
        self.done == self.repetitions || !tx.is_retryable()
    }

    /// Waits before another attempt; gives whether there is time for one.
    async fn pause(&mut self) -> bool {
        let pause = pin!(tokio::time::sleep(pause(self.done)));
        self.done += 1;
        self.clock.until.within(pause).await.is_some()
    }
}

/// A random pause before another attempt, longer each time: up to 2, 4, 8, … 512 milliseconds.
fn pause(attempt: u32) -> Duration {
    let longest = 2_000_u64 << attempt.min(8);
    let random = RandomState::new().hash_one(attempt);
    Duration::from_micros(longest / 4 + random % (longest * 3 / 4))
}
