//! Statements that may take so long and no longer.

use std::time::Duration;

use super::Executor;
use super::connection::Connection;
use super::copy::{CopyIn, CopyOut};
use super::rows::RowStream;
use super::source::Source;
use crate::error::Error;
use crate::statement::Statement;

/// A database, pool or transaction where the server ends a statement that runs longer than a limit.
///
/// The limit is the server's own `statement_timeout`, set before the statement and reset behind it in the same trip, so
/// that nothing else can be hit. It counts each statement by itself, from its start to the last row that was sent.
pub struct Timed<'a, S> {
    source: &'a S,
    limit: Duration,
}

impl<'a, S: Source> Timed<'a, S> {
    pub(super) fn new(source: &'a S, limit: Duration) -> Self {
        Self { source, limit }
    }

    /// Sets the limit; it is reset when what this gives is dropped.
    fn limit<'c>(&self, connection: &'c Connection) -> Result<Reset<'c>, Error> {
        if !S::IN_TRANSACTION && !connection.is_prepared() {
            return Err(Error::usage("behind a pooler, a limit holds within a transaction only")
                .with_hint("use `transaction`, and `timeout` on what it gives"));
        }
        // Zero would be no limit at all.
        let milliseconds = self.limit.as_millis().max(1);
        let local = if S::IN_TRANSACTION { "local " } else { "" };
        connection.send(&format!("set {local}statement_timeout = {milliseconds}"));
        let sql = if S::IN_TRANSACTION { "set local statement_timeout to default" } else { "reset statement_timeout" };
        Ok(Reset { connection, sql })
    }
}

struct Reset<'a> {
    connection: &'a Connection,
    sql: &'static str,
}

impl Drop for Reset<'_> {
    fn drop(&mut self) {
        self.connection.send(self.sql);
    }
}

impl<S: Source> Executor for Timed<'_, S> {
    const IN_TRANSACTION: bool = S::IN_TRANSACTION;

    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        let held = self.source.hold().await?;
        let rows = {
            let connection = held.connection();
            let _reset = self.limit(connection)?;
            connection.rows(statement).await
        };
        held.seen(rows).map(|rows| held.release(rows))
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        let held = self.source.hold().await?;
        let count = {
            let connection = held.connection();
            let _reset = self.limit(connection)?;
            connection.execute(statement).await
        };
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
