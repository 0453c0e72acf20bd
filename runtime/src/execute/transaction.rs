//! Transactions: committed, rolled back, nested, and dropped in the middle.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::Executor;
use super::begin::TransactionBuilder;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::gate::Gate;
use super::link::{Link, Remedy};
use super::outcome::Outcome;
use super::rows::RowStream;
use super::source::{Held, Source};
use super::timeout::{Deadline, Timed, given_up, waited};
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
        TransactionBuilder::new(self).run(body).await
    }

    /// The same transaction, with a limit for each statement and each transaction within; see [`Timed`] and
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
#[doc(hidden)]
#[expect(unnameable_types, reason = "the type of a hidden method")]
pub struct Bounds {
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

/// How long a transaction may take.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    limit: Duration,
    pub(super) until: Deadline,
}

impl Clock {
    pub(super) fn start(limit: Option<Duration>) -> Self {
        Self { limit: limit.unwrap_or_default(), until: limit.map_or(Deadline::NONE, Deadline::after) }
    }

    /// Takes a connection in time.
    pub(super) async fn hold<S: Source>(self, source: &S) -> Result<Held<'_>, Error> {
        self.until.within(pin!(source.hold())).await.unwrap_or_else(|| Err(waited(self.limit).not_committed()))
    }

    fn over(self) -> Error {
        Error::timeout(format!("the transaction took longer than {:?}", self.limit)).not_committed()
    }
}

/// Runs the body of a transaction between both ends.
pub(super) async fn run<T, E>(
    bounds: &Bounds,
    clock: Clock,
    tx: &Transaction<'_>,
    body: impl Future<Output = Result<T, E>>,
) -> Result<T, E>
where
    E: From<Error>,
{
    // From here on, being dropped at any point rolls back, before anything else is sent.
    let undo = Undo { link: tx.connection.link(), bounds };
    match clock.until.with_grace().within(pin!(tx.connection.batch(&bounds.begin))).await {
        Some(Ok(())) => {}
        Some(Err(error)) => {
            if error.server().is_some() {
                std::mem::forget(undo);
            }
            return Err(error.not_committed().into());
        }
        None => return Err(given_up(tx.connection.link(), clock.limit).not_committed().into()),
    }
    match clock.until.within(pin!(body)).await {
        Some(Ok(value)) => {
            tx.watch(keep(bounds, clock, tx.connection, undo).await)?;
            Ok(value)
        }
        Some(Err(error)) => {
            drop(undo);
            // Where this fails the connection is gone, and the transaction with it: the body's error tells more.
            clock.until.with_grace().within(pin!(tx.connection.link().settle())).await;
            Err(error)
        }
        None => Err(clock.over().into()),
    }
}

/// Keeps the work of a transaction, and makes sure that it was kept.
async fn keep(bounds: &Bounds, clock: Clock, connection: &Connection, undo: Undo<'_>) -> Result<(), Error> {
    let was_closed = connection.is_closed();
    let mut undo = Some(undo);
    if let End::Savepoint(_) = bounds.end {
        // A savepoint that is released cannot be rolled back to: trying it would fail the transaction around it.
        std::mem::forget(undo.take());
    }
    let kept = clock.until.with_grace().within(pin!(connection.steps(bounds.end.sql()))).await;
    let kept = kept.unwrap_or_else(|| Err((0, given_up(connection.link(), clock.limit))));
    let Err((done, error)) = kept else {
        connection.link().set_read();
        std::mem::forget(undo);
        return Ok(());
    };
    if done > 0 || connection.is_closed() {
        // The server has ended the transaction.
        std::mem::forget(undo);
    } else {
        drop(undo.unwrap_or(Undo { link: connection.link(), bounds }));
        clock.until.with_grace().within(pin!(connection.link().settle())).await;
    }
    let is_outermost = matches!(bounds.end, End::Transaction);
    Err(if error.is_failed_transaction() {
        error
            .with_context("nothing was committed: a statement of the transaction had failed")
            .with_hint("await each statement in the body to its end, and return its error")
            .not_committed()
    } else if is_outermost && !was_closed && error.is_unanswered() {
        error.of_unknown_outcome()
    } else if is_outermost && done == 0 && error.code() == Some("25P01") {
        // The body did it, by a `COMMIT` or a `ROLLBACK` of its own.
        error.with_context("the transaction was ended by a statement in its body").of_unknown_outcome()
    } else {
        error.not_committed()
    })
}

/// Rolls back when dropped.
struct Undo<'a> {
    link: &'a Arc<Link>,
    bounds: &'a Bounds,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        self.link.undo(Remedy {
            sql: self.bounds.rollback.clone().into(),
            is_needed: matches!(self.bounds.end, End::Transaction),
        });
    }
}

impl Executor for Transaction<'_> {
    const IN_TRANSACTION: bool = true;

    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let _shared = self.gate.share().await?;
        let rows = self.watch(self.connection.rows(statement).await)?;
        Ok(rows.watched(Arc::clone(&self.outcome)))
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let _shared = self.gate.share().await?;
        self.watch(self.connection.execute(statement).await)
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        let _alone = self.gate.close().await?;
        let copy = self.watch(self.connection.copy_in_within(sql).await)?;
        Ok(copy.watched(Arc::clone(&self.outcome)))
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        let _shared = self.gate.share().await?;
        let copy = self.watch(self.connection.copy_out_within(sql).await)?;
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

    fn open<'c>(&self, connection: &'c Connection, _: impl FnOnce() -> Bounds) -> (Transaction<'c>, Bounds) {
        let depth = self.depth + 1;
        let bounds = Bounds {
            begin: format!("savepoint relvar_{depth}"),
            end: End::Savepoint(format!("release savepoint relvar_{depth}")),
            rollback: format!("rollback to savepoint relvar_{depth}; release savepoint relvar_{depth}"),
        };
        let outcome = Arc::new(Outcome::within(&self.outcome));
        (Transaction { connection, gate: Gate::default(), depth, outcome }, bounds)
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("depth", &self.depth).finish_non_exhaustive()
    }
}
