//! Operations on numbers.

use std::sync::Arc;

use super::arithmetic::Number;
use super::{Expr, Operand};
use crate::node::{Node, op};
use crate::relation::Relation;
use crate::value::Value;

/// What a column or expression of numbers has besides [`Operand`] and the operators `+`, `-`, `*`, `/`, `%`.
pub trait NumberOperand<R: Relation, T: Value>: Operand<R, T> {
    /// Without its sign.
    fn abs(self) -> Expr<R, T>
    where
        T: Value<Base: Number>,
    {
        Expr::of(Node::unary(&op::ABS, self.into_node()))
    }

    /// To the nearest whole number, in its own type.
    fn round(self) -> Expr<R, T>
    where
        T: Value<Base: Number>,
    {
        Expr::of(kept::<T>(Node::unary(&op::ROUND, self.into_node())))
    }

    /// To the next whole number above, in its own type.
    fn ceil(self) -> Expr<R, T>
    where
        T: Value<Base: Number>,
    {
        Expr::of(kept::<T>(Node::unary(&op::CEIL, self.into_node())))
    }

    /// To the next whole number below, in its own type.
    fn floor(self) -> Expr<R, T>
    where
        T: Value<Base: Number>,
    {
        Expr::of(kept::<T>(Node::unary(&op::FLOOR, self.into_node())))
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> NumberOperand<R, T> for O {}

/// Back in its own type: PostgreSQL rounds integers as `double precision`.
fn kept<T: Value>(node: Node) -> Node {
    Node::Cast(Arc::new(node), T::TYPE)
}
