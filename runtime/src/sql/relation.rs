//! Rows of the user's own SQL as rows of a relation, whose columns are found by name.

use tokio_postgres::Column;
use tokio_postgres::types::{Kind, Type};

use super::FromRow;
use super::from_row::find;
use crate::composite::is_composite;
use crate::error::Error;
use crate::relation::Relation;
use crate::row::Row;
use crate::value::{Reading, SqlType, is_read_as, types};

impl<R: Relation> FromRow for R {
    fn positions(columns: &[Column]) -> Result<Vec<usize>, Error> {
        let position = |(name, ty): &(&str, SqlType)| find(columns, name, |column| travels_as(column, *ty));
        let positions: Result<Vec<usize>, Error> = R::META.columns.iter().map(position).collect();
        positions.map_err(|error| error.with_context(R::META))
    }

    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        R::from_row(row)
    }
}

/// Whether the binary form of a column is what generated code decodes for a type.
fn travels_as(column: &Column, ty: SqlType) -> bool {
    match ty.reading() {
        Reading::Plain | Reading::Cast(_) => is_read_as(ty.wire, column.type_()),
        Reading::Call(_) => is_read_as(types::BYTEA.wire, column.type_()) || is_sent_as(column.type_(), ty),
    }
}

/// Whether a value of the type that was found has the form which the function of the other type gives.
fn is_sent_as(found: &Type, ty: SqlType) -> bool {
    match (found.kind(), ty.send) {
        (Kind::Domain(base), _) => is_sent_as(base, ty),
        (Kind::Array(element), _) if ty.array => is_sent_as(element, SqlType { array: false, ..ty }),
        (_, _) if ty.array => false,
        (_, Some("pg_catalog.record_send")) => is_composite(found),
        (kind, Some("pg_catalog.range_send")) => matches!(kind, Kind::Range(_)),
        (kind, Some("pg_catalog.multirange_send")) => matches!(kind, Kind::Multirange(_)),
        (kind, Some("pg_catalog.array_send")) => matches!(kind, Kind::Array(_)),
        _ => ty.sql.rsplit('.').next().is_some_and(|name| name.trim_matches('"') == found.name()),
    }
}
