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
    /// Runs the transaction, and again where it met another: `body` starts from the beginning each time.
    pub async fn run<T, E, F>(self, mut body: F) -> Result<T, E>
    where
        F: AsyncFnMut(&Transaction<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        let TransactionBuilder { source, limit, .. } = self.builder;
        let clock = Clock::start(limit);
        let mut attempt = 0;
        loop {
            let held = clock.hold(source).await?;
            let (tx, bounds) = source.open(held.connection(), || self.builder.bounds());
            let result = run(&bounds, clock, &tx, within(source.gate(), Box::pin(async { body(&tx).await }))).await;
            if result.is_ok() || attempt == self.times || !tx.is_retryable() {
                return result;
            }
            drop(tx);
            drop(held);
            let pause = pin!(tokio::time::sleep(pause(attempt)));
            if clock.until.within(pause).await.is_none() {
                return result;
            }
            attempt += 1;
        }
    }
}

/// A random pause before another attempt, longer each time: up to 2, 4, 8, … 512 milliseconds.
fn pause(attempt: u32) -> Duration {
    let longest = 2_000_u64 << attempt.min(8);
    let random = RandomState::new().hash_one(attempt);
    Duration::from_micros(longest / 4 + random % (longest * 3 / 4))
}
