//! Statements on the clients and transactions of other crates.

use super::rows::RowStream;
use super::{Executor, run};
use crate::error::Error;
use crate::statement::Statement;

/// Without a cache of statements: one round trip each. [`Db::from_client`](crate::Db::from_client) has one.
impl Executor for tokio_postgres::Client {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        run::rows(self, None, statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        run::execute(self, None, statement).await
    }
}

/// Without a cache of statements: one round trip each.
impl Executor for tokio_postgres::Transaction<'_> {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        run::rows(self.client(), None, statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        run::execute(self.client(), None, statement).await
    }
}
