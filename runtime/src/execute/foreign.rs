//! Statements on the clients and transactions of other crates.

use super::cache::Cache;
use super::copy::{CopyIn, CopyOut};
use super::rows::RowStream;
use super::{Executor, run};
use crate::error::Error;
use crate::statement::Statement;

/// Without a cache of statements: one round trip each. [`Db::from_client`](crate::Db::from_client) has one.
impl Executor for tokio_postgres::Client {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::rows(self, Cache::None, statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::execute(self, Cache::None, statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        run::copy_in(self, sql).await
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        run::copy_out(self, sql).await
    }

    type One<'a>
        = &'a Self
    where
        Self: 'a;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}

/// Without a cache of statements: one round trip each.
impl Executor for tokio_postgres::Transaction<'_> {
    const IN_TRANSACTION: bool = true;

    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::rows(self.client(), Cache::None, statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::execute(self.client(), Cache::None, statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        run::copy_in(self.client(), sql).await
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        run::copy_out(self.client(), sql).await
    }

    type One<'a>
        = &'a Self
    where
        Self: 'a;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}

/// With the client's own cache of statements, which has no bound.
#[cfg(feature = "pool")]
impl Executor for deadpool_postgres::Client {
    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::rows(self, Cache::Deadpool(&self.statement_cache), statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::execute(self, Cache::Deadpool(&self.statement_cache), statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        run::copy_in(self, sql).await
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        run::copy_out(self, sql).await
    }

    type One<'a>
        = &'a Self
    where
        Self: 'a;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}

/// With the client's own cache of statements, which has no bound.
#[cfg(feature = "pool")]
impl Executor for deadpool_postgres::Transaction<'_> {
    const IN_TRANSACTION: bool = true;

    async fn rows(&self, statement: &Statement) -> Result<RowStream, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::rows(self.client(), Cache::Deadpool(&self.statement_cache), statement).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        statement.locks.check(Self::IN_TRANSACTION)?;
        run::execute(self.client(), Cache::Deadpool(&self.statement_cache), statement).await
    }

    async fn copy_in(&self, sql: &str) -> Result<CopyIn, Error> {
        run::copy_in(self.client(), sql).await
    }

    async fn copy_out(&self, sql: &str) -> Result<CopyOut, Error> {
        run::copy_out(self.client(), sql).await
    }

    type One<'a>
        = &'a Self
    where
        Self: 'a;

    async fn one(&self) -> Result<&Self, Error> {
        Ok(self)
    }
}
