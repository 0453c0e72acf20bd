//! Transactions: committed, rolled back, nested, dropped in the middle, and run again.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

pub use tokio_postgres::IsolationLevel;

use super::Executor;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::gate::Gate;
use super::outcome::Outcome;
use super::rows::RowStream;
use super::source::{Held, Source, within};
use super::timeout::Timed;
use crate::error::Error;
use crate::statement::Statement;

/// An open transaction, given to the body of [`Db::transaction`](crate::Db::transaction).
pub struct Transaction<'a> {
    connection: &'a Connection,
    gate: Gate,
    depth: u32,
    outcome: Arc<Outcome>,
}

impl Transaction<'_> {
    /// Runs a transaction within this one, by a savepoint: where `body` fails, what it did is undone, and this
    /// transaction goes on.
    pub async fn transaction<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        let _alone = self.gate.close().await?;
        let depth = self.depth + 1;
        let bounds = Bounds {
            begin: format!("savepoint relvar_{depth}"),
            commit: format!("release savepoint relvar_{depth}"),
            rollback: format!("rollback to savepoint relvar_{depth}; release savepoint relvar_{depth}"),
        };
        let tx = Transaction {
            connection: self.connection,
            gate: Gate::default(),
            depth,
            outcome: Arc::new(Outcome::within(&self.outcome)),
        };
        run(&bounds, &tx, self.gate.within(Box::pin(async { body(&tx).await }))).await
    }

    /// The same transaction, where the server ends a statement that runs longer than `limit`; see
    /// [`Error::is_timeout`].
    pub fn timeout(&self, limit: Duration) -> Timed<'_, Self> {
        Timed::new(self, limit)
    }

    fn watch<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.inspect_err(|error| self.outcome.record(error))
    }
}

/// How a transaction is run.
#[must_use = "a transaction begins with `run`"]
pub struct TransactionBuilder<'a, S> {
    source: &'a S,
    isolation: Option<IsolationLevel>,
    read_only: bool,
    deferrable: bool,
}

impl<'a, S: Source> TransactionBuilder<'a, S> {
    pub(super) fn new(source: &'a S) -> Self {
        Self { source, isolation: None, read_only: false, deferrable: false }
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
        let held = self.source.hold().await?;
        let tx = Transaction::outermost(held.connection());
        run(&self.bounds(), &tx, within(self.source.gate(), Box::pin(async { body(&tx).await }))).await
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
        Bounds { begin, commit: "commit".to_owned(), rollback: "rollback".to_owned() }
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
        let bounds = self.builder.bounds();
        let mut attempt = 0;
        loop {
            let held = self.builder.source.hold().await?;
            let tx = Transaction::outermost(held.connection());
            let result =
                run(&bounds, &tx, within(self.builder.source.gate(), Box::pin(async { body(&tx).await }))).await;
            if result.is_ok() || attempt == self.times || !tx.outcome.is_retryable() {
                return result;
            }
            drop(tx);
            drop(held);
            tokio::time::sleep(pause(attempt)).await;
            attempt += 1;
        }
    }
}

impl<'a> Transaction<'a> {
    fn outermost(connection: &'a Connection) -> Self {
        Self { connection, gate: Gate::default(), depth: 0, outcome: Arc::default() }
    }
}

/// The statements at both ends of a transaction.
struct Bounds {
    begin: String,
    commit: String,
    rollback: String,
}

async fn run<T, E>(bounds: &Bounds, tx: &Transaction<'_>, body: impl Future<Output = Result<T, E>>) -> Result<T, E>
where
    E: From<Error>,
{
    // From here on, being dropped at any point rolls back; the statement is in line before any that comes later.
    let undo = Undo { connection: tx.connection, rollback: &bounds.rollback };
    tx.connection.batch(&bounds.begin).await?;
    match body.await {
        Ok(value) => {
            if tx.outcome.has_failed() {
                // The body went on after an error. In a failed transaction the server answers COMMIT by rolling back
                // and calls that a success: any other statement tells.
                tx.connection.batch("select 1").await?;
            }
            std::mem::forget(undo);
            tx.watch(tx.connection.batch(&bounds.commit).await)?;
            Ok(value)
        }
        Err(error) => {
            std::mem::forget(undo);
            // Where this fails the connection is gone, and the transaction with it: the body's error tells more.
            let _ = tx.connection.batch(&bounds.rollback).await;
            Err(error)
        }
    }
}

/// Rolls back when dropped.
struct Undo<'a> {
    connection: &'a Connection,
    rollback: &'a str,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        self.connection.send(self.rollback);
    }
}

/// A random pause before another attempt, longer each time: up to 2, 4, 8, … 512 milliseconds.
fn pause(attempt: u32) -> Duration {
    let longest = 2_000_u64 << attempt.min(8);
    let random = RandomState::new().hash_one(attempt);
    Duration::from_micros(longest / 4 + random % (longest * 3 / 4))
}

impl Executor for Transaction<'_> {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        let _shared = self.gate.share().await?;
        let rows = self.watch(self.connection.rows(statement).await)?;
        Ok(rows.watched(Arc::clone(&self.outcome)))
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        let _shared = self.gate.share().await?;
        self.watch(self.connection.execute(statement).await)
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        let _shared = self.gate.share().await?;
        let copy = self.watch(self.connection.copy_in(sql).await)?;
        Ok(copy.watched(Arc::clone(&self.outcome)))
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        let _shared = self.gate.share().await?;
        let copy = self.watch(self.connection.copy_out(sql).await)?;
        Ok(copy.watched(Arc::clone(&self.outcome)))
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl Source for Transaction<'_> {
    const IN_TRANSACTION: bool = true;

    async fn hold(&self) -> Result<Held<'_>, Error> {
        Ok(Held::gated(self.connection, &self.gate).await?.watched(&self.outcome))
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("depth", &self.depth).finish_non_exhaustive()
    }
}
