//! Whether a database has changed since it was read, asked in milliseconds.

use tokio_postgres::Client;

use super::{IntrospectError, version::for_version};

/// A text that is another one when the schema of the database has changed; it means nothing else.
pub async fn fingerprint(client: &Client) -> Result<String, IntrospectError> {
    let failed = |error: tokio_postgres::Error| IntrospectError::Query { what: "fingerprint", source: error.into() };
    let version = "SELECT current_setting('server_version_num')::int4 / 10000";
    let version: i32 = client.query_one(version, &[]).await.and_then(|row| row.try_get(0)).map_err(failed)?;
    let sql = for_version(include_str!("sql/fingerprint.sql"), u32::try_from(version).unwrap_or(0));
    client.query_one(&sql, &[]).await.and_then(|row| row.try_get(0)).map_err(failed)
}
