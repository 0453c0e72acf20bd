//! Execution: what statements run on, and how.

mod begin;
mod bound;
mod cache;
mod connection;
mod copy;
mod db;
mod drift;
mod driver;
mod foreign;
mod gate;
mod link;
mod listen;
mod observe;
mod options;
mod outcome;
#[cfg(feature = "pool")]
mod pool;
mod pooler;
mod rows;
mod run;
mod settle;
mod source;
mod timeout;
mod transaction;

use std::future::Future;
use std::sync::Arc;

pub use begin::{IsolationLevel, Retrying, TransactionBuilder};
pub use copy::{CopyIn, CopyOut, CopyRow};
pub use db::Db;
pub use listen::{Listener, Notification};
pub use options::{ConnectOptions, Mode};
#[cfg(feature = "pool")]
pub use pool::{Pool, PoolBuilder, Recycling};
pub use rows::RowStream;
pub use source::Source;
pub use timeout::Timed;
pub use transaction::Transaction;

use crate::error::Error;
use crate::statement::Statement;

/// What statements run on: a [`Db`](crate::Db), a [`Pool`](crate::Pool), a [`Transaction`](crate::Transaction), or a
/// client or transaction of `tokio_postgres` and `deadpool_postgres`.
///
/// Statements on one connection are pipelined where their futures are polled at the same time (`tokio::try_join!`):
/// none waits for the answer to another. One that has to be prepared first may run after one that was polled later, so
/// await a statement on which another depends.
#[diagnostic::on_unimplemented(
    message = "no statement can run on `{Self}`",
    label = "expected a database, a pool, a transaction or a client",
    note = "give a reference to a `Db`, a `Pool`, a `Transaction`, or a client or transaction of `tokio_postgres`"
)]
pub trait Executor: Send + Sync {
    /// Whether all that runs on it runs in one transaction, so that none of it counts unless all does.
    #[doc(hidden)]
    const IN_TRANSACTION: bool = false;

    /// Runs a statement and gives its rows, as they arrive.
    fn rows(&self, statement: &Statement) -> impl Future<Output = Result<RowStream, Error>> + Send;

    /// Runs a statement and gives the number of rows it wrote or found.
    fn execute(&self, statement: &Statement) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Runs a `COPY … FROM STDIN`.
    fn copy_in(&self, sql: &str) -> impl Future<Output = Result<CopyIn, Error>> + Send;

    /// Runs a `COPY … TO STDOUT`.
    fn copy_out(&self, sql: &str) -> impl Future<Output = Result<CopyOut, Error>> + Send;

    /// One connection of it; itself, where it has one.
    #[doc(hidden)]
    type One<'a>: Executor
    where
        Self: 'a;

    /// One connection, for statements that belong together: they are pipelined on it.
    #[doc(hidden)]
    fn one(&self) -> impl Future<Output = Result<Self::One<'_>, Error>> + Send;
}

impl<E: Executor + ?Sized> Executor for &E {
    const IN_TRANSACTION: bool = E::IN_TRANSACTION;

    fn rows(&self, statement: &Statement) -> impl Future<Output = Result<RowStream, Error>> + Send {
        E::rows(self, statement)
    }

    fn execute(&self, statement: &Statement) -> impl Future<Output = Result<u64, Error>> + Send {
        E::execute(self, statement)
    }

    fn copy_in(&self, sql: &str) -> impl Future<Output = Result<CopyIn, Error>> + Send {
        E::copy_in(self, sql)
    }

    fn copy_out(&self, sql: &str) -> impl Future<Output = Result<CopyOut, Error>> + Send {
        E::copy_out(self, sql)
    }

    type One<'a>
        = E::One<'a>
    where
        Self: 'a;

    fn one(&self) -> impl Future<Output = Result<E::One<'_>, Error>> + Send {
        E::one(self)
    }
}

impl<E: Executor> Executor for Arc<E> {
    const IN_TRANSACTION: bool = E::IN_TRANSACTION;

    fn rows(&self, statement: &Statement) -> impl Future<Output = Result<RowStream, Error>> + Send {
        E::rows(self, statement)
    }

    fn execute(&self, statement: &Statement) -> impl Future<Output = Result<u64, Error>> + Send {
        E::execute(self, statement)
    }

    fn copy_in(&self, sql: &str) -> impl Future<Output = Result<CopyIn, Error>> + Send {
        E::copy_in(self, sql)
    }

    fn copy_out(&self, sql: &str) -> impl Future<Output = Result<CopyOut, Error>> + Send {
        E::copy_out(self, sql)
    }

    type One<'a>
        = E::One<'a>
    where
        Self: 'a;

    fn one(&self) -> impl Future<Output = Result<E::One<'_>, Error>> + Send {
        E::one(self)
    }
}
