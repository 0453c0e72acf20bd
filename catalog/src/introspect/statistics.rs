//! Reading how much is in a database: one query.

use tokio_postgres::Client;

use super::IntrospectError;
use crate::{QualifiedName, Statistics, statistics::Volume};

/// Estimates the rows of every relation and measures its size on disk, in one query.
///
/// Apart from [`introspect`](super::introspect()), since the catalog of a schema is the same however much is in it.
pub async fn statistics(client: &mut Client) -> Result<Statistics, IntrospectError> {
    let failed = |error: tokio_postgres::Error| IntrospectError::Query { what: "statistics", source: error.into() };
    let transaction = client.build_transaction().read_only(true).start().await?;
    transaction.batch_execute("SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL jit = off").await?;
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
