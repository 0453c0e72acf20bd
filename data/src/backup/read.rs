//! Reading rows of a table, as the server sends them.

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use tokio::sync::mpsc::Sender;
use tokio_postgres::Client;

use crate::{Error, select::Table, sql};

use super::lead::Measured;

/// Rows go on when there are so many bytes of them.
const PIECE: usize = 1 << 18;

/// Some rows of a table that one session reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Which table.
    pub(super) table: usize,
    /// From which block; none for a table that is read as a whole.
    pub(super) from: Option<u64>,
    /// Up to which block; none for the last ones.
    pub(super) to: Option<u64>,
}

/// The units that tables are read in.
pub(super) fn units(tables: &[Measured], blocks: u64) -> Vec<Unit> {
    let mut units = Vec::new();
    for (table, Measured { blocks: own, .. }) in tables.iter().enumerate() {
        let count = own.map_or(1, |own| own.div_ceil(blocks)).max(1);
        if count == 1 {
            units.push(Unit { table, from: None, to: None });
        } else {
            let unit = |n| Unit { table, from: Some(n * blocks), to: (n + 1 < count).then_some((n + 1) * blocks) };
            units.extend((0..count).map(unit));
        }
    }
    units
}

/// `COPY … TO STDOUT`.
fn copy_out(table: &Table, unit: &Unit) -> String {
    let Table { name, columns, condition } = table;
    if unit.from.is_none() && condition.is_none() {
        return format!("COPY {}{} TO STDOUT", name.to_sql(), sql::columns(columns));
    }
    let from = unit.from.map(|block| format!("ctid >= '({block},0)'::pg_catalog.tid"));
    let to = unit.to.map(|block| format!("ctid < '({block},0)'::pg_catalog.tid"));
    let places: Vec<String> = from.into_iter().chain(to).collect();
    let condition = match condition {
        Some(condition) => condition.clone(),
        None => format!("WHERE {}", places.join(" AND ")),
    };
    format!("COPY (SELECT {} FROM ONLY {} {condition}) TO STDOUT", sql::list(columns), name.to_sql())
}

/// Reads the rows of a unit. Waits if nobody takes them.
pub(super) async fn rows(client: &Client, table: &Table, (unit, to): (&Unit, &Sender<Bytes>)) -> Result<(), Error> {
    let failed = |error: tokio_postgres::Error| explain(&table.name.to_string(), error);
    let stream = client.copy_out(&copy_out(table, unit)).await.map_err(failed)?;
    let mut stream = std::pin::pin!(stream);
    let mut piece = BytesMut::with_capacity(PIECE + PIECE / 4);
    while let Some(row) = stream.next().await {
        piece.extend_from_slice(&row.map_err(failed)?);
        if piece.len() >= PIECE {
            let full = std::mem::replace(&mut piece, BytesMut::with_capacity(PIECE + PIECE / 4));
            if to.send(full.freeze()).await.is_err() {
                return Ok(());
            }
        }
    }
    if !piece.is_empty() {
        // Nobody listens if the backup has failed.
        let _ = to.send(piece.freeze()).await;
    }
    Ok(())
}

fn explain(table: &str, error: tokio_postgres::Error) -> Error {
    let message = error.as_db_error().map(tokio_postgres::error::DbError::message).unwrap_or_default();
    if message.contains("row-level security") {
        return Error::HiddenRows { table: table.to_owned() };
    }
    Error::Server { what: format!("the rows of `{table}` cannot be read"), source: error.into() }
}
