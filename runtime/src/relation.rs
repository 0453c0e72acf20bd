//! What generated code says of a relation: its name, its columns, how a row is read and written.

use std::fmt;

use futures_util::Stream;

use crate::error::Error;
use crate::expr::{Node, Predicate};
use crate::query::Query;
use crate::row::Row;
use crate::value::{Encode, SqlType};
use crate::write::{CopyRows, Insert, Many};

/// The name and the columns of a relation, as data.
#[derive(Debug)]
pub struct RelationMeta {
    /// The schema, unquoted.
    pub schema: &'static str,
    /// The name within the schema, unquoted.
    pub name: &'static str,
    /// Name and type of each column, in the order of the row's fields.
    pub columns: &'static [(&'static str, SqlType)],
    /// The columns of the primary key, in its order; empty where there is none.
    pub primary_key: &'static [u16],
    /// The columns that the database lets be NULL, whatever their types here say.
    pub nullable: &'static [u16],
    /// The keys that the database is to enforce, primary, unique and foreign: name and columns of each.
    pub keys: &'static [(&'static str, &'static [u16])],
    /// The indexes of all rows that find rows by the values of their first columns.
    pub indexes: &'static [IndexMeta],
    /// The columns of the foreign keys that lead from every row to a row: validated, enforced, checked at once, and
    /// never NULL.
    pub mandatory: &'static [&'static [u16]],
}

/// An index that finds rows by the values of its first columns.
#[derive(Clone, Copy, Debug)]
pub struct IndexMeta {
    pub(crate) columns: &'static [u16],
    pub(crate) unique: bool,
}

/// An index on these columns.
pub const fn index(columns: &'static [u16]) -> IndexMeta {
    IndexMeta { columns, unique: false }
}

/// An index on these columns, in which no two rows have the same values.
pub const fn unique(columns: &'static [u16]) -> IndexMeta {
    IndexMeta { columns, unique: true }
}

impl RelationMeta {
    /// Whether both are the same relation of the database.
    pub(crate) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.schema == other.schema && self.name == other.name)
    }

    /// Whether an index finds rows by the values of these columns.
    pub(crate) fn is_indexed(&self, columns: &[u16]) -> bool {
        self.indexes.iter().any(|index| {
            let leading = &index.columns[..columns.len().min(index.columns.len())];
            leading.len() == columns.len() && leading.iter().all(|column| columns.contains(column))
        })
    }

    /// Whether no two rows have the same values in these columns, as a key or an index vouches for.
    pub(crate) fn is_unique(&self, columns: &[u16]) -> bool {
        let same = |key: &[u16]| key.len() == columns.len() && key.iter().all(|column| columns.contains(column));
        same(self.primary_key) || self.indexes.iter().any(|index| index.unique && same(index.columns))
    }

    /// Whether the foreign key on these columns leads from every row to a row.
    pub(crate) fn is_mandatory(&self, columns: &[u16]) -> bool {
        self.mandatory.iter().any(|key| key.len() == columns.len() && key.iter().all(|column| columns.contains(column)))
    }

    /// The name of a column, unquoted.
    pub(crate) fn name_of(&self, column: u16) -> &'static str {
        self.columns[usize::from(column)].0
    }

    /// The type of a column.
    pub(crate) fn type_of(&self, column: u16) -> SqlType {
        self.columns[usize::from(column)].1
    }
}

impl fmt::Display for RelationMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}.{}`", self.schema, self.name)
    }
}

/// A table, view, materialized view or foreign table, as the type of its rows.
///
/// Generated code implements it. The functions here are the ways to begin a query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation",
    note = "relations are the row types that `relvar generate` writes"
)]
pub trait Relation: Sized + Send + Sync + 'static {
    /// The relation as data.
    const META: &'static RelationMeta;

    /// Reads a row whose columns are all there, in their order.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;

    /// The value of a column.
    fn value(&self, column: u16) -> &dyn Encode;

    /// Every row.
    fn query() -> Query<Self> {
        Query::new(Node::True)
    }

    /// The rows for which the predicate is true.
    fn filter(predicate: Predicate<Self>) -> Query<Self> {
        Query::new(predicate.into_node())
    }

    /// No row.
    fn none() -> Query<Self> {
        Query::new(Node::False)
    }

    /// Inserts a row.
    fn insert(new: <Self as Table>::New) -> Insert<Self>
    where
        Self: Table,
    {
        Insert::one(&new)
    }

    /// Inserts rows, many in one statement: their columns travel as arrays (`unnest`).
    ///
    /// More than 5,000 rows are several statements, as are rows that leave out different columns: where all of them
    /// or none are to be there, do it in a transaction.
    fn insert_many(new: impl IntoIterator<Item = <Self as Table>::New>) -> Insert<Self, Many>
    where
        Self: Table,
    {
        Insert::many(new)
    }

    /// Brings in rows by `COPY`, which is the quickest way, and knows neither `returning` nor `on_conflict`.
    fn copy_in<S>(rows: S) -> CopyRows<Self, S>
    where
        Self: Table,
        S: Stream<Item = <Self as Table>::New> + Send,
    {
        CopyRows::new(rows)
    }
}

/// A relation that rows can be written to.
///
/// Views and generated columns are left out by the types: what is not a `Table` has no `insert`, `update` or `delete`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table: its rows cannot be written",
    note = "only tables, and views that PostgreSQL can write through, have `insert`, `update` and `delete`"
)]
pub trait Table: Relation {
    /// The values for a new row.
    type New: Insertable;
}

/// Values for a new row: what [`Table::New`] is.
pub trait Insertable: Send + Sync + 'static {
    /// The value for a column; `None` leaves it to its default.
    fn value(&self, column: u16) -> Option<&dyn Encode>;
}

/// The value of a column that may be left to its default.
pub fn optional<T: Encode>(value: &Option<T>) -> Option<&dyn Encode> {
    value.as_ref().map(|value| value as &dyn Encode)
}

/// Writes a row as `#[derive(Debug)]` would, with the names of the columns.
///
/// Generated code calls this instead of deriving: a derive is code for every column, which a thousand relations pay for
/// in compile time and memory.
pub fn debug_row<R: Relation>(row: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_columns::<R, R>(f, |column| Some(row.value(column)))
}

/// Writes the values of a new row; those left to their defaults are left out.
pub fn debug_new<R: Table>(new: &R::New, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_columns::<R, R::New>(f, |column| new.value(column))
}

fn debug_columns<'v, R: Relation, T>(
    f: &mut fmt::Formatter<'_>,
    value: impl Fn(u16) -> Option<&'v dyn Encode>,
) -> fmt::Result {
    let name = std::any::type_name::<T>();
    let mut row = f.debug_struct(name.rsplit("::").next().unwrap_or(name));
    for (at, (column, _)) in (0..).zip(R::META.columns) {
        if let Some(value) = value(at) {
            row.field(column, &value);
        }
    }
    row.finish()
}

/// A set of rows of a relation: what the traversal traits of generated code are implemented for.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a set of `{R}`", label = "expected a set of `{R}`")]
pub trait Set<R: Relation>: Sized {
    /// The set as a query.
    fn into_query(self) -> Query<R>;
}

impl<R: Relation> Set<R> for Query<R> {
    fn into_query(self) -> Query<R> {
        self
    }
}

/// The value of a column that the relation does not have.
///
/// Generated code calls it in the last arm of [`Relation::value`], which no column of the relation reaches.
pub fn no_column() -> &'static dyn Encode {
    &None::<bool>
}
