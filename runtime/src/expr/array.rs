//! Operations on arrays.

use super::into::{IntoExpr, Literal, param};
use super::nullness::Nullness;
use super::{Expr, Operand, Predicate};
use crate::node::{Node, op};
use crate::relation::Relation;
use crate::value::{Array, Element, NotNull, Value};

/// An array, whatever elements and dimensions it can hold.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an array")]
pub trait Elements {
    /// Its elements, NULL apart.
    type Element: NotNull;
}

impl<T: Element> Elements for Vec<T> {
    type Element = T::Base;
}

impl<T: Element> Elements for Array<T> {
    type Element = T::Base;
}

/// An element of the arrays of a column.
type ElementOf<T> = <<T as Value>::Base as Elements>::Element;

/// What a column or expression of arrays has besides [`Operand`]; [`contains`](Operand::contains) is there as well.
pub trait ArrayOperand<R: Relation, T: Value>: Operand<R, T> {
    /// Whether one of the elements is this value.
    fn any(self, element: impl Literal<ElementOf<T>>) -> Predicate<R>
    where
        T: Value<Base: Elements>,
    {
        Expr::of(Node::binary(&op::ANY_ELEMENT, param(element.into_literal()), self.into_node()))
    }

    /// `<@`: whether another array has all of its elements.
    fn contained_in(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(Node::binary(&op::CONTAINED, self.into_node(), other.into_operand()))
    }

    /// `&&`: whether another array has one of its elements, or another range one of its values.
    fn overlaps(self, other: impl IntoExpr<R, T::Base>) -> Predicate<R> {
        Expr::of(Node::binary(&op::OVERLAPS, self.into_node(), other.into_operand()))
    }

    /// The number of elements.
    fn cardinality(self) -> Expr<R, T::Like<i32>>
    where
        T: Nullness<Base: Elements>,
    {
        Expr::of(Node::unary(&op::CARDINALITY, self.into_node()))
    }

    /// With one more element at the end.
    fn append(self, element: impl Literal<ElementOf<T>>) -> Expr<R, T>
    where
        T: Value<Base: Elements>,
    {
        Expr::of(Node::binary(&op::ARRAY_APPEND, self.into_node(), param(element.into_literal())))
    }

    /// Without the elements that equal this one.
    fn remove(self, element: impl Literal<ElementOf<T>>) -> Expr<R, T>
    where
        T: Value<Base: Elements>,
    {
        Expr::of(Node::binary(&op::ARRAY_REMOVE, self.into_node(), param(element.into_literal())))
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> ArrayOperand<R, T> for O {}
