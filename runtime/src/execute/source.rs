//! What a connection can be taken from, to use it alone for a while.

use std::future::Future;
use std::sync::Arc;

use super::Executor;
use super::connection::Connection;
use super::gate::{Exclusive, Gate};
use super::outcome::Outcome;
use super::rows::RowStream;
use super::transaction::{Bounds, Transaction};
use crate::error::Error;

/// A database, a pool, or a transaction: what [`TransactionBuilder`](super::TransactionBuilder) and
/// [`Timed`](super::Timed) work on.
pub trait Source: Executor {
    /// Takes the connection, waiting for others to be done.
    #[doc(hidden)]
    fn hold(&self) -> impl Future<Output = Result<Held<'_>, Error>> + Send;

    /// The gate that is closed while the connection is taken, where there is one.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "sealed: it names a type nobody else has")]
    fn gate(&self) -> Option<&Gate>;

    /// A transaction on the connection that was taken, and the statements at both its ends: these, where it is not
    /// within another.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "sealed: it names a type nobody else has")]
    fn open<'c>(&self, connection: &'c Connection, bounds: impl FnOnce() -> Bounds) -> (Transaction<'c>, Bounds) {
        (Transaction::outermost(connection), bounds())
    }
}

/// A connection, for as long as it is used alone.
#[doc(hidden)]
#[expect(unnameable_types, reason = "the type of a hidden method")]
pub struct Held<'a> {
    taken: Taken<'a>,
    outcome: Option<&'a Arc<Outcome>>,
}

enum Taken<'a> {
    Gated(&'a Connection, #[expect(dead_code, reason = "closes the gate until dropped")] Exclusive<'a>),
    #[cfg(feature = "pool")]
    Pooled(Box<super::pool::Lease>),
}

impl<'a> Held<'a> {
    /// The connection behind a gate, which is closed for the others.
    pub(super) async fn gated(connection: &'a Connection, gate: &'a Gate) -> Result<Self, Error> {
        Ok(Self { taken: Taken::Gated(connection, gate.close().await?), outcome: None })
    }

    /// A connection of a pool, which nobody else has.
    #[cfg(feature = "pool")]
    pub(super) fn pooled(connection: super::pool::Lease) -> Self {
        Self { taken: Taken::Pooled(Box::new(connection)), outcome: None }
    }

    /// Within a transaction.
    pub(super) fn watched(self, outcome: &'a Arc<Outcome>) -> Self {
        Self { outcome: Some(outcome), ..self }
    }

    pub(super) fn connection(&self) -> &Connection {
        match &self.taken {
            Taken::Gated(connection, _) => connection,
            #[cfg(feature = "pool")]
            Taken::Pooled(connection) => connection,
        }
    }

    /// Tells the transaction what became of a statement.
    pub(super) fn seen<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.inspect_err(|error| {
            if let Some(outcome) = self.outcome {
                outcome.record(error);
            }
        })
    }

    /// Gives the connection back: to a pool when the rows are read, to a gate at once, since what is sent from now on
    /// stands behind the statement.
    pub(super) fn release(self, mut rows: RowStream) -> RowStream {
        if let Some(outcome) = self.outcome {
            rows = rows.watched(Arc::clone(outcome));
        }
        match self.taken {
            Taken::Gated(..) => rows,
            #[cfg(feature = "pool")]
            Taken::Pooled(connection) => rows.holding(connection),
        }
    }
}

/// Marks a future as code that runs while the connection is taken.
pub(super) async fn within<F: Future>(gate: Option<&Gate>, future: F) -> F::Output {
    match gate {
        Some(gate) => gate.within(future).await,
        None => future.await,
    }
}
