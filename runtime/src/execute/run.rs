//! Running a statement on a client: prepared once, or in one round trip.

use std::sync::Arc;

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Statement as Driver};

use super::bound::{Bound, driver_type};
use super::cache::{Cache, Prepared};
use super::copy::{CopyIn, CopyOut};
use super::drift::Unchecked;
use super::observe::Observed;
use super::rows::RowStream;
use crate::error::Error;
use crate::statement::Statement;

/// Runs a statement and gives its rows.
#[inline]
pub(super) async fn rows(client: &Client, cache: Cache<'_>, statement: &Statement) -> Result<RowStream, Error> {
    let observed = Observed::statement(&statement.sql);
    let prepared = match cache.find(statement) {
        Some(prepared) => prepared,
        // What is seldom done is boxed, to keep the future of what is done always small.
        None => match Box::pin(cache.prepare(client, statement)).await? {
            Some(prepared) => prepared,
            None => return Box::pin(rows_unprepared(client, cache, statement, observed)).await,
        },
    };
    match client.query_raw(&prepared.driver, params(statement)).await {
        Ok(rows) => Ok(RowStream::new(rows, Arc::clone(&statement.sql), observed)),
        Err(error) => {
            let refusal = failed(error, statement, &observed);
            Box::pin(async move {
                let prepared = prepare_again(client, cache, statement, refusal).await?;
                match client.query_raw(&prepared.driver, params(statement)).await {
                    Ok(rows) => Ok(RowStream::new(rows, Arc::clone(&statement.sql), observed)),
                    Err(error) => Err(failed(error, statement, &observed)),
                }
            })
            .await
        }
    }
}

/// Runs a statement and gives the number of rows it wrote or found.
#[inline]
pub(super) async fn execute(client: &Client, cache: Cache<'_>, statement: &Statement) -> Result<u64, Error> {
    let mut observed = Observed::statement(&statement.sql);
    let prepared = match cache.find(statement) {
        Some(prepared) => prepared,
        None => match Box::pin(cache.prepare(client, statement)).await? {
            Some(prepared) => prepared,
            None => return Box::pin(execute_unprepared(client, statement, observed)).await,
        },
    };
    match client.execute_raw(&prepared.driver, params(statement)).await {
        Ok(count) => Ok(observed.rows(count)),
        Err(error) => {
            let refusal = failed(error, statement, &observed);
            Box::pin(async move {
                let prepared = prepare_again(client, cache, statement, refusal).await?;
                match client.execute_raw(&prepared.driver, params(statement)).await {
                    Ok(count) => Ok(observed.rows(count)),
                    Err(error) => Err(failed(error, statement, &observed)),
                }
            })
            .await
        }
    }
}

/// Runs a `COPY … FROM STDIN`.
pub(super) async fn copy_in(client: &Client, sql: &str) -> Result<CopyIn, Error> {
    let statement = prepare_copy(client, sql).await?;
    begin_copy_in(client, &statement, sql).await
}

/// Prepares a `COPY`.
pub(super) async fn prepare_copy(client: &Client, sql: &str) -> Result<Driver, Error> {
    client.prepare(sql).await.map_err(|error| Error::from(error).with_sql(sql))
}

/// Begins a `COPY … FROM STDIN` that is prepared.
pub(super) async fn begin_copy_in(client: &Client, statement: &Driver, sql: &str) -> Result<CopyIn, Error> {
    let sink = client.copy_in(statement).await.map_err(|error| Error::from(error).with_sql(sql))?;
    Ok(CopyIn::new(sink, sql))
}

/// Runs a `COPY … TO STDOUT`.
pub(super) async fn copy_out(client: &Client, sql: &str) -> Result<CopyOut, Error> {
    let statement = prepare_copy(client, sql).await?;
    begin_copy_out(client, &statement, sql).await
}

/// Begins a `COPY … TO STDOUT` that is prepared.
pub(super) async fn begin_copy_out(client: &Client, statement: &Driver, sql: &str) -> Result<CopyOut, Error> {
    let stream = client.copy_out(statement).await.map_err(|error| Error::from(error).with_sql(sql))?;
    Ok(CopyOut::new(stream, sql))
}

#[cold]
async fn rows_unprepared(
    client: &Client,
    cache: Cache<'_>,
    statement: &Statement,
    observed: Observed,
) -> Result<RowStream, Error> {
    let mut params = Vec::with_capacity(statement.params.len());
    for param in statement.params.sent() {
        let ty = driver_type(*param.ty)?;
        params.push((Bound(param), ty));
    }
    match client.query_typed_raw(&statement.sql, params).await {
        Ok(rows) => {
            let rows = RowStream::new(rows, Arc::clone(&statement.sql), observed);
            Ok(rows.unchecked(Unchecked::new(statement, matches!(cache, Cache::Shared))))
        }
        Err(error) => Err(failed(error, statement, &observed)),
    }
}

#[cold]
async fn execute_unprepared(client: &Client, statement: &Statement, mut observed: Observed) -> Result<u64, Error> {
    let bound: Vec<Bound<'_>> = statement.params.sent().map(Bound).collect();
    let mut params: Vec<(&(dyn ToSql + Sync), Type)> = Vec::with_capacity(bound.len());
    for param in &bound {
        params.push((param, driver_type(*param.0.ty)?));
    }
    match client.execute_typed(&statement.sql, &params).await {
        Ok(count) => Ok(observed.rows(count)),
        Err(error) => Err(failed(error, statement, &observed)),
    }
}

/// After a change of the schema, the server refuses a statement it prepared before; prepared again, it runs. Nothing
/// of it ran the first time. Within a transaction the refusal has ended the transaction, so that preparing fails too
/// and the refusal stands: [`Error::is_retryable`] says yes, and the statement is forgotten for the next attempt.
#[cold]
async fn prepare_again(
    client: &Client,
    cache: Cache<'_>,
    statement: &Statement,
    refusal: Error,
) -> Result<Arc<Prepared>, Error> {
    if !refusal.is_stale_statement() {
        return Err(refusal);
    }
    cache.forget(statement);
    match cache.prepare(client, statement).await {
        Ok(Some(prepared)) => Ok(prepared),
        Err(error) if !error.is_failed_transaction() => Err(error),
        _ => Err(refusal),
    }
}

#[inline]
fn params(statement: &Statement) -> impl ExactSizeIterator<Item = Bound<'_>> {
    statement.params.sent().map(Bound)
}

#[cold]
fn failed(error: tokio_postgres::Error, statement: &Statement, observed: &Observed) -> Error {
    let error = Error::from(error).with_sql(&statement.sql);
    observed.error(&error);
    error
}
