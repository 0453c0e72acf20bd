//! Who holds the lock that the catalog could not be read behind.

use tokio_postgres::{Client, SimpleQueryMessage};

use super::IntrospectError;

/// SQLSTATE `lock_not_available`.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// The error with the sessions that hold locks, if it is about a lock. The transaction that failed is over.
pub(super) async fn with_holders(client: &Client, error: IntrospectError) -> IntrospectError {
    let (IntrospectError::Query { source, .. } | IntrospectError::Transaction(source)) = &error else { return error };
    if source.sqlstate() != Some(LOCK_NOT_AVAILABLE) {
        return error;
    }
    let Ok(messages) = client.simple_query(include_str!("sql/locks.sql")).await else { return error };
    let holders: Vec<String> = messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect();
    if holders.is_empty() { error } else { IntrospectError::Locked { holders } }
}
