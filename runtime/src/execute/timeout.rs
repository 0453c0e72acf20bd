//! Statements and transactions that may take so long and no longer.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::Executor;
use super::begin::TransactionBuilder;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::link::{Link, Remedy};
use super::rows::RowStream;
use super::source::{Held, Source};
use super::transaction::Transaction;
use crate::error::Error;
use crate::statement::Statement;

/// How long to wait for the server's own end of a statement, before the connection is given up.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// A database, pool or transaction with a limit of time for each statement, and for each whole transaction.
///
/// The server ends a statement that runs longer, by its own `statement_timeout`. That is set in front of the statement
/// in the same trip, and what it was before is brought back behind it, whoever had set it. It counts each statement by
/// itself, from its start to the last row that was sent.
///
/// The limit holds here too, half a second later: for waiting for a connection, for one that the network has silently
/// lost, and for a server that does not react. Such a connection is closed.
pub struct Timed<'a, S> {
    source: &'a S,
    limit: Duration,
}

impl<S> Clone for Timed<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Timed<'_, S> {}

impl<'a, S: Source> Timed<'a, S> {
    pub(super) fn new(source: &'a S, limit: Duration) -> Self {
        Self { source, limit }
    }

    /// Runs a transaction within the limit, from waiting for a connection to the answer to its `COMMIT`: commits where
    /// `body` gives `Ok`, and rolls back where it gives an error or the time is over.
    ///
    /// Within a transaction it is a savepoint. Where the time is over during the `COMMIT`, the error
    /// [`is_outcome_unknown`](Error::is_outcome_unknown); otherwise nothing was committed.
    pub async fn transaction<T, E, F>(self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Transaction<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        TransactionBuilder::new(self.source).timeout(self.limit).run(body).await
    }

    /// Takes the connection, and waits until it is ready.
    async fn hold(&self, until: Deadline) -> Result<Held<'a>, Error> {
        let ready = pin!(async {
            let held = self.source.hold().await?;
            held.connection().link().settle().await;
            Ok(held)
        });
        until.within(ready).await.unwrap_or_else(|| Err(waited(self.limit)))
    }

    /// Sends the limit in front of a statement, and gives what is to be done behind it.
    fn limit<'c>(
        &self,
        connection: &'c Connection,
    ) -> Result<(impl Future<Output = bool> + Send + 'c, Limited), Error> {
        if !S::IN_TRANSACTION && !connection.is_session() {
            return Err(Error::usage("behind a pooler, a limit holds within a transaction only")
                .with_hint("use `transaction`, and `timeout` on what it gives"));
        }
        // Zero would be no limit at all.
        let milliseconds = self.limit.as_millis().clamp(1, 2_147_483_647);
        let is_local = S::IN_TRANSACTION;
        let set = connection.before(format!(
            "select set_config('{KEPT}', current_setting('statement_timeout'), {is_local}), \
             set_config('statement_timeout', '{milliseconds}', {is_local})"
        ));
        let limited = Limited { link: Some(Arc::clone(connection.link())), is_local };
        Ok((async move { set.await.is_ok() }, limited))
    }
}

/// The setting that keeps what `statement_timeout` was.
const KEPT: &str = "relvar.statement_timeout";

/// Brings a transaction's own setting back.
const RESTORE_LOCAL: &str = "select set_config('statement_timeout', current_setting('relvar.statement_timeout'), true)";

/// Brings the session's setting back: by a reset, where it was the default, so that it follows a change of that.
/// Nothing, where the limit was not set.
const RESTORE: &str = "select set_config('statement_timeout', null, false), \
    case when current_setting('statement_timeout') <> kept then set_config('statement_timeout', kept, false) end, \
    set_config('relvar.statement_timeout', '', false) \
    from (select current_setting('relvar.statement_timeout', true) as kept offset 0) s where kept <> ''";

/// A limit that is set. When dropped, what was there before is brought back.
struct Limited {
    /// None where nothing is to be brought back.
    link: Option<Arc<Link>>,
    is_local: bool,
}

impl Limited {
    /// The statement has ended.
    fn ended(mut self, error: Option<&Error>) {
        if self.is_local && error.is_some_and(|error| error.server().is_some()) {
            // The transaction has failed, and its settings go with it.
            self.link = None;
        }
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        let Some(link) = &self.link else { return };
        let sql = if self.is_local { RESTORE_LOCAL } else { RESTORE };
        link.leave_to_do(|left| left.then.push(Remedy { sql: sql.into(), is_needed: !self.is_local }));
    }
}

/// The limit for reading the rows of a statement.
pub(super) struct TimedReading {
    limited: Limited,
    limit: Duration,
    link: Arc<Link>,
    until: Option<Pin<Box<Sleep>>>,
}

impl TimedReading {
    /// Where the time is over, closes the connection and gives the error.
    pub(super) fn poll_elapsed(&mut self, cx: &mut Context<'_>) -> Poll<Error> {
        let Some(until) = &mut self.until else { return Poll::Pending };
        ready!(until.as_mut().poll(cx));
        Poll::Ready(given_up(&self.link, self.limit))
    }

    /// The last row was read, or an error has come.
    pub(super) fn ended(self, error: Option<&Error>) {
        self.limited.ended(error);
    }
}

/// Closes a connection on which the server has not answered in time.
#[cold]
pub(super) fn given_up(link: &Arc<Link>, limit: Duration) -> Error {
    link.give_up("it did not answer in time");
    Error::timeout(format!("no answer came within {limit:?}, and the connection was closed"))
}

/// No connection was ready in time.
#[cold]
pub(super) fn waited(limit: Duration) -> Error {
    Error::timeout(format!("no connection was ready within {limit:?}"))
}

/// Until when something has to be done.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    /// None.
    pub(super) const NONE: Self = Self(None);

    pub(super) fn after(limit: Duration) -> Self {
        // A time so far away that it cannot be counted is none.
        Self(Instant::now().checked_add(limit))
    }

    /// The same, with time for the server to tell of it.
    pub(super) fn with_grace(self) -> Self {
        Self(self.0.and_then(|at| at.checked_add(GRACE)))
    }

    /// Gives what a future gives, or nothing where the time is over before. The future is pinned outside, so that its
    /// room is not taken twice.
    pub(super) async fn within<F: Future + Unpin>(self, work: F) -> Option<F::Output> {
        match self.0 {
            Some(at) => timeout_at(at, work).await.ok(),
            None => Some(work.await),
        }
    }
}

impl<S: Source> Executor for Timed<'_, S> {
    const IN_TRANSACTION: bool = S::IN_TRANSACTION;

    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let until = Deadline::after(self.limit).with_grace();
        let held = self.hold(until).await?;
        let connection = held.connection();
        let (set, mut limited) = self.limit(connection)?;
        let answer = {
            let answer = pin!(async { (connection.rows(statement).await, set.await) });
            until.within(answer).await
        };
        let Some((rows, is_set)) = answer else {
            return held.seen(Err(given_up(connection.link(), self.limit).with_sql(&statement.sql)));
        };
        if !is_set {
            limited.link = None;
        }
        match held.seen(rows) {
            Ok(rows) => {
                let link = Arc::clone(connection.link());
                let until = until.0.map(|at| Box::pin(sleep_until(at)));
                Ok(held.release(rows.timed(TimedReading { limited, limit: self.limit, link, until })))
            }
            Err(error) => {
                limited.ended(Some(&error));
                Err(error)
            }
        }
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        let until = Deadline::after(self.limit).with_grace();
        let held = self.hold(until).await?;
        let connection = held.connection();
        let (set, mut limited) = self.limit(connection)?;
        let answer = {
            let answer = pin!(async { (connection.execute(statement).await, set.await) });
            until.within(answer).await
        };
        let Some((count, is_set)) = answer else {
            return held.seen(Err(given_up(connection.link(), self.limit).with_sql(&statement.sql)));
        };
        if !is_set {
            limited.link = None;
        }
        limited.ended(count.as_ref().err());
        held.seen(count)
    }

    /// Without the limit: a copy lasts as long as its source.
    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        self.source.copy_in(sql).await
    }

    /// Without the limit: a copy lasts as long as its reader.
    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        self.source.copy_out(sql).await
    }

    type One<'a>
        = &'a Self
    where
        Self: 'a;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}
