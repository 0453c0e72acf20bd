//! Transactions: committed, rolled back, nested, and dropped in the middle.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::Executor;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::gate::Gate;
use super::outcome::Outcome;
use super::rows::RowStream;
use super::source::{Held, Source};
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

impl<'a> Transaction<'a> {
    /// One that is not within another.
    pub(super) fn outermost(connection: &'a Connection) -> Self {
        Self { connection, gate: Gate::default(), depth: 0, outcome: Arc::default() }
    }

    /// Whether it met another transaction, so that it may succeed another time.
    pub(super) fn is_retryable(&self) -> bool {
        self.outcome.is_retryable()
    }
}

/// The statements at both ends of a transaction.
pub(super) struct Bounds {
    pub(super) begin: String,
    pub(super) commit: String,
    pub(super) rollback: String,
}

/// Runs the body of a transaction between both ends.
pub(super) async fn run<T, E>(
    bounds: &Bounds,
    tx: &Transaction<'_>,
    body: impl Future<Output = Result<T, E>>,
) -> Result<T, E>
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

impl Executor for Transaction<'_> {
    const IN_TRANSACTION: bool = true;

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

    type One<'a>
        = &'a Self
    where
        Self: 'a;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl Source for Transaction<'_> {
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
