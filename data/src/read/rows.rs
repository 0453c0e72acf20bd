//! Reading rows of a table, as the server sends them.

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use tokio::sync::mpsc::Sender;
use tokio_postgres::Client;

use crate::{
    Error,
    select::{Place, Rows, Table},
    sql,
};

use super::lead::Measured;

/// Rows go on when there are so many bytes of them.
const PIECE: usize = 1 << 18;

/// Some rows of a table that one session reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Which table.
    pub(crate) table: usize,
    /// From which block; none for a table that is read as a whole.
    pub(crate) from: Option<u64>,
    /// Up to which block; none for the last ones.
    pub(crate) to: Option<u64>,
}

/// The units that tables are read in.
pub(crate) fn units(tables: &[Measured], blocks: u64) -> Vec<Unit> {
    let mut units = Vec::new();
    for (table, Measured { blocks: own, table: of, .. }) in tables.iter().enumerate() {
        // What is chosen by a condition is read at once.
        let own = own.filter(|_| matches!(of.rows, Rows::All));
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

/// Rows that one statement names by their places.
const AT_ONCE: usize = 5000;

/// The statements that read a unit: `COPY … TO STDOUT`.
fn copy_out(table: &Table, unit: &Unit) -> Vec<String> {
    let Table { name, columns, rows, .. } = table;
    let select = |condition: &str| {
        format!("COPY (SELECT {} FROM ONLY {} {condition}) TO STDOUT", sql::list(columns), name.to_sql())
    };
    match rows {
        Rows::These(places) => {
            places.chunks(AT_ONCE).map(|some| select(&format!("WHERE ctid = ANY ({})", Place::array(some)))).collect()
        }
        Rows::Where(condition) => vec![select(condition)],
        Rows::All if unit.from.is_none() => {
            vec![format!("COPY {}{} TO STDOUT", name.to_sql(), sql::columns(columns))]
        }
        Rows::All => {
            let from = unit.from.map(|block| format!("ctid >= '({block},0)'::pg_catalog.tid"));
            let to = unit.to.map(|block| format!("ctid < '({block},0)'::pg_catalog.tid"));
            let places: Vec<String> = from.into_iter().chain(to).collect();
            vec![select(&format!("WHERE {}", places.join(" AND ")))]
        }
    }
}

/// Reads the rows of a unit, and replaces what is masked. Waits if nobody takes them.
pub(crate) async fn rows(client: &Client, table: &Table, (unit, to): (&Unit, &Sender<Bytes>)) -> Result<(), Error> {
    let failed = |error: tokio_postgres::Error| explain(&table.name.to_string(), error);
    let mut piece = BytesMut::with_capacity(PIECE + PIECE / 4);
    for statement in copy_out(table, unit) {
        let stream = client.copy_out(&statement).await.map_err(failed)?;
        let mut stream = std::pin::pin!(stream);
        while let Some(row) = stream.next().await {
            piece.extend_from_slice(&row.map_err(failed)?);
            if piece.len() >= PIECE {
                let full = std::mem::replace(&mut piece, BytesMut::with_capacity(PIECE + PIECE / 4));
                if to.send(masked(table, full.freeze())).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
    if !piece.is_empty() {
        // Nobody listens if the backup has failed.
        let _ = to.send(masked(table, piece.freeze())).await;
    }
    Ok(())
}

fn masked(table: &Table, rows: Bytes) -> Bytes {
    match &table.masks {
        Some(masks) => masks.rows(&rows).into(),
        None => rows,
    }
}

fn explain(table: &str, error: tokio_postgres::Error) -> Error {
    let message = error.as_db_error().map(tokio_postgres::error::DbError::message).unwrap_or_default();
    if message.contains("row-level security") {
        return Error::HiddenRows { table: table.to_owned() };
    }
    Error::Server { what: format!("the rows of `{table}` cannot be read"), source: error.into() }
}
