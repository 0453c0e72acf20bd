//! What may stand beside an expression: literals, columns and other expressions.

use std::borrow::Cow;

use super::{Expr, Node};
use crate::column::{Column, Generated};
use crate::relation::Relation;
use crate::statement::{Encoded, Param};
use crate::value::{NotNull, Value};

/// A value of type `T`, NULL or not, for a row of `R`: the other operand of a comparison or of arithmetic.
///
/// Literals of the column's type, columns and expressions are; an `Option` literal is not, as comparing with `None`
/// would never be true: see [`is_null`](super::Operand::is_null) and
/// [`is_not_distinct_from`](super::Operand::is_not_distinct_from).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of type `{T}` for a row of `{R}`",
    label = "expected `{T}`, or a column or expression of `{R}` with that type",
    note = "an `Option` does not compare: ask `is_null()` or `is_not_distinct_from(…)`"
)]
pub trait IntoExpr<R, T> {
    /// `L`, as an `Option` where this value may be NULL.
    type With<L: Value>: Value<Base = L::Base, Nullable = L::Nullable>;

    #[doc(hidden)]
    fn into_operand(self) -> Node;
}

/// A value that a column of type `T` may be set to: of that type, and `NULL` only where the type is an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a column of type `{T}` of `{R}`",
    label = "expected `{T}`, or a column or expression of `{R}` with that type"
)]
pub trait IntoValue<R, T> {
    #[doc(hidden)]
    fn into_operand(self) -> Node;
}

/// A literal for a value of type `T`: the type itself, or something borrowed from it.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a literal of type `{T}`", label = "expected `{T}`")]
pub trait Literal<T> {
    /// The value.
    fn into_literal(self) -> T;
}

impl<T: NotNull> Literal<T> for T {
    fn into_literal(self) -> T {
        self
    }
}

impl Literal<String> for &str {
    fn into_literal(self) -> String {
        self.to_owned()
    }
}

/// A parameter of the type that its Rust type stands for.
pub(crate) fn param<T: Value>(value: T) -> Node {
    Node::Param(Param::new(value, T::TYPE))
}

macro_rules! expressions {
    ($(($expression:ident, $expr:ident => $node:expr)),*) => {
        $(
            impl<R, T: NotNull> IntoExpr<R, T> for $expression<R, T> {
                type With<L: Value> = L;
                fn into_operand(self) -> Node { let $expr = self; $node }
            }

            impl<R, T: NotNull> IntoExpr<R, T> for $expression<R, Option<T>> {
                type With<L: Value> = L::Nullable;
                fn into_operand(self) -> Node { let $expr = self; $node }
            }

            impl<R, T: Value> IntoValue<R, T> for $expression<R, T> {
                fn into_operand(self) -> Node { let $expr = self; $node }
            }

            impl<R, T: NotNull> IntoValue<R, Option<T>> for $expression<R, T> {
                fn into_operand(self) -> Node { let $expr = self; $node }
            }
        )*
    };
}

expressions!((Column, column => column.node()), (Generated, column => column.node()), (Expr, expr => expr.into_node()));

impl<R: Relation, T: NotNull> IntoExpr<R, T> for T {
    type With<L: Value> = L;
    fn into_operand(self) -> Node {
        param(self)
    }
}

impl<R: Relation, T: NotNull> IntoExpr<R, T> for &T {
    type With<L: Value> = L;
    fn into_operand(self) -> Node {
        param(self.clone())
    }
}

impl<R: Relation, T: NotNull> IntoValue<R, T> for T {
    fn into_operand(self) -> Node {
        param(self)
    }
}

impl<R: Relation, T: NotNull> IntoValue<R, Option<T>> for T {
    fn into_operand(self) -> Node {
        param(self)
    }
}

impl<R: Relation, T: NotNull> IntoValue<R, Option<T>> for Option<T> {
    fn into_operand(self) -> Node {
        match self {
            Some(value) => param(value),
            None => Node::Param(Param { value: Encoded::Null, ty: T::TYPE }),
        }
    }
}

macro_rules! borrowed {
    ($($borrowed:ty => $owned:ty),*) => {
        $(
            impl<R: Relation> IntoExpr<R, $owned> for $borrowed {
                type With<L: Value> = L;
                fn into_operand(self) -> Node {
                    param(<$owned>::from(self))
                }
            }

            impl<R: Relation> IntoValue<R, $owned> for $borrowed {
                fn into_operand(self) -> Node {
                    param(<$owned>::from(self))
                }
            }

            impl<R: Relation> IntoValue<R, Option<$owned>> for $borrowed {
                fn into_operand(self) -> Node {
                    param(<$owned>::from(self))
                }
            }
        )*
    };
}

borrowed!(&str => String, Cow<'_, str> => String, &[u8] => Vec<u8>);
