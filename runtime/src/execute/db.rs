//! A database, over one connection.

use std::fmt;
use std::time::Duration;

use tokio_postgres::Client;

use super::Executor;
use super::begin::TransactionBuilder;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::gate::Gate;
use super::options::ConnectOptions;
use super::rows::RowStream;
use super::source::{Held, Source};
use super::timeout::Timed;
use super::transaction::Transaction;
use crate::error::Error;
use crate::statement::Statement;

/// A database, over one connection.
///
/// Any number of tasks may share it (by reference, or in an `Arc`): their statements are pipelined. While a transaction
/// runs, statements from elsewhere wait for its end.
///
/// ```no_run
/// # async fn connect() -> Result<(), relvar::Error> {
/// let db = relvar::Db::connect("postgres://app@localhost/shop").await?;
/// # Ok(())
/// # }
/// ```
pub struct Db {
    connection: Connection,
    gate: Gate,
}

impl Db {
    /// Connects to a URL or to libpq's keywords: see [`ConnectOptions`].
    pub async fn connect(url: impl AsRef<str>) -> Result<Self, Error> {
        Self::connect_with(&url.as_ref().parse()?).await
    }

    /// Connects.
    pub async fn connect_with(options: &ConnectOptions) -> Result<Self, Error> {
        Ok(Self { connection: Connection::open(options).await?, gate: Gate::default() })
    }

    /// Takes over a client whose connection is driven elsewhere, and prepares statements on it.
    pub fn from_client(client: Client) -> Self {
        let options = ConnectOptions::from(tokio_postgres::Config::new());
        Self { connection: Connection::adopt(client, &options), gate: Gate::default() }
    }

    /// Runs a transaction: commits where `body` gives `Ok`, and rolls back where it gives an error or is dropped.
    ///
    /// ```no_run
    /// # async fn pay(db: &relvar::Db) -> Result<(), relvar::Error> {
    /// db.transaction(async |tx| {
    ///     relvar::sql("update account set balance = balance - $1 where id = 1").bind(10).execute(tx).await?;
    ///     relvar::sql("update account set balance = balance + $1 where id = 2").bind(10).execute(tx).await
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn transaction<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        self.build_transaction().run(body).await
    }

    /// A transaction with an isolation level, read-only, deferrable, or run again where it meets another.
    pub fn build_transaction(&self) -> TransactionBuilder<'_, Self> {
        TransactionBuilder::new(self)
    }

    /// The same database, with a limit for each statement and each transaction; see [`Timed`] and
    /// [`Error::is_timeout`].
    pub fn timeout(&self, limit: Duration) -> Timed<'_, Self> {
        Timed::new(self, limit)
    }

    /// Whether the connection is gone.
    pub fn is_closed(&self) -> bool {
        self.connection.is_closed()
    }
}

impl Executor for Db {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let _shared = self.gate.share().await?;
        self.connection.rows(statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let _shared = self.gate.share().await?;
        self.connection.execute(statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        // Nobody else sends before it has begun: where the server refuses it, the connection is closed.
        let _alone = self.gate.close().await?;
        self.connection.copy_in(sql).await
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        let _shared = self.gate.share().await?;
        self.connection.copy_out(sql).await
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
impl Source for Db {
    async fn hold(&self) -> Result<Held<'_>, Error> {
        Held::gated(&self.connection, &self.gate).await
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").field("closed", &self.is_closed()).finish_non_exhaustive()
    }
}
