//! Calls of functions and procedures, as generated code declares them.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{Argument, Call, Expr, Node};
use crate::key::Bound;
use crate::query::{Query, Subset, read};
use crate::relation::Relation;
use crate::render;
use crate::row::Row;
use crate::statement::Statement;
use crate::value::{SqlType, Value};

/// A routine's name, quoted and qualified, and arguments for it.
///
/// ```
/// use relvar::generated as rt;
///
/// pub fn rental_income(since: Option<i64>) -> rt::Scalar<Option<rt::Numeric>> {
///     rt::routine(r#""public"."rental_income""#).optional("since", since.map(rt::bind)).scalar()
/// }
///
/// assert_eq!(rental_income(None).to_sql(), r#"SELECT "public"."rental_income"()"#);
/// assert_eq!(rental_income(Some(1)).to_sql(), r#"SELECT "public"."rental_income"("since" => $1)"#);
/// ```
#[derive(Debug)]
#[must_use = "a routine is called by what it is said to give"]
pub struct Routine {
    call: Call,
}

/// The routine of this name, without arguments yet.
pub fn routine(function: &'static str) -> Routine {
    Routine { call: Call { function, arguments: Vec::new() } }
}

impl Routine {
    /// The next argument, by its place.
    pub fn argument(self, value: Bound) -> Self {
        self.push(None, false, value)
    }

    /// An argument by its name; `None` leaves it to its default. After those by place.
    pub fn optional(self, name: &'static str, value: Option<Bound>) -> Self {
        match value {
            Some(value) => self.push(Some(name), false, value),
            None => self,
        }
    }

    /// All arguments of a `VARIADIC` parameter, as an array.
    pub fn variadic(self, values: Bound) -> Self {
        self.push(None, true, values)
    }

    fn push(mut self, name: Option<&'static str>, variadic: bool, value: Bound) -> Self {
        self.call.arguments.push(Argument { name, variadic, value: value.into_node() });
        self
    }

    /// It gives one value.
    pub fn scalar<T: Value>(self) -> Scalar<T> {
        Scalar { call: Arc::new(self.call), of: PhantomData }
    }

    /// It gives a set of values.
    pub fn scalars<T: Value>(self) -> Scalars<T> {
        Scalars { call: Arc::new(self.call), of: PhantomData }
    }

    /// It gives a set of rows of a relation: a set like others.
    pub fn rows<R: Relation>(self) -> Query<R> {
        let mut subset = Subset::new(R::META, Node::True);
        subset.pick_mut().source = Some(Arc::new(self.call));
        Query::of(subset)
    }

    /// It gives records of its own: `OUT` parameters, or `RETURNS TABLE`.
    pub fn records<T: Record>(self) -> Records<T> {
        Records { call: Arc::new(self.call), of: PhantomData }
    }

    /// It is a procedure.
    pub fn procedure(self) -> Procedure {
        Procedure { statement: render::procedure(&self.call) }
    }
}

/// A record that a function gives, as a struct.
pub trait Record: Sized + Send + 'static {
    /// Name and type of each column, in the order of the struct's fields.
    const COLUMNS: &'static [(&'static str, SqlType)];

    /// Reads a record.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

/// A call that gives one value: awaited by [`get`](Self::get), or a value within a query by [`expr`](Self::expr).
#[must_use = "a function is called by `get(&db)`, or within a query by `expr()`"]
pub struct Scalar<T> {
    call: Arc<Call>,
    of: PhantomData<fn() -> T>,
}

impl<T: Value> Scalar<T> {
    /// Calls the function.
    pub fn get<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<T, Error>> + Send + use<'e, T, E> {
        let statement = self.statement();
        async move { read::scalar(db, statement, |row| row.get(0)).await }
    }

    /// The call as an expression.
    pub fn expr<R: Relation>(self) -> Expr<R, T> {
        Expr::of(Node::Call(self.call))
    }

    /// The text of the statement of [`get`](Self::get).
    pub fn to_sql(&self) -> String {
        self.statement().sql
    }

    fn statement(&self) -> Statement {
        render::scalar(&self.call, T::TYPE)
    }
}

/// A call that gives a set of values.
#[must_use = "a function is called by `all(&db)`"]
pub struct Scalars<T> {
    call: Arc<Call>,
    of: PhantomData<fn() -> T>,
}

impl<T: Value> Scalars<T> {
    /// Calls the function, and gives all values.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<'e, T, E> {
        let statement = render::scalars(&self.call, T::TYPE);
        async move { read::rows(db, statement, |row| row.get(0)).await }
    }
}

/// A call that gives records.
#[must_use = "a function is called by `all(&db)` or `one(&db)`"]
pub struct Records<T> {
    call: Arc<Call>,
    of: PhantomData<fn() -> T>,
}

impl<T: Record> Records<T> {
    /// Calls the function, and gives all records.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<'e, T, E> {
        let statement = render::records(&self.call, T::COLUMNS);
        async move { read::rows(db, statement, |row| T::from_row(&row)).await }
    }

    /// Calls the function, and gives its one record.
    pub fn one<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<T, Error>> + Send + use<'e, T, E> {
        let statement = render::records(&self.call, T::COLUMNS);
        async move { read::scalar(db, statement, |row| T::from_row(&row)).await }
    }
}

/// A call of a procedure.
#[must_use = "a procedure is called by `call(&db)`"]
pub struct Procedure {
    statement: Statement,
}

impl Procedure {
    /// Calls the procedure.
    pub async fn call(&self, db: &impl Executor) -> Result<(), Error> {
        db.execute(&self.statement).await.map(|_| ())
    }
}

macro_rules! debug {
    ($($type_:ident),*) => {
        $(
            impl<T> fmt::Debug for $type_<T> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}(…)", self.call.function)
                }
            }
        )*
    };
}

debug!(Scalar, Scalars, Records);

impl fmt::Debug for Procedure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement.fmt(f)
    }
}
