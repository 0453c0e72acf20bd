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
            end: End::Savepoint(format!("release savepoint relvar_{depth}")),
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
    pub(super) end: End,
    pub(super) rollback: String,
}

/// How the work of a transaction is kept.
pub(super) enum End {
    /// By a `COMMIT`.
    ///
    /// In a failed transaction the server answers it by rolling back, and calls that a success. So another statement
    /// stands in front of it, in the same trip: one that fails in a failed transaction, and where there is none.
    Transaction,
    /// By this `RELEASE SAVEPOINT`, which is an error in a failed transaction.
    Savepoint(String),
}

impl End {
    fn sql(&self) -> &str {
        match self {
            Self::Transaction => "savepoint relvar_end; commit",
            Self::Savepoint(release) => release,
        }
    }
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
            tx.watch(keep(bounds, tx.connection, undo).await)?;
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

/// Keeps the work of a transaction, and makes sure that it was kept.
async fn keep(bounds: &Bounds, connection: &Connection, undo: Undo<'_>) -> Result<(), Error> {
    let was_closed = connection.is_closed();
    let mut undo = Some(undo);
    if let End::Savepoint(_) = bounds.end {
        // A savepoint that is released cannot be rolled back to: trying it would fail the transaction around it.
        std::mem::forget(undo.take());
    }
    let kept = connection.steps(bounds.end.sql()).await;
    std::mem::forget(undo);
    let Err((done, error)) = kept else { return Ok(()) };
    if done == 0 && !error.is_closed() {
        // The transaction is still open.
        let _ = connection.batch(&bounds.rollback).await;
    }
    Err(match bounds.end {
        _ if error.is_failed_transaction() => error
            .with_context("nothing was committed: a statement of the transaction had failed")
            .with_hint("await each statement in the body to its end, and return its error")
            .not_committed(),
        End::Transaction if error.is_closed() && !was_closed => error.of_unknown_outcome(),
        // The body did it, by a `COMMIT` or a `ROLLBACK` of its own.
        End::Transaction if done == 0 && error.code() == Some("25P01") => {
            error.with_context("the transaction was ended by a statement in its body").of_unknown_outcome()
        }
        _ => error.not_committed(),
    })
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
