//! What generated code says of a relation: its name, its columns, how a row is read and written.

use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;
use futures_util::Stream;

use crate::error::Error;
use crate::expr::Predicate;
use crate::node::{Edge, Node, RelationMeta, Step, logic, op};
use crate::query::Query;
use crate::row::Row;
use crate::statement::{Encoded, Param};
use crate::value::{Encode, IsNull, types};
use crate::write::{CopyRows, Insert, Many};

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

/// A set of rows of a relation: a query, or a row, which is a set of one.
///
/// It is what keys are followed from. The traversal traits of generated code are implemented for both, so that
/// `film.language()` is the language of a film, and `films.language()` are the languages of a set of them.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a set of `{R}`", label = "expected a set of `{R}`")]
pub trait Set<R: Relation>: Sized {
    /// The set as a query: to read, update or delete its rows.
    ///
    /// A row is found by the values of its primary key. Without a primary key the query fails when it is run.
    fn into_query(self) -> Query<R>;

    /// The predicate of the rows that a key leads to from here.
    #[doc(hidden)]
    fn rows_led_to(self, edge: Edge) -> Node;
}

impl<R: Relation> Set<R> for Query<R> {
    fn into_query(self) -> Self {
        self
    }

    fn rows_led_to(self, edge: Edge) -> Node {
        logic::exists(edge.target, edge.reversed(R::META), self.into_subset().into_predicate())
    }
}

impl<R: Relation> Set<R> for &R {
    fn into_query(self) -> Query<R> {
        let key = R::META.primary_key;
        if key.is_empty() {
            let error = Error::usage(format!("a row of {} has no primary key to find it by", R::META))
                .with_hint("select it by a predicate instead");
            return Query::new(Node::Param(Param { value: Encoded::Failed(Arc::new(error)), ty: types::BOOL }));
        }
        Query::new(key.iter().map(|&column| equals(column, false, value_of(self, column))).fold(Node::True, logic::and))
    }

    fn rows_led_to(self, edge: Edge) -> Node {
        let equal = |step: Step| {
            step.columns().map(|(from, to)| equals(to, true, value_of(self, from))).fold(Node::True, logic::and)
        };
        match edge.through {
            None => equal(edge.near),
            Some((association, far)) => {
                let reverse = Edge { target: association, near: far.flipped(), through: None };
                logic::exists(edge.target, reverse, equal(edge.near))
            }
        }
    }
}

/// Whether a column has this value.
fn equals(index: u16, nullable: bool, value: Param) -> Node {
    Node::binary(&op::EQ, Node::Column { index, nullable }, Node::Param(value))
}

/// The value of a row's column as a parameter.
pub(crate) fn value_of<R: Relation>(row: &R, column: u16) -> Param {
    let ty = R::META.type_of(column);
    let mut bytes = BytesMut::new();
    let value = match row.value(column).encode(ty.wire, &mut bytes) {
        Ok(IsNull::No) => Encoded::Bytes(bytes.freeze()),
        Ok(IsNull::Yes) => Encoded::Null,
        Err(error) => Encoded::Failed(Arc::new(error)),
    };
    Param { value, ty }
}

/// The value of a column that the relation does not have.
///
/// Generated code calls it in the last arm of [`Relation::value`], which no column of the relation reaches.
pub fn no_column() -> &'static dyn Encode {
    &None::<bool>
}
