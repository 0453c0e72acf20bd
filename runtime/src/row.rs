//! A row of a result, decoded by position.

use std::error::Error as StdError;

use bytes::Bytes;
use tokio_postgres::types::{FromSql, Type};

use crate::error::Error;
use crate::value::Decode;

/// The columns of one relation within a row.
///
/// Types are not checked for each value: generated statements cast every column to the type that is decoded, and the
/// user's own SQL is checked once for each statement.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    values: Values<'a>,
    columns: Columns<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Values<'a> {
    /// Those of a statement's row.
    Driver(&'a tokio_postgres::Row),
    /// Those of a `COPY`.
    Parts(&'a [Option<Bytes>]),
}

#[derive(Clone, Copy, Debug)]
enum Columns<'a> {
    /// Consecutive ones, from this one on.
    From(usize),
    /// These, in this order.
    At(&'a [usize]),
}

impl<'a> Row<'a> {
    /// The columns of `row` from `offset` on.
    #[inline]
    pub fn new(row: &'a tokio_postgres::Row, offset: usize) -> Self {
        Self { values: Values::Driver(row), columns: Columns::From(offset) }
    }

    /// The columns of `row` at `positions`.
    #[inline]
    pub fn at(row: &'a tokio_postgres::Row, positions: &'a [usize]) -> Self {
        Self { values: Values::Driver(row), columns: Columns::At(positions) }
    }

    /// A row of these values.
    pub(crate) fn of_parts(values: &'a [Option<Bytes>]) -> Self {
        Self { values: Values::Parts(values), columns: Columns::From(0) }
    }

    /// The same row, `count` columns further.
    #[inline]
    #[must_use]
    pub fn skip(self, count: usize) -> Self {
        let columns = match self.columns {
            Columns::From(offset) => Columns::From(offset + count),
            Columns::At(positions) => Columns::At(positions.get(count..).unwrap_or_default()),
        };
        Self { columns, ..self }
    }

    /// The value of a column.
    #[inline]
    pub fn get<T: Decode>(&self, column: usize) -> Result<T, Error> {
        let decoded = match self.raw(column)? {
            Some(raw) => T::decode(raw),
            None => T::decode_null(),
        };
        decoded.map_err(|error| self.in_column(column, error))
    }

    /// Whether a column is NULL.
    #[inline]
    pub fn is_null(&self, column: usize) -> Result<bool, Error> {
        Ok(self.raw(column)?.is_none())
    }

    #[inline]
    pub(crate) fn raw(&self, column: usize) -> Result<Option<&'a [u8]>, Error> {
        let position = self.position(column);
        let found = match self.values {
            Values::Driver(row) => row.try_get::<_, Raw<'a>>(position).ok().map(|Raw(raw)| raw),
            Values::Parts(values) => values.get(position).map(Option::as_deref),
        };
        found.ok_or_else(|| no_column(column))
    }

    #[inline]
    fn position(&self, column: usize) -> usize {
        match self.columns {
            Columns::From(offset) => offset + column,
            Columns::At(positions) => positions.get(column).copied().unwrap_or(usize::MAX),
        }
    }

    #[cold]
    fn in_column(&self, column: usize, error: Error) -> Error {
        let name = match self.values {
            Values::Driver(row) => row.columns().get(self.position(column)).map(tokio_postgres::Column::name),
            Values::Parts(_) => None,
        };
        match name {
            Some(name) => error.with_context(format_args!("column `{name}`")),
            None => error.with_context(format_args!("column {column}")),
        }
    }
}

#[cold]
fn no_column(column: usize) -> Error {
    Error::decode(format!("a row without a column {column}"))
}

/// The bytes of a value, of any type.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    #[inline]
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(Some(raw)))
    }

    #[inline]
    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(None))
    }

    #[inline]
    fn accepts(_: &Type) -> bool {
        true
    }
}
