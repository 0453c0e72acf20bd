//! A database, over as many connections as its load needs.

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use tokio::time::timeout;

use super::Executor;
use super::begin::TransactionBuilder;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::gate::Gate;
use super::options::{ConnectOptions, Mode};
use super::rows::RowStream;
use super::source::{Held, Source};
use super::timeout::Timed;
use super::transaction::Transaction;
use crate::error::Error;
use crate::statement::Statement;

/// A database, over as many connections as its load needs, up to a number. Cheap to clone.
///
/// Each statement takes a connection for as long as its rows are read, and so do all statements of a tree together; a
/// transaction has one to itself.
#[derive(Clone)]
pub struct Pool {
    inner: managed::Pool<Manager>,
    wait: Option<Duration>,
    /// Marks the code of transactions of this pool and its clones; it is never locked.
    gate: Arc<Gate>,
}

/// A connection of a pool. It goes back when dropped, once nothing is left on it of statements that were dropped.
pub(super) struct Lease(Option<Object<Manager>>);

impl Deref for Lease {
    type Target = Connection;

    #[inline]
    #[expect(clippy::unreachable, reason = "it is there until it is dropped")]
    fn deref(&self) -> &Connection {
        match &self.0 {
            Some(connection) => connection,
            None => unreachable!("a connection that went back"),
        }
    }
}

impl Drop for Lease {
    #[inline]
    fn drop(&mut self) {
        if let Some(connection) = self.0.take()
            && !connection.link().is_settled()
        {
            go_back_settled(connection);
        }
    }
}

#[cold]
fn go_back_settled(connection: Object<Manager>) {
    let link = Arc::clone(connection.link());
    let settled = Arc::clone(&link);
    link.spawn(async move {
        settled.settle().await;
        drop(connection);
    });
}

/// What is done with a connection before it is used again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recycling {
    /// Nothing, but that a closed one is replaced.
    #[default]
    Fast,
    /// The server is asked whether it is there: one round trip.
    Verified,
    /// What a session can leave behind is discarded, but for prepared statements: one round trip.
    Clean,
}

impl Recycling {
    /// `DISCARD ALL` without `DEALLOCATE ALL` and `DISCARD PLANS`, which would undo the prepared statements.
    const DISCARD: &str = "close all; set session authorization default; reset all; unlisten *; \
        select pg_advisory_unlock_all(); discard temp; discard sequences";
}

/// How a [`Pool`] is built.
#[derive(Clone, Debug)]
#[must_use = "a pool is built by `build`"]
pub struct PoolBuilder {
    options: ConnectOptions,
    max_size: usize,
    wait: Option<Duration>,
    recycling: Recycling,
}

impl Pool {
    /// A pool of the default size, with one connection opened at once: what is wrong with the URL shows here.
    pub async fn connect(url: impl AsRef<str>) -> Result<Self, Error> {
        let pool = Self::builder(url)?.build()?;
        drop(pool.connection().await?);
        Ok(pool)
    }

    /// A pool to a URL or libpq's keywords: see [`ConnectOptions`].
    pub fn builder(url: impl AsRef<str>) -> Result<PoolBuilder, Error> {
        url.as_ref().parse().map(Self::with_options)
    }

    /// A pool with these options.
    pub fn with_options(options: ConnectOptions) -> PoolBuilder {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        PoolBuilder {
            options,
            max_size: 4 * cores,
            wait: Some(Duration::from_secs(30)),
            recycling: Recycling::default(),
        }
    }

    /// Runs a transaction on a connection of its own: commits where `body` gives `Ok`, and rolls back where it gives
    /// an error or is dropped.
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

    /// The same pool, with a limit for each statement and each transaction; see [`Timed`] and [`Error::is_timeout`].
    pub fn timeout(&self, limit: Duration) -> Timed<'_, Self> {
        Timed::new(self, limit)
    }

    /// Closes the pool: who waits for a connection gets an error, and connections are closed as they come back.
    pub fn close(&self) {
        self.inner.close();
    }

    async fn connection(&self) -> Result<Lease, Error> {
        self.gate.refuse_beside()?;
        let taken = match self.wait {
            Some(limit) => timeout(limit, self.inner.get()).await.map_err(|_| self.waited(limit))?,
            None => self.inner.get().await,
        };
        match taken {
            Ok(connection) => Ok(Lease(Some(connection))),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Closed) => Err(Error::pool_closed()),
            Err(error) => Err(Error::configuration(error.to_string())),
        }
    }

    #[cold]
    fn waited(&self, limit: Duration) -> Error {
        let status = self.inner.status();
        if status.available == 0 && status.size >= status.max_size {
            Error::timeout(format!("no connection became free within {limit:?}: all {} are in use", status.max_size))
                .with_hint("make the pool larger, or see who keeps connections")
        } else {
            Error::timeout(format!("no connection could be opened or checked within {limit:?}"))
        }
    }
}

impl PoolBuilder {
    /// The most connections: four for each core by default.
    pub fn max_size(mut self, connections: usize) -> Self {
        self.max_size = connections.max(1);
        self
    }

    /// How long to wait for a connection: 30 seconds by default, `None` for ever. This covers waiting for one to become
    /// free, checking it, and opening one.
    pub fn wait(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.wait = limit.into();
        self
    }

    /// What is done with a connection before it is used again.
    pub fn recycling(mut self, recycling: Recycling) -> Self {
        self.recycling = recycling;
        self
    }

    /// How statements are run; see [`Mode`].
    pub fn mode(mut self, mode: Mode) -> Self {
        self.options.mode = mode;
        self
    }

    /// The pool, without a connection yet.
    pub fn build(self) -> Result<Pool, Error> {
        // A connection that does not answer leaves time for another one.
        let check = self.wait.map_or(CHECK, |wait| CHECK.min(wait / 4));
        let manager = Manager { options: self.options, recycling: self.recycling, check };
        let inner = managed::Pool::builder(manager)
            .max_size(self.max_size)
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(Error::configuration)?;
        Ok(Pool { inner, wait: self.wait, gate: Arc::default() })
    }
}

/// Opens connections for the pool, and looks at those that come back.
pub(super) struct Manager {
    options: ConnectOptions,
    recycling: Recycling,
    /// How long a check may take.
    check: Duration,
}

/// How long the server may take to answer a check, at most.
const CHECK: Duration = Duration::from_secs(5);

impl Manager {
    /// Waits for a check; a connection that does not answer is closed.
    async fn checked(
        &self,
        connection: &Connection,
        check: impl Future<Output = Result<(), Error>>,
    ) -> RecycleResult<Error> {
        if let Ok(result) = timeout(self.check, check).await {
            return result.map_err(RecycleError::Backend);
        }
        connection.link().give_up("it did not answer in time");
        Err(RecycleError::message("no answer"))
    }
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        // Boxed, as it is large and seldom needed: whoever takes a connection carries it along.
        Box::pin(Connection::open(&self.options)).await
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        if !connection.is_reusable() {
            return Err(RecycleError::message("closed"));
        }
        match self.recycling {
            Recycling::Fast => Ok(()),
            Recycling::Verified => self.checked(connection, connection.check()).await,
            Recycling::Clean => self.checked(connection, connection.batch(Recycling::DISCARD)).await,
        }
    }
}

impl Executor for Pool {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let connection = self.connection().await?;
        let rows = connection.rows(statement).await?;
        Ok(rows.holding(connection))
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        self.connection().await?.execute(statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        let connection = self.connection().await?;
        let copy = connection.copy_in(sql).await?;
        Ok(copy.holding(connection))
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        let connection = self.connection().await?;
        let copy = connection.copy_out(sql).await?;
        Ok(copy.holding(connection))
    }

    type One<'a> = Shared;

    async fn one(&self) -> Result<Shared, Error> {
        self.connection().await.map(|connection| Shared(Arc::new(connection)))
    }
}

/// A connection of a pool for several statements; it goes back when the rows of the last one are read.
#[expect(unnameable_types, reason = "the type of a hidden method")]
pub struct Shared(Arc<Lease>);

impl Executor for Shared {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        Ok(self.0.rows(statement).await?.holding(Arc::clone(&self.0)))
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        self.0.execute(statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        Ok(self.0.copy_in(sql).await?.holding(Arc::clone(&self.0)))
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        Ok(self.0.copy_out(sql).await?.holding(Arc::clone(&self.0)))
    }

    type One<'a> = &'a Self;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl Source for Pool {
    async fn hold(&self) -> Result<Held<'_>, Error> {
        self.connection().await.map(Held::pooled)
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("status", &self.inner.status()).finish_non_exhaustive()
    }
}
