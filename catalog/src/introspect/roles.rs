//! Reading roles, which are of the server: one query, for those who ask for it.

use tokio_postgres::Client;

use super::{IntrospectError, Session};
use crate::catalog::{ObjectId, Role};

/// Reads the roles of the server, by name, without their passwords. Those of the system are left out.
pub async fn roles(client: &mut Client) -> Result<Vec<Role>, IntrospectError> {
    let failed = |error: tokio_postgres::Error| IntrospectError::Query { what: "roles", source: error.into() };
    let transaction = client.build_transaction().read_only(true).start().await?;
    let session = Session::set_up(&transaction).await?;
    let sql = session.server.query(include_str!("sql/roles.sql")).unwrap_or_default();
    let rows = transaction.query_typed(&sql, &[]).await.map_err(failed)?;
    transaction.commit().await?;
    let role = |row: &tokio_postgres::Row| {
        let text: String = row.try_get(0).map_err(failed)?;
        serde_json::from_str(&text).map_err(|error| IntrospectError::Unknown {
            object: Box::new(ObjectId::Role(text)),
            description: error.to_string(),
        })
    };
    rows.iter().map(role).collect()
}
