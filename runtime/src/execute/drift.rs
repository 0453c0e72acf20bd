//! Whether a statement's columns have the types that they are read as.

use std::sync::Arc;

use tokio_postgres::Column;
use tokio_postgres::types::Type;

use crate::error::Error;
use crate::statement::{ANY, Statement};
use crate::value::{Oid, is_read_as, types};

/// Compares the columns that the server announces with those that a statement expects.
pub(super) fn check(columns: &[Column], expected: Option<&[Oid]>) -> Result<(), Error> {
    let expected = expected.unwrap_or_default();
    match expected.iter().zip(columns).find(|(expected, column)| !is_right(**expected, column.type_())) {
        Some((expected, column)) => Err(drifted(*expected, column)),
        None => Ok(()),
    }
}

fn is_right(expected: Oid, found: &Type) -> bool {
    expected == found.oid() || expected == ANY || is_read_as(expected, found)
}

#[cold]
fn drifted(expected: Oid, column: &Column) -> Error {
    let (name, found, expected) = (column.name(), column.type_(), types::name_of(expected));
    Error::drift(format!("column `{name}` is of type `{found}` in the database and `{expected}` in the models"))
}

/// What is still to be looked at when the first row of an unprepared statement arrives: before, the driver tells
/// nothing of its columns.
pub(super) struct Unchecked {
    columns: Option<Arc<[Oid]>>,
    /// Whether a type that is not built in is refused.
    builtin: bool,
}

impl Unchecked {
    pub(super) fn new(statement: &Statement, builtin: bool) -> Self {
        Self { columns: statement.columns.clone(), builtin }
    }

    #[cold]
    pub(super) fn check(&self, columns: &[Column]) -> Result<(), Error> {
        check(columns, self.columns.as_deref())?;
        match columns.iter().find(|column| self.builtin && Type::from_oid(column.type_().oid()).is_none()) {
            Some(column) => Err(looked_up(column)),
            None => Ok(()),
        }
    }
}

/// The driver asks for a type that it does not know by a prepared statement: behind a pooler, somebody else's may answer.
#[cold]
fn looked_up(column: &Column) -> Error {
    let (name, found) = (column.name(), column.type_());
    Error::usage(format!("column `{name}` of the statement is of type `{found}`, which cannot be looked up here"))
        .with_hint(format!(
            "behind a pooler, or without prepared statements, cast it to a built-in type: `\"{name}\"::text`; \
             what is composite is read as `pg_catalog.record_send(\"{name}\") AS \"{name}\"`"
        ))
}
