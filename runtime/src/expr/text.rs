//! Operations on text.

use super::aggregate::Aggregate;
use super::into::{IntoExpr, param};
use super::nullness::Nullness;
use super::{Expr, Operand, Predicate};
use crate::node::{Node, op};
use crate::relation::Relation;
use crate::value::Value;

/// A type of text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "only a column or expression of text has this"
)]
pub trait Textual {}

impl Textual for String {}

/// What a column or expression of text has besides [`Operand`].
///
/// [`contains`](Operand::contains) is there as well.
pub trait TextOperand<R: Relation, T: Value>: Operand<R, T> {
    /// `LIKE`: `%` stands for anything, `_` for one character.
    fn like(self, pattern: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::binary(&op::LIKE, self.into_node(), pattern.into_operand()))
    }

    /// `ILIKE`: as [`like`](Self::like), without regard to case.
    fn ilike(self, pattern: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::binary(&op::ILIKE, self.into_node(), pattern.into_operand()))
    }

    /// `~`: matches a regular expression.
    fn matches(self, pattern: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::binary(&op::MATCHES, self.into_node(), pattern.into_operand()))
    }

    /// `~*`: matches a regular expression, without regard to case.
    fn imatches(self, pattern: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::binary(&op::IMATCHES, self.into_node(), pattern.into_operand()))
    }

    /// Equal without regard to case: `lower(…) = lower(…)`.
    fn eq_ignore_case(self, other: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        let (left, right) = (self.into_node(), other.into_operand());
        Expr::of(Node::binary(&op::EQ, Node::unary(&op::LOWER, left), Node::unary(&op::LOWER, right)))
    }

    /// Begins with.
    fn starts_with(self, prefix: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::binary(&op::STARTS_WITH, self.into_node(), prefix.into_operand()))
    }

    /// Ends with.
    fn ends_with(self, suffix: impl IntoExpr<R, String>) -> Predicate<R>
    where
        T: Value<Base: Textual>,
    {
        let suffix = suffix.into_operand();
        let length = Node::unary(&op::LENGTH, suffix.clone());
        Expr::of(Node::binary(&op::EQ, Node::binary(&op::ENDS_WITH, self.into_node(), length), suffix))
    }

    /// In lower case.
    fn lower(self) -> Expr<R, T>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::unary(&op::LOWER, self.into_node()))
    }

    /// In upper case.
    fn upper(self) -> Expr<R, T>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::unary(&op::UPPER, self.into_node()))
    }

    /// Without blanks at either end.
    fn trim(self) -> Expr<R, T>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::unary(&op::TRIM, self.into_node()))
    }

    /// The number of characters.
    fn char_length(self) -> Expr<R, T::Like<i32>>
    where
        T: Nullness<Base: Textual>,
    {
        Expr::of(Node::unary(&op::LENGTH, self.into_node()))
    }

    /// `||`: this, then another one; NULL where either is.
    fn concat<V: IntoExpr<R, String>>(self, other: V) -> Expr<R, V::With<T>>
    where
        T: Value<Base: Textual>,
    {
        Expr::of(Node::binary(&op::CONCAT, self.into_node(), other.into_operand()))
    }

    /// A part of it: `length` characters from the `start`-th on, which counts from 1.
    fn substr(self, start: i32, length: i32) -> Expr<R, T>
    where
        T: Value<Base: Textual>,
    {
        let arguments = [self.into_node(), param(start), param(length)];
        Expr::of(Node::Op(&op::SUBSTR, std::sync::Arc::new(arguments)))
    }

    /// With every occurrence of one text replaced by another one.
    fn replace(self, from: impl Into<String>, to: impl Into<String>) -> Expr<R, T>
    where
        T: Value<Base: Textual>,
    {
        let arguments = [self.into_node(), param(from.into()), param(to.into())];
        Expr::of(Node::Op(&op::REPLACE, std::sync::Arc::new(arguments)))
    }

    /// The values of a group in one text, NULL over none.
    fn string_agg(self, separator: impl Into<String>) -> Aggregate<R, Option<String>>
    where
        T: Value<Base: Textual>,
    {
        Aggregate::call(&op::STRING_AGG, vec![self.into_node(), param(separator.into())])
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> TextOperand<R, T> for O {}
