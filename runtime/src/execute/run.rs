//! Running a statement on a client: prepared once, or in one round trip.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;
use tokio_postgres::Client;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use super::cache::{StatementCache, driver_type};
use super::rows::RowStream;
use crate::error::Error;
use crate::statement::{Param, Statement};
use crate::value::types;

/// Runs a statement and gives its rows.
pub(super) async fn rows(
    client: &Client,
    cache: Option<&StatementCache>,
    statement: &Statement,
) -> Result<RowStream, Error> {
    let Some(cache) = cache else {
        let params = typed(&statement.params)?;
        let rows = client.query_typed_raw(&statement.sql, params).await.map_err(|error| failed(error, statement))?;
        return Ok(RowStream::new(rows, Arc::from(&*statement.sql)));
    };
    let prepared = cache.prepare(client, statement).await?;
    let error = match client.query_raw(&prepared.driver, statement.params.iter().map(Bound)).await {
        Ok(rows) => return Ok(RowStream::new(rows, prepared.sql)),
        Err(error) => failed(error, statement),
    };
    let prepared = prepare_again(client, cache, statement, error).await?;
    match client.query_raw(&prepared.driver, statement.params.iter().map(Bound)).await {
        Ok(rows) => Ok(RowStream::new(rows, prepared.sql)),
        Err(error) => Err(failed(error, statement)),
    }
}

/// Runs a statement and gives the number of rows it wrote or found.
pub(super) async fn execute(
    client: &Client,
    cache: Option<&StatementCache>,
    statement: &Statement,
) -> Result<u64, Error> {
    let Some(cache) = cache else {
        let bound: Vec<Bound<'_>> = statement.params.iter().map(Bound).collect();
        let mut params: Vec<(&(dyn ToSql + Sync), Type)> = Vec::with_capacity(bound.len());
        for param in &bound {
            params.push((param, driver_type(param.0)?));
        }
        return client.execute_typed(&statement.sql, &params).await.map_err(|error| failed(error, statement));
    };
    let prepared = cache.prepare(client, statement).await?;
    let error = match client.execute_raw(&prepared.driver, statement.params.iter().map(Bound)).await {
        Ok(count) => return Ok(count),
        Err(error) => failed(error, statement),
    };
    let prepared = prepare_again(client, cache, statement, error).await?;
    client
        .execute_raw(&prepared.driver, statement.params.iter().map(Bound))
        .await
        .map_err(|error| failed(error, statement))
}

/// After a change of the schema, the server refuses a statement it prepared before; prepared again, it runs. Nothing
/// of it ran the first time. Within a transaction the refusal has ended the transaction, so that preparing fails too
/// and the refusal stands: [`Error::is_retryable`] says yes, and the statement is forgotten for the next attempt.
#[cold]
async fn prepare_again(
    client: &Client,
    cache: &StatementCache,
    statement: &Statement,
    refusal: Error,
) -> Result<super::cache::Prepared, Error> {
    if !refusal.is_stale_statement() {
        return Err(refusal);
    }
    cache.forget(&statement.sql);
    match cache.prepare(client, statement).await {
        Err(error) if error.is_failed_transaction() => Err(refusal),
        prepared => prepared,
    }
}

fn typed(params: &[Param]) -> Result<Vec<(Bound<'_>, Type)>, Error> {
    params.iter().map(|param| Ok((Bound(param), driver_type(param)?))).collect()
}

#[cold]
fn failed(error: tokio_postgres::Error, statement: &Statement) -> Error {
    Error::from(error).with_sql(&statement.sql)
}

/// A parameter, as the driver takes it. Its `Debug` form, which the driver may log, shows no value.
struct Bound<'a>(&'a Param);

impl fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.ty)
    }
}

impl ToSql for Bound<'_> {
    #[inline]
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Ok(self.0.value.encode(self.0.ty.wire, out)?)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    #[inline]
    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.to_sql(ty, out)
    }

    #[inline]
    fn encode_format(&self, _: &Type) -> Format {
        if self.0.ty.wire == types::UNKNOWN.wire { Format::Text } else { Format::Binary }
    }
}
