//! Sequences of tables that got rows with values of their own: the next value is one that no row has.

use std::fmt::Write as _;

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Sequence, literal, quote},
};
use tokio_postgres::Client;

use crate::Error;

/// Advances the sequences that give columns of these tables their values.
pub(super) async fn sequences(client: &Client, catalog: &Catalog, tables: &[QualifiedName]) -> Result<(), Error> {
    let mut sql = String::new();
    for table in tables {
        for (sequence, column) in used(catalog, table) {
            // Those that begin again have no next value that is free.
            if !sequence.cycle {
                sql.push_str(&advance(sequence, table, column));
            }
        }
    }
    client.batch_execute(&sql).await.map_err(Error::server("the sequences cannot be advanced"))
}

/// The sequences that columns of a table take their values from, if they do so by default.
fn used<'a>(catalog: &'a Catalog, table: &'a QualifiedName) -> Vec<(&'a Sequence, &'a str)> {
    let Some(relation) = catalog.relation(table) else { return Vec::new() };
    let mut found = Vec::new();
    for sequence in &catalog.sequences {
        let names = [sequence.name.to_sql(), sequence.name.to_string()];
        for column in &relation.columns {
            let is_owner =
                sequence.owned_by.as_ref().is_some_and(|by| by.relation == *table && by.column == column.name);
            let default = column.default.as_deref().unwrap_or_default();
            let is_default = names.iter().any(|name| default.starts_with(&format!("nextval({}", literal(name))));
            if is_owner || is_default {
                found.push((sequence, column.name.as_str()));
            }
        }
    }
    found
}

fn advance(sequence: &Sequence, table: &QualifiedName, column: &str) -> String {
    let (name, table, column) = (sequence.name.to_sql(), table.to_sql(), quote(column));
    let (last, beyond) = if sequence.increment > 0 { ("max", ">=") } else { ("min", "<=") };
    let mut sql = String::new();
    let _ = writeln!(
        sql,
        "SELECT pg_catalog.setval({}, own.at, true) FROM (SELECT pg_catalog.{last}({column})::bigint AS at FROM {table}) own, \
         {name} sequence WHERE own.at BETWEEN {} AND {} AND (own.at {beyond} sequence.last_value);",
        literal(&name),
        sequence.min,
        sequence.max
    );
    sql
}
