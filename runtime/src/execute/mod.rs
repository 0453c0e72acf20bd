//! Execution: what statements run on, and how.

mod cache;
mod foreign;
mod rows;
mod run;

use std::future::Future;
use std::sync::Arc;

pub use rows::RowStream;

use crate::error::Error;
use crate::statement::Statement;

/// What statements run on: a [`Db`](crate::Db), a [`Pool`](crate::Pool), a [`Transaction`](crate::Transaction), or a
/// client or transaction of `tokio_postgres` and `deadpool_postgres`.
///
/// Statements on one connection are pipelined where their futures are polled at the same time (`tokio::try_join!`):
/// each is sent at once, and the answers come in the order of the statements.
#[diagnostic::on_unimplemented(
    message = "no statement can run on `{Self}`",
    note = "give a reference to a `Db`, a `Pool`, a `Transaction`, or a client or transaction of `tokio_postgres`"
)]
pub trait Executor: Send + Sync {
    /// Runs a statement and gives its rows, as they arrive.
    fn rows(&self, statement: &Statement) -> impl Future<Output = Result<RowStream, Error>> + Send;

    /// Runs a statement and gives the number of rows it wrote or found.
    fn execute(&self, statement: &Statement) -> impl Future<Output = Result<u64, Error>> + Send;
}

impl<E: Executor + ?Sized> Executor for &E {
    fn rows(&self, statement: &Statement) -> impl Future<Output = Result<RowStream, Error>> + Send {
        E::rows(self, statement)
    }

    fn execute(&self, statement: &Statement) -> impl Future<Output = Result<u64, Error>> + Send {
        E::execute(self, statement)
    }
}

impl<E: Executor> Executor for Arc<E> {
    fn rows(&self, statement: &Statement) -> impl Future<Output = Result<RowStream, Error>> + Send {
        E::rows(self, statement)
    }

    fn execute(&self, statement: &Statement) -> impl Future<Output = Result<u64, Error>> + Send {
        E::execute(self, statement)
    }
}
