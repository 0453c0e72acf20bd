//! One connection: the driver's client, the statements prepared on it, and why it ended.

use std::error::Error as _;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::{FutureExt, TryStreamExt};
use relvar_connect::Target;
use tokio_postgres::{AsyncMessage, Client, SimpleQueryMessage};

use super::cache::{Cache, StatementCache};
use super::copy::{CopyIn, CopyOut};
use super::driver::{self, Driver};
use super::observe;
use super::options::{ConnectOptions, Mode};
use super::rows::RowStream;
use super::run;
use crate::error::Error;
use crate::statement::Statement;

/// One connection.
pub(crate) struct Connection {
    client: Client,
    /// None where nothing is prepared.
    cache: Option<StatementCache>,
    end: Arc<OnceLock<Error>>,
    /// Where it leads; none where somebody else opened it.
    target: Option<Target>,
}

impl Connection {
    /// Connects, and drives the connection in a task of its own.
    pub(super) async fn open(options: &ConnectOptions) -> Result<Self, Error> {
        let (client, driver, target) = driver::connect(options).await?;
        let connection = Self::new(client, options, Some(target));
        tokio::spawn(drive(driver, Arc::clone(&connection.end)));
        Ok(connection)
    }

    /// A connection that somebody else opened and drives.
    pub(super) fn adopt(client: Client, options: &ConnectOptions) -> Self {
        Self::new(client, options, None)
    }

    fn new(client: Client, options: &ConnectOptions, target: Option<Target>) -> Self {
        let cache = match options.mode {
            Mode::Prepared => Some(StatementCache::new(options.cached_statements)),
            Mode::Unprepared => None,
        };
        Self { client, cache, end: Arc::default(), target }
    }

    #[inline]
    pub(super) async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        run::rows(&self.client, self.cache(), statement).await.map_err(|error| self.explain(error))
    }

    #[inline]
    pub(super) async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        run::execute(&self.client, self.cache(), statement).await.map_err(|error| self.explain(error))
    }

    pub(super) async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        run::copy_in(&self.client, sql).await.map_err(|error| self.explain(error))
    }

    pub(super) async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        run::copy_out(&self.client, sql).await.map_err(|error| self.explain(error))
    }

    /// Runs statements without parameters and rows.
    pub(super) async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).await.map_err(|error| self.explain(Error::from(error).with_sql(sql)))
    }

    /// Runs statements without parameters and rows. Where one fails, says how many were completed before it.
    pub(super) async fn steps(&self, sql: &str) -> Result<(), (usize, Error)> {
        let mut done = 0;
        match self.count_steps(sql, &mut done).await {
            Ok(()) => Ok(()),
            Err(error) => Err((done, self.explain(Error::from(error).with_sql(sql)))),
        }
    }

    async fn count_steps(&self, sql: &str, done: &mut usize) -> Result<(), tokio_postgres::Error> {
        let mut answers = pin!(self.client.simple_query_raw(sql).await?);
        while let Some(answer) = answers.try_next().await? {
            if let SimpleQueryMessage::CommandComplete(_) = answer {
                *done += 1;
            }
        }
        Ok(())
    }

    /// Sends statements without waiting for the answer: they are executed before all that is sent later.
    pub(super) fn send(&self, sql: &str) {
        // The driver sends when it is first polled. The answer, which nobody reads, is skipped when it comes.
        let _ = self.client.batch_execute(sql).now_or_never();
    }

    #[inline]
    fn cache(&self) -> Cache<'_> {
        self.cache.as_ref().map_or(Cache::None, Cache::Bounded)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) fn is_prepared(&self) -> bool {
        self.cache.is_some()
    }

    /// Asks the server to cancel what the connection is doing, and waits until it has acted on that: what is sent after
    /// `Ok(true)` is not hit. `Ok(false)` where nobody knows where to ask, as somebody else opened the connection.
    #[expect(dead_code, reason = "for statements that are dropped")]
    pub(super) async fn cancel(&self, limit: Duration) -> Result<bool, Error> {
        let Some(target) = &self.target else { return Ok(false) };
        target.cancel(&self.client.cancel_token(), limit).await.map_err(Error::connect)?;
        Ok(true)
    }

    /// Asks the server whether it is there.
    #[cfg(feature = "pool")]
    pub(super) async fn check(&self) -> Result<(), Error> {
        self.client.check_connection().await.map_err(|error| self.explain(error.into()))
    }

    /// Says why the connection was closed, where that is known: by the error that ended it, which one statement got.
    #[cold]
    fn explain(&self, error: Error) -> Error {
        if error.is_closed() {
            if error.source().is_some() {
                let _ = self.end.set(Error::closed_by(&error));
            } else if let Some(end) = self.end.get() {
                return match error.sql() {
                    Some(sql) => Error::closed_by(end).with_sql(sql),
                    None => Error::closed_by(end),
                };
            }
        }
        error
    }
}

/// Drives a connection to its end, and keeps the reason.
async fn drive(mut driver: Driver, end: Arc<OnceLock<Error>>) {
    loop {
        match poll_fn(|cx| driver.poll_message(cx)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => observe::notice(&notice),
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                // The driver is still alive here: whoever waits for an answer learns of the end after this.
                let error = Error::from(error);
                if error.source().is_some() {
                    let _ = end.set(error);
                }
                return;
            }
            None => return,
        }
    }
}
