//! The rows of a result, as they arrive.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use futures_util::Stream;
use pin_project_lite::pin_project;
use tokio_postgres::Row;

use super::drift::Unchecked;
use super::link::Reading;
use super::observe::Observed;
use super::outcome::Outcome;
use super::timeout::TimedReading;
use crate::error::Error;

pin_project! {
    /// The rows of a result, as they arrive.
    ///
    /// Memory is bounded: the connection reads no further from its socket than this stream is read, so that a slow
    /// reader slows the server down. For the same reason, statements that follow on the same connection wait until
    /// this stream is read to its end or dropped: do not await one while holding an unread stream.
    ///
    /// Dropped before its end, the statement is cancelled on the server. Within a transaction, which would fail by
    /// that, the rest of the rows is skipped instead.
    #[must_use = "a statement's rows are read by polling its stream"]
    pub struct RowStream {
        #[pin]
        rows: tokio_postgres::RowStream,
        // The text of the statement, for its errors.
        sql: Arc<str>,
        // Until the last row is read; none on the clients of other crates.
        reading: Option<Reading>,
        // The limit for reading them.
        timed: Option<Box<TimedReading>>,
        // What lives as long as the rows are read: a pooled connection.
        held: Option<Box<dyn Send + Sync>>,
        outcome: Option<Arc<Outcome>>,
        observed: Observed,
        // What the first row shows.
        unchecked: Option<Box<Unchecked>>,
    }

    impl PinnedDrop for RowStream {
        fn drop(this: Pin<&mut Self>) {
            if this.reading.is_some() {
                this.leave();
            }
        }
    }
}

/// How many rows that have arrived are skipped, in the hope for the end behind them.
const SKIPPED: usize = 256;

impl RowStream {
    pub(super) fn new(rows: tokio_postgres::RowStream, sql: Arc<str>, observed: Observed) -> Self {
        Self { rows, sql, reading: None, timed: None, held: None, outcome: None, observed, unchecked: None }
    }

    /// Checks the columns when they are known.
    pub(super) fn unchecked(mut self, unchecked: Unchecked) -> Self {
        self.unchecked = Some(Box::new(unchecked));
        self
    }

    /// Cancels the statement where it is dropped before its end.
    pub(super) fn reading(mut self, reading: Reading) -> Self {
        self.reading = Some(reading);
        self
    }

    /// Keeps a pooled connection until the last row is read.
    #[cfg(feature = "pool")]
    pub(super) fn holding(mut self, held: impl Send + Sync + 'static) -> Self {
        self.held = Some(Box::new(held));
        self
    }

    /// Tells a transaction of an error among the rows.
    pub(super) fn watched(mut self, outcome: Arc<Outcome>) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Ends where a limit is reached.
    pub(super) fn timed(mut self, timed: TimedReading) -> Self {
        self.timed = Some(Box::new(timed));
        self
    }

    /// Is dropped before the last row was read.
    #[cold]
    fn leave(mut self: Pin<&mut Self>) {
        // What has arrived by now may be all.
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..SKIPPED {
            match self.as_mut().project().rows.poll_next(&mut cx) {
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => {
                    let this = self.project();
                    let error = Error::from(error);
                    this.observed.error(&error);
                    if let Some(outcome) = this.outcome {
                        outcome.record(&error);
                    }
                    end(this.reading, this.timed, Some(&error));
                    return;
                }
                Poll::Ready(None) => {
                    let this = self.project();
                    end(this.reading, this.timed, None);
                    return;
                }
                Poll::Pending => break,
            }
        }
        let this = self.project();
        if let Some(reading) = this.reading.take()
            && this.outcome.is_some()
        {
            reading.left();
        }
        *this.timed = None;
    }

    /// The text of the statement.
    pub fn sql(&self) -> &str {
        &self.sql
    }
}

impl Stream for RowStream {
    type Item = Result<Row, Error>;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let next = match this.rows.poll_next(cx) {
            Poll::Ready(next) => next,
            Poll::Pending => {
                let Some(timed) = this.timed else { return Poll::Pending };
                let error = ready!(timed.poll_elapsed(cx)).with_sql(this.sql);
                this.observed.error(&error);
                end(this.reading, this.timed, Some(&error));
                *this.held = None;
                return Poll::Ready(Some(Err(error)));
            }
        };
        match next {
            Some(Ok(row)) => {
                if let Some(unchecked) = this.unchecked.take()
                    && let Err(error) = unchecked.check(row.columns())
                {
                    return Poll::Ready(Some(Err(error.with_sql(this.sql))));
                }
                this.observed.row();
                Poll::Ready(Some(Ok(row)))
            }
            Some(Err(error)) => {
                let error = Error::from(error).with_sql(this.sql);
                this.observed.error(&error);
                if let Some(outcome) = this.outcome {
                    outcome.record(&error);
                }
                end(this.reading, this.timed, Some(&error));
                *this.held = None;
                Poll::Ready(Some(Err(error)))
            }
            None => {
                end(this.reading, this.timed, None);
                *this.held = None;
                Poll::Ready(None)
            }
        }
    }
}

/// The last row is read, or an error has come in the place of one.
#[inline]
fn end(reading: &mut Option<Reading>, timed: &mut Option<Box<TimedReading>>, error: Option<&Error>) {
    if let Some(reading) = reading.take() {
        reading.ended(error);
    }
    if let Some(timed) = timed.take() {
        timed.ended(error);
    }
}
