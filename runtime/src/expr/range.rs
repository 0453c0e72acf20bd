//! Operations on ranges.

use super::into::IntoExpr;
use super::operand::Containing;
use super::{Expr, Operand, Predicate};
use crate::node::{Node, op};
use crate::relation::Relation;
use crate::value::{NotNull, Range, Value};

/// What a column or expression of ranges has besides [`Operand`].
///
/// [`contains`](Operand::contains) and [`overlaps`](super::ArrayOperand::overlaps) are there as well.
#[expect(clippy::wrong_self_convention, reason = "operations consume, as operators do")]
pub trait RangeOperand<R: Relation, T: Value>: Operand<R, T> {
    /// `@>`: whether a value lies within.
    fn holds<E: NotNull>(self, value: impl IntoExpr<R, E>) -> Predicate<R>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::binary(&op::HOLDS, self.into_node(), value.into_operand()))
    }

    /// `-|-`: whether nothing lies between it and another one, which it does not overlap.
    fn adjacent<E>(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::binary(&op::ADJACENT, self.into_node(), other.into_operand()))
    }

    /// `<<`: whether all of it lies before another one.
    fn before<E>(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::binary(&op::STRICTLY_LEFT, self.into_node(), other.into_operand()))
    }

    /// `>>`: whether all of it lies after another one.
    fn after<E>(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::binary(&op::STRICTLY_RIGHT, self.into_node(), other.into_operand()))
    }

    /// The lower bound, NULL where there is none.
    fn lower_bound<E: NotNull>(self) -> Expr<R, Option<E>>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::unary(&op::RANGE_LOWER, self.into_node()))
    }

    /// The upper bound, NULL where there is none.
    fn upper_bound<E: NotNull>(self) -> Expr<R, Option<E>>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::unary(&op::RANGE_UPPER, self.into_node()))
    }

    /// Whether no value lies within.
    fn is_empty<E>(self) -> Predicate<R>
    where
        T: Value<Base = Range<E>>,
    {
        Expr::of(Node::unary(&op::RANGE_EMPTY, self.into_node()))
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> RangeOperand<R, T> for O {}

impl<E> Containing for Range<E> {
    const OP: &'static op::Op = &op::CONTAINS;
}
