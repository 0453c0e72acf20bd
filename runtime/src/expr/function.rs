//! Functions that begin an expression.

use std::sync::Arc;

use super::into::param;
use super::{Expr, Operand};
use crate::column::Column;
use crate::node::Node;
use crate::node::op::{self, Op};
use crate::relation::Relation;
use crate::value::{NotNull, Value};

/// A value as an expression, for where one is wanted: the same for every row.
pub fn value<R: Relation, T: NotNull>(value: T) -> Expr<R, T> {
    Expr::of(param(value))
}

/// The first value that is not NULL.
pub fn coalesce<R: Relation, T: NotNull>(values: impl IntoIterator<Item: Operand<R, Option<T>>>) -> Expr<R, Option<T>> {
    Expr::of(variadic(&op::COALESCE, values))
}

/// The largest of values that are not NULL.
pub fn greatest<R: Relation, T: Value>(values: impl IntoIterator<Item: Operand<R, T>>) -> Expr<R, T> {
    Expr::of(variadic(&op::GREATEST, values))
}

/// The smallest of values that are not NULL.
pub fn least<R: Relation, T: Value>(values: impl IntoIterator<Item: Operand<R, T>>) -> Expr<R, T> {
    Expr::of(variadic(&op::LEAST, values))
}

/// The value that an insert proposed for a column, within `on_conflict(…).set(…)`.
pub fn excluded<R: Relation, T: Value>(column: Column<R, T>) -> Expr<R, T> {
    Expr::of(Node::Excluded(column.index()))
}

fn variadic<R: Relation, T: Value>(op: &'static Op, values: impl IntoIterator<Item: Operand<R, T>>) -> Node {
    let nodes = values.into_iter().map(Operand::into_node).collect::<Vec<_>>();
    if nodes.is_empty() { Node::Null } else { Node::Op(op, Arc::from(nodes)) }
}
