//! The rows of a result, as they arrive.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use pin_project_lite::pin_project;
use tokio_postgres::Row;

use super::drift::Unchecked;
use super::observe::Observed;
use super::outcome::Outcome;
use crate::error::Error;

pin_project! {
    /// The rows of a result, as they arrive.
    ///
    /// Memory is bounded: the connection reads no further from its socket than this stream is read, so that a slow
    /// reader slows the server down. For the same reason, statements that follow on the same connection wait until
    /// this stream is read to its end or dropped: do not await one while holding an unread stream.
    #[must_use = "a statement's rows are read by polling its stream"]
    pub struct RowStream {
        #[pin]
        rows: tokio_postgres::RowStream,
        // The text of the statement, for its errors.
        sql: Arc<str>,
        // What lives as long as the rows are read: a pooled connection.
        held: Option<Box<dyn Send + Sync>>,
        outcome: Option<Arc<Outcome>>,
        observed: Observed,
        // What the first row shows.
        unchecked: Option<Box<Unchecked>>,
    }
}

impl RowStream {
    pub(super) fn new(rows: tokio_postgres::RowStream, sql: Arc<str>, observed: Observed) -> Self {
        Self { rows, sql, held: None, outcome: None, observed, unchecked: None }
    }

    /// Checks the columns when they are known.
    pub(super) fn unchecked(mut self, unchecked: Unchecked) -> Self {
        self.unchecked = Some(Box::new(unchecked));
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
        match ready!(this.rows.poll_next(cx)) {
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
                *this.held = None;
                Poll::Ready(Some(Err(error)))
            }
            None => {
                *this.held = None;
                Poll::Ready(None)
            }
        }
    }
}
