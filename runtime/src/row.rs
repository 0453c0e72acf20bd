//! A row of a result, decoded by position.

use std::error::Error as StdError;

use bytes::Bytes;
use tokio_postgres::types::{FromSql, Type};

use crate::error::Error;
use crate::value::{Decode, SqlType};

/// The columns of one relation within a row.
///
/// Types are not checked for each value: generated statements cast every column to the type that is decoded, and the
/// user's own SQL is checked once for each statement.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    values: Values<'a>,
    columns: Position<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Values<'a> {
    /// Those of a statement's row.
    Driver(&'a tokio_postgres::Row),
    /// Those of a `COPY`.
    Parts(&'a [Option<Bytes>]),
    /// The attributes of a composite, and their names.
    Attributes(&'a [Option<&'a [u8]>], &'static [(&'static str, SqlType)]),
}

#[derive(Clone, Copy, Debug)]
enum Position<'a> {
    /// Consecutive ones, from this one on.
    From(usize),
    /// These, in this order.
    At(&'a [usize]),
}

impl<'a> Row<'a> {
    /// The columns of `row` from `offset` on.
    #[inline]
    pub fn new(row: &'a tokio_postgres::Row, offset: usize) -> Self {
        Self { values: Values::Driver(row), columns: Position::From(offset) }
    }

    /// The columns of `row` at `positions`.
    #[inline]
    pub fn at(row: &'a tokio_postgres::Row, positions: &'a [usize]) -> Self {
        Self { values: Values::Driver(row), columns: Position::At(positions) }
    }

    /// A row of these values.
    pub(crate) fn of_parts(values: &'a [Option<Bytes>]) -> Self {
        Self { values: Values::Parts(values), columns: Position::From(0) }
    }

    /// A composite of these attributes.
    pub(crate) fn of_attributes(values: &'a [Option<&'a [u8]>], names: &'static [(&'static str, SqlType)]) -> Self {
        Self { values: Values::Attributes(values, names), columns: Position::From(0) }
    }

    /// The same row, `count` columns further.
    #[inline]
    #[must_use]
    pub fn skip(self, count: usize) -> Self {
        let columns = match self.columns {
            Position::From(offset) => Position::From(offset + count),
            Position::At(positions) => Position::At(positions.get(count..).unwrap_or_default()),
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

    /// The values of consecutive columns, from this one on.
    ///
    /// Generated code reads its columns in tuples: to check a `?` for every column takes the compiler twice as long.
    #[inline]
    pub fn columns<T: Columns>(&self, from: usize) -> Result<T, Error> {
        T::read(self, from)
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
            Values::Attributes(values, _) => values.get(position).copied(),
        };
        found.ok_or_else(|| no_column(column))
    }

    #[inline]
    fn position(&self, column: usize) -> usize {
        match self.columns {
            Position::From(offset) => offset + column,
            Position::At(positions) => positions.get(column).copied().unwrap_or(usize::MAX),
        }
    }

    #[cold]
    fn in_column(&self, column: usize, error: Error) -> Error {
        let name = match self.values {
            Values::Driver(row) => row.columns().get(self.position(column)).map(tokio_postgres::Column::name),
            Values::Parts(_) => None,
            Values::Attributes(_, names) => names.get(self.position(column)).map(|(name, _)| *name),
        };
        match name {
            Some(name) => error.with_context(format_args!("column `{name}`")),
            None => error.with_context(format_args!("column {column}")),
        }
    }
}

/// The values of consecutive columns: a tuple of up to 12.
#[diagnostic::on_unimplemented(message = "columns cannot be read as `{Self}`", note = "tuples of up to 12 values can")]
#[expect(unnameable_types, reason = "the bound of a method that generated code calls")]
pub trait Columns: Sized {
    /// Reads them.
    fn read(row: &Row<'_>, from: usize) -> Result<Self, Error>;
}

macro_rules! tuples {
    ($(($($value:ident: $position:literal),*))*) => {
        $(
            impl<$($value: Decode),*> Columns for ($($value,)*) {
                #[inline]
                fn read(row: &Row<'_>, from: usize) -> Result<Self, Error> {
                    Ok(($(row.get::<$value>(from + $position)?,)*))
                }
            }
        )*
    };
}

tuples! {
    (A: 0)
    (A: 0, B: 1)
    (A: 0, B: 1, C: 2)
    (A: 0, B: 1, C: 2, D: 3)
    (A: 0, B: 1, C: 2, D: 3, E: 4)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9, K: 10)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9, K: 10, L: 11)
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
