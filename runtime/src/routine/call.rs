//! Calls, ready to be made: what they give, and how it is read.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::Stream;

use crate::error::Error;
use crate::execute::Executor;
use crate::expr::Expr;
use crate::node::Call;
use crate::query::read;
use crate::relation::Relation;
use crate::render;
use crate::row::Row;
use crate::statement::Statement;
use crate::value::{SqlType, Value};

/// A record that a routine gives, as a struct: `OUT` parameters, the columns of `RETURNS TABLE`, or the attributes of
/// a composite type.
pub trait Record: Sized + Send + 'static {
    /// Name and type of each column, in the order of the struct's fields.
    const COLUMNS: &'static [(&'static str, SqlType)];

    /// Reads a record.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

/// A call of a function that gives one value: made by [`call`](Self::call), or a value within a query by
/// [`expr`](Self::expr).
#[must_use = "a function is called by `call(&db)`, or within a query by `expr()`"]
pub struct Scalar<T> {
    pub(super) call: Arc<Call>,
    pub(super) ty: SqlType,
    pub(super) of: PhantomData<fn() -> T>,
}

impl<T: Value> Scalar<T> {
    /// Calls the function.
    pub fn call<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<T, Error>> + Send + use<'e, T, E> {
        read::scalar(db, self.statement(), |row| row.get(0))
    }

    /// The call as an expression, the same for every row.
    pub fn expr<R: Relation>(self) -> Expr<R, T> {
        super::expression(self.call, self.ty)
    }

    /// The text of the statement of [`call`](Self::call).
    pub fn to_sql(&self) -> String {
        self.statement().sql.to_string()
    }

    fn statement(&self) -> Statement {
        render::scalar(&self.call, self.ty)
    }
}

/// A call of a function that gives a set of values.
#[must_use = "a function is called by `all(&db)`"]
pub struct Scalars<T> {
    pub(super) statement: Statement,
    pub(super) of: PhantomData<fn() -> T>,
}

impl<T: Value> Scalars<T> {
    /// Calls the function, and gives all values.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<'e, T, E> {
        read::rows(db, self.statement.clone(), |row| row.get(0))
    }

    /// Calls the function, and gives the values as they arrive.
    pub fn stream<'e, E: Executor>(&self, db: &'e E) -> impl Stream<Item = Result<T, Error>> + Send + use<'e, T, E> {
        read::stream(db, self.statement.clone(), |row| row.get(0))
    }
}

/// A call of a function that gives a set of records.
#[must_use = "a function is called by `all(&db)`"]
pub struct Records<T> {
    pub(super) statement: Statement,
    pub(super) of: PhantomData<fn() -> T>,
}

impl<T: Record> Records<T> {
    /// Calls the function, and gives all records.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<'e, T, E> {
        read::rows(db, self.statement.clone(), |row| T::from_row(&row))
    }

    /// Calls the function, and gives the records as they arrive.
    pub fn stream<'e, E: Executor>(&self, db: &'e E) -> impl Stream<Item = Result<T, Error>> + Send + use<'e, T, E> {
        read::stream(db, self.statement.clone(), |row| T::from_row(&row))
    }
}

/// A call of a function or procedure that gives one record.
#[must_use = "a routine is called by `call(&db)`"]
pub struct Single<T> {
    pub(super) statement: Statement,
    pub(super) of: PhantomData<fn() -> T>,
}

impl<T: Record> Single<T> {
    /// Calls the routine, and gives its record.
    pub fn call<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<T, Error>> + Send + use<'e, T, E> {
        read::scalar(db, self.statement.clone(), |row| T::from_row(&row))
    }
}

/// A call of a procedure, or of a function, that gives nothing.
#[must_use = "a routine is called by `call(&db)`"]
pub struct Procedure {
    pub(super) statement: Statement,
}

impl Procedure {
    /// Calls the routine.
    pub fn call<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<(), Error>> + Send + use<'e, E> {
        let statement = self.statement.clone();
        async move { db.execute(&statement).await.map(drop) }
    }
}

impl<T: Value> fmt::Debug for Scalar<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement().fmt(f)
    }
}

impl fmt::Debug for Procedure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement.fmt(f)
    }
}

macro_rules! debug {
    ($($call:ident),*) => {
        $(
            impl<T> fmt::Debug for $call<T> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.statement.fmt(f)
                }
            }
        )*
    };
}

debug!(Scalars, Records, Single);
