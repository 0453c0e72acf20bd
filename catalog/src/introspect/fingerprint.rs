//! Whether a database has changed since it was read, asked in milliseconds.

use tokio_postgres::Client;

use super::IntrospectError;

/// A text that is another one when the schema of the database has changed; it means nothing else.
pub async fn fingerprint(client: &Client) -> Result<String, IntrospectError> {
    let row = client.query_one(include_str!("sql/fingerprint.sql"), &[]).await;
    row.and_then(|row| row.try_get(0))
        .map_err(|error| IntrospectError::Query { what: "fingerprint", source: error.into() })
}
