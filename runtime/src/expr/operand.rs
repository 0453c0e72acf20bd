//! The operations that columns and expressions have alike.

use super::aggregate::{Averaged, Summed};
use super::into::{IntoExpr, IntoValue, Literal, param};
use super::nullness::Nullness;
use super::{Aggregate, Expr, Order, Predicate};
use crate::column::{Column, Generated};
use crate::node::logic::not;
use crate::node::{Node, compare, op};
use crate::relation::Relation;
use crate::select::{Rows, Selection};
use crate::value::{Array, Hstore, Json, NotNull, SqlType, Value};

/// A column or an expression of `R` with values of type `T`.
///
/// Text, JSON, arrays, ranges, times and full-text search have operations of their own, in the traits beside this one.
///
/// A comparison with NULL is not true, on either side; [`is_distinct_from`](Self::is_distinct_from) and
/// [`is_not_distinct_from`](Self::is_not_distinct_from) take NULL for a value like others.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or expression of `{R}`",
    label = "expected a column or expression of `{R}`"
)]
#[expect(clippy::wrong_self_convention, reason = "operations consume, as operators do")]
pub trait Operand<R: Relation, T: Value>: Sized {
    #[doc(hidden)]
    fn into_node(self) -> Node;

    /// As an expression.
    fn expr(self) -> Expr<R, T> {
        Expr::of(self.into_node())
    }

    /// `=`
    fn eq(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(compare::compare(&op::EQ, self.into_node(), other.into_operand()))
    }

    /// `<>`
    fn ne(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(compare::compare(&op::NE, self.into_node(), other.into_operand()))
    }

    /// `<`
    fn lt(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(compare::compare(&op::LT, self.into_node(), other.into_operand()))
    }

    /// `<=`
    fn le(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(compare::compare(&op::LE, self.into_node(), other.into_operand()))
    }

    /// `>`
    fn gt(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(compare::compare(&op::GT, self.into_node(), other.into_operand()))
    }

    /// `>=`
    fn ge(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(compare::compare(&op::GE, self.into_node(), other.into_operand()))
    }

    /// From `low` to `high`, both included.
    fn between(self, low: impl IntoExpr<R, T::Base>, high: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        let node = self.into_node();
        Expr::<R, T>::of(node.clone()).ge(low) & Expr::<R, T>::of(node).le(high)
    }

    /// One of these values, sent as one array.
    fn is_in<V: Literal<T::Base>>(self, values: impl IntoIterator<Item = V>) -> Predicate<R>
    where
        Vec<T::Base>: Value,
    {
        let values = values.into_iter().map(V::into_literal).collect::<Vec<_>>();
        Expr::of(Node::binary(&op::EQ_ANY, self.into_node(), param(values)))
    }

    /// None of these values; NULL is none of them.
    fn is_not_in<V: Literal<T::Base>>(self, values: impl IntoIterator<Item = V>) -> Predicate<R>
    where
        Vec<T::Base>: Value,
    {
        !self.is_in(values)
    }

    /// One of the values that an expression has over another set: `Film::LANGUAGE_ID.is_in_set(set.select(…))`.
    fn is_in_set<S, V, U>(self, rows: Rows<S, V, U>) -> Predicate<R>
    where
        S: Relation,
        V: Operand<S, U> + Selection<S, Out = U>,
        U: Value<Base = T::Base>,
    {
        let (set, projected) = rows.into_projection();
        Expr::of(Node::In(std::sync::Arc::new(crate::node::InSet { value: self.into_node(), set, projected })))
    }

    /// `IS NULL`
    fn is_null(self) -> Predicate<R> {
        Expr::of(Node::unary(&op::IS_NULL, self.into_node()))
    }

    /// `IS NOT NULL`
    fn is_not_null(self) -> Predicate<R> {
        Expr::of(Node::unary(&op::IS_NOT_NULL, self.into_node()))
    }

    /// Differs, where NULL is a value like others.
    fn is_distinct_from(self, other: impl IntoValue<R, T::Nullable>) -> Predicate<R> {
        Expr::of(Node::binary(&op::DISTINCT, self.into_node(), other.into_operand()))
    }

    /// Is the same, where NULL is a value like others.
    fn is_not_distinct_from(self, other: impl IntoValue<R, T::Nullable>) -> Predicate<R> {
        Expr::of(Node::binary(&op::NOT_DISTINCT, self.into_node(), other.into_operand()))
    }

    /// The condition that a `boolean` is true, neither false nor NULL.
    fn is_true(self) -> Predicate<R>
    where
        T: Value<Base = bool>,
    {
        let node = self.into_node();
        Expr::of(if node.never_null() { node } else { Node::unary(&op::IS_TRUE, node) })
    }

    /// The condition that a `boolean` is false or NULL.
    fn is_not_true(self) -> Predicate<R>
    where
        T: Value<Base = bool>,
    {
        Expr::of(not(self.is_true().into_node()))
    }

    /// This value, or another one where it is NULL.
    #[doc(alias = "unwrap_or")]
    fn coalesce<V: IntoExpr<R, T::Base>>(self, other: V) -> Expr<R, V::With<T::Base>> {
        Expr::of(Node::binary(&op::COALESCE, self.into_node(), other.into_operand()))
    }

    /// NULL where it equals a value.
    fn null_if(self, other: impl IntoExpr<R, T::Base>) -> Expr<R, T::Nullable> {
        Expr::of(Node::binary(&op::NULLIF, self.into_node(), other.into_operand()))
    }

    /// `@>`: an array with all of its elements, a JSON value with all of its parts, a range with all of its values;
    /// for text, with it somewhere inside.
    fn contains(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R>
    where
        T::Base: Containing,
    {
        Expr::of(Node::binary(<T::Base as Containing>::OP, self.into_node(), other.into_operand()))
    }

    /// Converted by PostgreSQL to the type that `U` stands for.
    fn cast<U: NotNull>(self) -> Expr<R, T::Like<U>>
    where
        T: Nullness,
    {
        Expr::of(Node::Cast(std::sync::Arc::new(self.into_node()), U::TYPE))
    }

    /// Converted by PostgreSQL to a type, decoded as `U`.
    fn cast_to<U: NotNull>(self, ty: SqlType) -> Expr<R, T::Like<U>>
    where
        T: Nullness,
    {
        Expr::of(Node::Cast(std::sync::Arc::new(self.into_node()), ty))
    }

    /// Smallest first.
    fn asc(self) -> Order<R> {
        Order::new(self.into_node(), false)
    }

    /// Largest first.
    fn desc(self) -> Order<R> {
        Order::new(self.into_node(), true)
    }

    /// The number of values that are not NULL.
    fn count(self) -> Aggregate<R, i64> {
        Aggregate::new(&op::COUNT, self.into_node())
    }

    /// The number of different values.
    fn count_distinct(self) -> Aggregate<R, i64> {
        Aggregate::new(&op::COUNT, self.into_node()).distinct()
    }

    /// The sum, NULL over no value.
    fn sum(self) -> Aggregate<R, Option<<T::Base as Summed>::Sum>>
    where
        T::Base: Summed,
    {
        Aggregate::new(&op::SUM, self.into_node())
    }

    /// The mean, NULL over no value.
    fn avg(self) -> Aggregate<R, Option<<T::Base as Averaged>::Mean>>
    where
        T::Base: Averaged,
    {
        Aggregate::new(&op::AVG, self.into_node())
    }

    /// The smallest value, NULL over none.
    fn min(self) -> Aggregate<R, T::Nullable> {
        Aggregate::new(&op::MIN, self.into_node())
    }

    /// The largest value, NULL over none.
    fn max(self) -> Aggregate<R, T::Nullable> {
        Aggregate::new(&op::MAX, self.into_node())
    }

    /// Whether all of them are true, NULL over none.
    fn bool_and(self) -> Aggregate<R, Option<bool>>
    where
        T: Value<Base = bool>,
    {
        Aggregate::new(&op::BOOL_AND, self.into_node())
    }

    /// Whether one of them is true, NULL over none.
    fn bool_or(self) -> Aggregate<R, Option<bool>>
    where
        T: Value<Base = bool>,
    {
        Aggregate::new(&op::BOOL_OR, self.into_node())
    }

    /// The values as an array, NULL over none.
    fn array_agg(self) -> Aggregate<R, Option<Vec<T>>>
    where
        Vec<T>: NotNull,
    {
        Aggregate::new(&op::ARRAY_AGG, self.into_node())
    }
}

/// A type with [`contains`](Operand::contains).
#[diagnostic::on_unimplemented(message = "`{Self}` contains nothing", note = "text, arrays, JSON and ranges do")]
pub trait Containing {
    #[doc(hidden)]
    const OP: &'static op::Op;
}

impl Containing for String {
    const OP: &'static op::Op = &op::STRPOS;
}

impl<T> Containing for Array<T> {
    const OP: &'static op::Op = &op::CONTAINS;
}

impl Containing for Hstore {
    const OP: &'static op::Op = &op::CONTAINS;
}

impl<T> Containing for Vec<T> {
    const OP: &'static op::Op = &op::CONTAINS;
}

impl Containing for serde_json::Value {
    const OP: &'static op::Op = &op::CONTAINS;
}

impl<T> Containing for Json<T> {
    const OP: &'static op::Op = &op::CONTAINS;
}

impl<R: Relation, T: Value> Operand<R, T> for Column<R, T> {
    fn into_node(self) -> Node {
        self.node()
    }
}

impl<R: Relation, T: Value> Operand<R, T> for Generated<R, T> {
    fn into_node(self) -> Node {
        self.node()
    }
}

impl<R: Relation, T: Value> Operand<R, T> for Expr<R, T> {
    fn into_node(self) -> Node {
        self.node
    }
}

impl<R: Relation, T: Value> From<Column<R, T>> for Expr<R, T> {
    fn from(column: Column<R, T>) -> Self {
        column.expr()
    }
}

impl<R: Relation, T: Value> From<Generated<R, T>> for Expr<R, T> {
    fn from(column: Generated<R, T>) -> Self {
        column.expr()
    }
}
