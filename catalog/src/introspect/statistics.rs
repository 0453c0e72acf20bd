//! Reading how much is in a database: one query.

use tokio_postgres::Client;

use super::{IntrospectError, locks};
use crate::{QualifiedName, Statistics, statistics::Volume};

/// Estimates the rows of every relation and measures its size on disk, in one query.
///
/// Apart from [`introspect`](super::introspect()), since the catalog of a schema is the same however much is in it.
pub async fn statistics(client: &mut Client) -> Result<Statistics, IntrospectError> {
    match measure(client).await {
        Err(error) => Err(locks::with_holders(client, error).await),
        statistics => statistics,
    }
}

async fn measure(client: &mut Client) -> Result<Statistics, IntrospectError> {
    let failed = |error: tokio_postgres::Error| IntrospectError::Query { what: "statistics", source: error.into() };
    let transaction = client.build_transaction().read_only(true).start().await?;
    transaction.batch_execute(include_str!("sql/session.sql")).await?;
    let rows = transaction.query_typed(include_str!("sql/statistics.sql"), &[]).await.map_err(failed)?;
    transaction.commit().await?;
    let mut statistics = Statistics::default();
    for row in rows {
        let name = QualifiedName { schema: row.try_get(0).map_err(failed)?, name: row.try_get(1).map_err(failed)? };
        let rows: Option<i64> = row.try_get(2).map_err(failed)?;
        // A relation that was dropped a moment ago has no size.
        let bytes: Option<i64> = row.try_get(3).map_err(failed)?;
        let volume = Volume {
            rows: rows.and_then(|rows| u64::try_from(rows).ok()),
            bytes: bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default(),
        };
        statistics.relations.insert(name, volume);
    }
    Ok(statistics)
}
