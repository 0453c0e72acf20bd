//! Calls of functions and procedures, as generated code declares them.

mod argument;
mod call;

use std::marker::PhantomData;
use std::sync::Arc;

pub use argument::Argument;
pub use call::{Procedure, Record, Records, Scalar, Scalars, Single};

use crate::expr::{Expr, IntoValue};
use crate::node::{self, Call, Node, Subset};
use crate::query::Query;
use crate::relation::Relation;
use crate::render;
use crate::statement::{ANY, Param};
use crate::value::{NotNull, SqlType, Value};

/// A routine's name, quoted and qualified, and arguments for it.
///
/// ```
/// use relvar::generated as rt;
///
/// pub fn rental_income(since: Option<Option<i64>>) -> rt::Scalar<Option<rt::Numeric>> {
///     rt::routine(r#""public"."rental_income""#).optional("since", since, rt::types::INT8).scalar(rt::types::NUMERIC)
/// }
///
/// assert_eq!(rental_income(None).to_sql(), r#"SELECT "public"."rental_income"()"#);
/// assert_eq!(rental_income(Some(Some(1))).to_sql(), r#"SELECT "public"."rental_income"("since" => $1)"#);
/// ```
#[derive(Debug)]
#[must_use = "a routine is called by what it is said to give"]
pub struct Routine {
    call: Call,
}

/// The routine of this name, without arguments yet.
pub fn routine(function: &'static str) -> Routine {
    Routine { call: Call { function, arguments: Vec::new(), one: false } }
}

/// Arguments, in the order of the parameters.
impl Routine {
    /// The next argument, by its place.
    pub fn argument<T: NotNull>(self, value: impl Argument<T>, ty: SqlType) -> Self {
        self.push(None, false, Node::Param(value.into_param(ty)))
    }

    /// An argument by its name; `None` leaves it to its default, `Some(None)` is NULL. After those by place.
    pub fn optional<T: NotNull>(self, name: &'static str, value: Option<Option<T>>, ty: SqlType) -> Self {
        match value {
            Some(value) => self.push(Some(name), false, Node::Param(value.into_param(ty))),
            None => self,
        }
    }

    /// All arguments of a `VARIADIC` parameter, as an array. The last one.
    pub fn variadic<T: NotNull>(self, values: T, ty: SqlType) -> Self {
        self.push(None, true, Node::Param(Param::new(values, ty)))
    }

    /// All arguments of a `VARIADIC` parameter that has a default, as an array. The last one.
    pub fn optional_variadic<T: NotNull>(self, name: &'static str, values: Option<Option<T>>, ty: SqlType) -> Self {
        match values {
            Some(values) => self.push(Some(name), true, Node::Param(values.into_param(ty))),
            None => self,
        }
    }

    /// The next argument, by its place: a value for each row of `R`.
    pub fn operand<R: Relation, T: NotNull>(self, value: impl IntoValue<R, Option<T>>, ty: SqlType) -> Self {
        let node = typed(value.into_operand(), ty);
        self.push(None, false, node)
    }

    /// An argument by its name: a value for each row of `R`.
    pub fn named_operand<R: Relation, T: NotNull>(
        self,
        name: &'static str,
        value: impl IntoValue<R, Option<T>>,
        ty: SqlType,
    ) -> Self {
        let node = typed(value.into_operand(), ty);
        self.push(Some(name), false, node)
    }

    /// All arguments of a `VARIADIC` parameter, as an array for each row of `R`. The last one.
    pub fn variadic_operand<R: Relation, T: NotNull>(self, values: impl IntoValue<R, Option<T>>, ty: SqlType) -> Self {
        let node = typed(values.into_operand(), ty);
        self.push(None, true, node)
    }

    /// All arguments of a `VARIADIC` parameter by its name, as an array for each row of `R`. The last one.
    pub fn named_variadic_operand<R: Relation, T: NotNull>(
        self,
        name: &'static str,
        values: impl IntoValue<R, Option<T>>,
        ty: SqlType,
    ) -> Self {
        let node = typed(values.into_operand(), ty);
        self.push(Some(name), true, node)
    }

    /// The place of an `OUT` parameter of a procedure.
    pub fn output(self, ty: SqlType) -> Self {
        self.push(None, false, Node::Cast(Arc::new(Node::Null), ty))
    }

    fn push(mut self, name: Option<&'static str>, variadic: bool, value: Node) -> Self {
        self.call.arguments.push(node::Argument { name, variadic, value });
        self
    }
}

/// What the routine gives.
impl Routine {
    /// A function that gives one value.
    pub fn scalar<T: Value>(self, ty: SqlType) -> Scalar<T> {
        Scalar { call: Arc::new(self.call), ty, of: PhantomData }
    }

    /// A function that gives one value, computed for each row of `R`.
    pub fn expression<R: Relation, T: Value>(self, ty: SqlType) -> Expr<R, T> {
        expression(Arc::new(self.call), ty)
    }

    /// A function that gives a set of values.
    pub fn scalars<T: Value>(self, ty: SqlType) -> Scalars<T> {
        Scalars { statement: render::scalars(&self.call, ty), of: PhantomData }
    }

    /// A function that gives rows of a relation: a set like others, whose rows come from the function. Combined with
    /// another set, it is the rows of the relation that have the primary keys of those the function gives; where the
    /// relation has no primary key, those that are the same in every column.
    pub fn rows<R: Relation>(self) -> Query<R> {
        let mut subset = Subset::new(R::META, Node::True);
        subset.pick_mut().source = Some(Arc::new(self.call));
        Query::of(subset)
    }

    /// A function that gives one row of a relation, or NULL: a set of that row, or of none.
    pub fn row<R: Relation>(mut self) -> Query<R> {
        self.call.one = true;
        self.rows()
    }

    /// A function that gives a set of records.
    pub fn records<T: Record>(self) -> Records<T> {
        Records { statement: render::records(&self.call, T::COLUMNS), of: PhantomData }
    }

    /// A function that gives one record.
    pub fn record<T: Record>(self) -> Single<T> {
        Single { statement: render::records(&self.call, T::COLUMNS), of: PhantomData }
    }

    /// A function that gives nothing.
    pub fn nothing(self) -> Procedure {
        Procedure { statement: render::nothing(&self.call) }
    }

    /// A procedure.
    pub fn procedure(self) -> Procedure {
        Procedure { statement: render::procedure(&self.call) }
    }

    /// A procedure with `OUT` or `INOUT` parameters.
    pub fn procedure_record<T: Record>(self) -> Single<T> {
        let types = T::COLUMNS.iter().map(|(_, ty)| if ty.cast { ANY } else { ty.wire });
        Single { statement: render::procedure(&self.call).reading(types), of: PhantomData }
    }
}

/// A literal is sent as what the parameter is; whatever has a type of its own keeps it.
fn typed(node: Node, ty: SqlType) -> Node {
    match node {
        Node::Param(param) => Node::Param(Param { ty, ..param }),
        node => node,
    }
}

/// A type that does not travel itself is told, for what is done with the value.
fn expression<R, T>(call: Arc<Call>, ty: SqlType) -> Expr<R, T> {
    let call = Node::Call(call);
    Expr::of(if ty.cast { Node::Cast(Arc::new(call), ty) } else { call })
}
