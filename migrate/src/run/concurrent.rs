//! Indexes that are built outside a transaction, and may be left half built.

use tokio_postgres::{Client, Error};

use super::script::{concurrent_index, indexed_table};

/// Whether the index that a statement builds is there and whole.
pub(super) async fn is_built(client: &Client, sql: &str) -> Result<bool, Error> {
    Ok(find(client, sql).await?.is_some_and(|(_, is_valid)| is_valid))
}

/// Drops the index that an earlier attempt at the same statement left half built.
pub(super) async fn remove_broken(client: &Client, sql: &str) -> Result<(), Error> {
    match find(client, sql).await? {
        Some((index, false)) => client.batch_execute(&format!("DROP INDEX CONCURRENTLY {index}")).await,
        _ => Ok(()),
    }
}

/// The index of a statement, by its qualified name, and whether it is valid.
async fn find(client: &Client, sql: &str) -> Result<Option<(String, bool)>, Error> {
    let (Some(name), Some(table)) = (concurrent_index(sql), indexed_table(sql)) else { return Ok(None) };
    let name = match name.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').to_owned(),
        None => name.to_lowercase(),
    };
    let query = "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), i.indisvalid
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE i.indrelid = pg_catalog.to_regclass($1) AND c.relname = $2::text::name";
    let row = client.query_opt(query, &[&table, &name]).await?;
    Ok(row.map(|row| (row.get(0), row.get(1))))
}
