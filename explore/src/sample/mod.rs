//! Rows of a live database, with the rows that keys lead to.
//!
//! Read in a transaction that cannot write; values are PostgreSQL's text of them.

mod connection;
mod query;

use relvar_catalog::{Cause, QualifiedName};
use serde::Serialize;
use tokio_postgres::{Client, IsolationLevel, SimpleQueryMessage, Transaction};

use crate::graph::{Graph, Node};

pub use connection::{Connection, ConnectionError, connection};

/// A row: PostgreSQL's text of each value, nothing for null.
pub type Values = Vec<Option<String>>;

/// Rows of a relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The relation.
    pub relation: QualifiedName,
    /// Its columns, without those that the role may not read.
    pub columns: Vec<String>,
    /// Rows, by primary key where there is one.
    pub rows: Vec<Values>,
    /// What keys lead to from these rows.
    pub related: Vec<Related>,
}

/// Rows that a key leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The name of the key, as it was asked for.
    pub key: String,
    /// The relation it leads to.
    pub relation: QualifiedName,
    /// Columns there.
    pub columns: Vec<String>,
    /// Rows there, each with the position of the row it was reached from.
    pub rows: Vec<(usize, Values)>,
}

/// Why there is no sample.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The role may not read a single column.
    #[error("no column of `{0}` can be read by this role")]
    Unreadable(QualifiedName),
    /// The server refused.
    #[error("`{relation}` cannot be read: {source}")]
    Query {
        /// The relation.
        relation: QualifiedName,
        /// What the server said.
        source: Cause,
    },
}

/// Reads so many rows of a relation and, for each of them, as many that each key leads to.
pub async fn sample(
    client: &mut Client,
    graph: &Graph<'_>,
    node: Node,
    (limit, with): (usize, &[Connection]),
) -> Result<Sample, SampleError> {
    let name = &graph.relation(node).name;
    let failed = |source: tokio_postgres::Error| SampleError::Query { relation: name.clone(), source: source.into() };
    let transaction = client.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
    let transaction = transaction.start().await.map_err(failed)?;
    let columns = query::readable(graph, node).ok_or_else(|| SampleError::Unreadable(name.clone()))?;
    let rows = fetch(&transaction, &query::rows(graph, node, limit)).await.map_err(failed)?;
    let mut related = Vec::new();
    for connection in with {
        related.push(follow(&transaction, graph, (&columns, &rows), (connection, limit)).await?);
    }
    transaction.rollback().await.map_err(failed)?;
    Ok(Sample { relation: name.clone(), columns, rows, related })
}

async fn follow(
    transaction: &Transaction<'_>,
    graph: &Graph<'_>,
    (columns, rows): (&[String], &[Values]),
    (connection, limit): (&Connection, usize),
) -> Result<Related, SampleError> {
    let name = &graph.relation(connection.to).name;
    let far = query::readable(graph, connection.to).ok_or_else(|| SampleError::Unreadable(name.clone()))?;
    let found = match query::related(graph, connection, (columns, rows), limit) {
        Some(sql) => fetch(transaction, &sql).await,
        None => Ok(Vec::new()),
    };
    let found = found.map_err(|source| SampleError::Query { relation: name.clone(), source: source.into() })?;
    let rows = found.into_iter().filter_map(|mut row| {
        let from = row.first_mut()?.take()?.parse().ok()?;
        Some((from, row.split_off(1)))
    });
    Ok(Related { key: connection.name.clone(), relation: name.clone(), columns: far, rows: rows.collect() })
}

async fn fetch(transaction: &Transaction<'_>, sql: &str) -> Result<Vec<Values>, tokio_postgres::Error> {
    let messages = transaction.simple_query(sql).await?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
        _ => None,
    });
    Ok(rows.collect())
}
