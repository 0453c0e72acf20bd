//! One connection: the driver's client, the statements prepared on it, and why it ended.

use std::error::Error as _;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, OnceLock};

use futures_util::{FutureExt, TryStreamExt};
use tokio_postgres::{AsyncMessage, Client, SimpleQueryMessage, Statement as Driver};

use super::cache::{Cache, StatementCache};
use super::copy::{CopyIn, CopyOut};
use super::driver::{self, Driver as Driving};
use super::link::Link;
use super::observe;
use super::options::{ConnectOptions, Mode};
use super::pooler::{self, Route};
use super::rows::RowStream;
use super::run;
use crate::error::Error;
use crate::statement::Statement;

/// How often a statement is prepared whose name another program has left in the session. The driver counts its names.
const NAMES: u32 = 20;

/// One connection.
pub(crate) struct Connection {
    link: Arc<Link>,
    /// None where nothing is prepared.
    cache: Option<StatementCache>,
    /// Whether all that is sent reaches one session of the server.
    is_session: bool,
    /// Where a pooler stands in between that mixes up what is prepared: what another connection is opened by.
    shared: Option<Box<ConnectOptions>>,
    end: Arc<OnceLock<Error>>,
}

impl Connection {
    /// Connects, and drives the connection in a task of its own.
    pub(super) async fn open(options: &ConnectOptions) -> Result<Self, Error> {
        let (client, driver, target) = driver::connect(options).await?;
        let end = Arc::default();
        let driving = tokio::spawn(drive(driver, Arc::clone(&end))).abort_handle();
        let route = pooler::find(&client).await.map_err(Error::from)?;
        Ok(Self::new(options, route, Arc::clone(&end), Link::new(client, Some(target), end, Some(driving))))
    }

    /// A connection that somebody else opened and drives.
    pub(super) fn adopt(client: Client, options: &ConnectOptions) -> Self {
        let end = Arc::default();
        Self::new(options, Route::Direct, Arc::clone(&end), Link::new(client, None, end, None))
    }

    fn new(options: &ConnectOptions, route: Route, end: Arc<OnceLock<Error>>, link: Link) -> Self {
        let is_prepared = options.mode == Mode::Prepared && route != Route::Shared;
        Self {
            link: Arc::new(link),
            cache: is_prepared.then(|| StatementCache::new(options.cached_statements)),
            is_session: is_prepared && route == Route::Direct,
            shared: (route == Route::Shared).then(|| Box::new(options.clone())),
            end,
        }
    }

    /// What lives on while somebody reads from the connection.
    pub(super) fn link(&self) -> &Arc<Link> {
        &self.link
    }

    #[inline]
    pub(super) async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        let underway = self.link.enter().await;
        match run::rows(&self.link.client, self.cache(), statement).await {
            Ok(rows) => Ok(rows.reading(underway.begun())),
            Err(error) => underway.ended(Err(error)).map_err(|error| self.explain(error)),
        }
    }

    #[inline]
    pub(super) async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        let underway = self.link.enter().await;
        let result = run::execute(&self.link.client, self.cache(), statement).await;
        underway.ended(result).map_err(|error| self.explain(error))
    }

    /// Runs a `COPY … FROM STDIN` outside of transactions.
    pub(super) async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        let Some(options) = &self.shared else { return self.copy_in_within(sql).await };
        let (own, statement) = Box::pin(Self::open_for_copy(options, sql)).await?;
        Ok(own.begin_copy_in(&statement, sql).await?.committing(Arc::clone(&own.link)))
    }

    /// Runs a `COPY … TO STDOUT` outside of transactions.
    pub(super) async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        let Some(options) = &self.shared else { return self.copy_out_within(sql).await };
        let (own, statement) = Box::pin(Self::open_for_copy(options, sql)).await?;
        Ok(own.begin_copy_out(&statement, sql).await?.committing(Arc::clone(&own.link)))
    }

    /// Runs a `COPY … FROM STDIN` on this connection, in a transaction or not.
    pub(super) async fn copy_in_within(&self, sql: &str) -> Result<CopyIn, Error> {
        self.refuse_copy(sql)?;
        let statement = self.prepare_copy(sql).await?;
        self.begin_copy_in(&statement, sql).await
    }

    /// Runs a `COPY … TO STDOUT` on this connection, in a transaction or not.
    pub(super) async fn copy_out_within(&self, sql: &str) -> Result<CopyOut, Error> {
        self.refuse_copy(sql)?;
        let statement = self.prepare_copy(sql).await?;
        self.begin_copy_out(&statement, sql).await
    }

    /// Opens a connection for one `COPY` behind a pooler that gives each transaction another session, begins a transaction
    /// and prepares the `COPY` in it.
    ///
    /// The driver prepares a `COPY` by name, and a transaction keeps the session in which it did. It also asks twice for
    /// the end of a copy that goes in, which the server answers once: the pooler waits for the other answer, and gives the
    /// session to nobody else. So the connection is closed afterwards.
    async fn open_for_copy(options: &ConnectOptions, sql: &str) -> Result<(Self, Driver), Error> {
        let connection = Self::open(options).await?;
        let mut attempt = 1;
        loop {
            connection.batch("begin").await?;
            match connection.prepare_copy(sql).await {
                Ok(statement) => return Ok((connection, statement)),
                Err(error) if attempt < NAMES && error.code() == Some("42P05") => {
                    connection.batch("rollback").await?;
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Prepares a `COPY`.
    async fn prepare_copy(&self, sql: &str) -> Result<Driver, Error> {
        let underway = self.link.enter().await;
        let result = run::prepare_copy(&self.link.client, sql).await;
        underway.ended(result).map_err(|error| self.explain(error))
    }

    /// Begins a `COPY … FROM STDIN` that was prepared in the same transaction.
    async fn begin_copy_in(&self, statement: &Driver, sql: &str) -> Result<CopyIn, Error> {
        let underway = self.link.enter().await;
        match begin_copy_in(&self.link, statement, sql).await {
            Ok(copy) => Ok(copy.reading(underway.begun())),
            Err(error) => underway.ended(Err(error)).map_err(|error| self.explain(error)),
        }
    }

    /// Begins a `COPY … TO STDOUT` that was prepared in the same transaction.
    async fn begin_copy_out(&self, statement: &Driver, sql: &str) -> Result<CopyOut, Error> {
        let underway = self.link.enter().await;
        match run::begin_copy_out(&self.link.client, statement, sql).await {
            Ok(copy) => Ok(copy.reading(underway.begun())),
            Err(error) => underway.ended(Err(error)).map_err(|error| self.explain(error)),
        }
    }

    /// Behind such a pooler, what was prepared in the middle of somebody's transaction could not be prepared again under
    /// another name, and the connection could not be closed after it.
    fn refuse_copy(&self, sql: &str) -> Result<(), Error> {
        if self.shared.is_none() {
            return Ok(());
        }
        let error = Error::usage(
            "`COPY` is not possible in a transaction behind a pooler in transaction mode that knows nothing of prepared \
             statements",
        );
        Err(error
            .with_hint("copy outside of the transaction, insert by `insert_many` and read by `stream`, or connect to the server itself")
            .with_sql(sql))
    }

    /// Runs statements without parameters and rows.
    pub(super) async fn batch(&self, sql: &str) -> Result<(), Error> {
        let underway = self.link.enter().await;
        let result = self.link.client.batch_execute(sql).await;
        underway.ended(result.map_err(|error| Error::from(error).with_sql(sql))).map_err(|error| self.explain(error))
    }

    /// Runs statements without parameters and rows. Where one fails, says how many were completed before it.
    pub(super) async fn steps(&self, sql: &str) -> Result<(), (usize, Error)> {
        let mut done = 0;
        let underway = self.link.enter().await;
        let result = self.count_steps(sql, &mut done).await;
        underway.ended(result).map_err(|error| (done, self.explain(error)))
    }

    async fn count_steps(&self, sql: &str, done: &mut usize) -> Result<(), Error> {
        let failed = |error| Error::from(error).with_sql(sql);
        let mut answers = pin!(self.link.client.simple_query_raw(sql).await.map_err(failed)?);
        while let Some(answer) = answers.try_next().await.map_err(failed)? {
            if let SimpleQueryMessage::CommandComplete(_) = answer {
                *done += 1;
            }
        }
        Ok(())
    }

    /// Sends statements in front of what comes next, without waiting for the answer, which it gives then.
    pub(super) fn before(&self, sql: String) -> impl Future<Output = Result<(), tokio_postgres::Error>> + Send {
        let client = &self.link.client;
        // The driver sends when it is first polled.
        let mut answer = Box::pin(async move { client.batch_execute(&sql).await });
        let at_once = answer.as_mut().now_or_never();
        async move {
            match at_once {
                Some(answer) => answer,
                None => answer.await,
            }
        }
    }

    #[inline]
    fn cache(&self) -> Cache<'_> {
        self.cache.as_ref().map_or(if self.shared.is_some() { Cache::Shared } else { Cache::None }, Cache::Bounded)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.link.client.is_closed()
    }

    /// Whether it can be used again by somebody else.
    #[cfg(feature = "pool")]
    pub(super) fn is_reusable(&self) -> bool {
        !(self.is_closed() || self.end.get().is_some())
    }

    /// Whether what is set for the session holds for all that is sent.
    pub(super) fn is_session(&self) -> bool {
        self.is_session
    }

    /// Asks the server whether it is there.
    #[cfg(feature = "pool")]
    pub(super) async fn check(&self) -> Result<(), Error> {
        let underway = self.link.enter().await;
        let result = self.link.client.check_connection().await;
        underway.ended(result.map_err(Error::from)).map_err(|error| self.explain(error))
    }

    /// Says why the connection was closed, where that is known: by the error that ended it, which one statement got.
    #[cold]
    fn explain(&self, error: Error) -> Error {
        if error.is_closed() {
            if error.source().is_some() {
                self.link.keep_end(&error);
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

/// Begins a copy. Where the server refuses it, or nobody waits for that any longer, the connection is closed: the driver
/// then asks once more whether the copy has ended, and takes the answer for that to the next statement.
async fn begin_copy_in(link: &Link, statement: &Driver, sql: &str) -> Result<CopyIn, Error> {
    struct Close<'a>(&'a Link);

    impl Drop for Close<'_> {
        fn drop(&mut self) {
            self.0.give_up("a COPY did not begin");
        }
    }

    let close = Close(link);
    let copy = run::begin_copy_in(&link.client, statement, sql).await?;
    std::mem::forget(close);
    Ok(copy)
}

/// Drives a connection to its end, and keeps the reason.
async fn drive(mut driver: Driving, end: Arc<OnceLock<Error>>) {
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
