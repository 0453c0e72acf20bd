//! Rows of the user's own SQL as rows of a relation, whose columns are found by name.

use tokio_postgres::Column;

use super::FromRow;
use super::from_row::find;
use crate::error::Error;
use crate::relation::Relation;
use crate::row::Row;
use crate::value::{Decode, SqlType, Text, is_one_of, types};

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
    let wire = SqlType::builtin("", ty.wire);
    is_one_of(column.type_(), &[wire]) || (ty.wire == types::TEXT.wire && Text::accepts(column.type_()))
}
