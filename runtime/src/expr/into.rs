//! What may stand beside an expression: literals, columns and other expressions.

use std::borrow::Cow;

use super::Expr;
use crate::column::{Column, Generated};
use crate::node::Node;
use crate::relation::Relation;
use crate::statement::{Encoded, Param};
use crate::value::{Element, NotNull, Numeric, Value};

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
    /// Whether it is computed from a row, and not a value by itself.
    #[doc(hidden)]
    const IS_COMPUTED: bool = false;

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

impl<T: NotNull> Literal<T> for &T {
    fn into_literal(self) -> T {
        self.clone()
    }
}

impl Literal<String> for &str {
    fn into_literal(self) -> String {
        self.to_owned()
    }
}

impl Literal<String> for &&str {
    fn into_literal(self) -> String {
        (*self).to_owned()
    }
}

impl Literal<Numeric> for i32 {
    fn into_literal(self) -> Numeric {
        self.into()
    }
}

/// What has a type by itself: the first value of a [`case`](super::case()), which the others follow.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a row of `{R}`",
    label = "expected a value, or a column or expression of `{R}`"
)]
pub trait Typed<R> {
    /// Its type.
    type Type: Value;

    #[doc(hidden)]
    fn into_operand(self) -> Node;
}

impl<R: Relation, T: NotNull> Typed<R> for T {
    type Type = T;
    fn into_operand(self) -> Node {
        param(self)
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

            impl<R, T: Value> Typed<R> for $expression<R, T> {
                type Type = T;
                fn into_operand(self) -> Node { let $expr = self; $node }
            }

            impl<R, T: Value> IntoValue<R, T> for $expression<R, T> {
                const IS_COMPUTED: bool = true;
                fn into_operand(self) -> Node { let $expr = self; $node }
            }

            impl<R, T: NotNull> IntoValue<R, Option<T>> for $expression<R, T> {
                const IS_COMPUTED: bool = true;
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

impl<R: Relation, T: NotNull> IntoValue<R, T> for &T {
    fn into_operand(self) -> Node {
        param(self.clone())
    }
}

impl<R: Relation, T: NotNull> IntoValue<R, Option<T>> for &T {
    fn into_operand(self) -> Node {
        param(self.clone())
    }
}

impl<R: Relation, T: NotNull> IntoValue<R, Option<T>> for &Option<T> {
    fn into_operand(self) -> Node {
        IntoValue::<R, Option<T>>::into_operand(self.clone())
    }
}

/// Literals of another type than the value they make.
macro_rules! made {
    ($(<$([$($of:tt)*])?> $from:ty => $to:ty, $value:ident => $made:expr;)*) => {
        $(
            impl<R: Relation, $($($of)*)?> IntoExpr<R, $to> for $from {
                type With<L_: Value> = L_;
                fn into_operand(self) -> Node {
                    let $value = self;
                    param::<$to>($made)
                }
            }

            impl<R: Relation, $($($of)*)?> IntoValue<R, $to> for $from {
                fn into_operand(self) -> Node {
                    let $value = self;
                    param::<$to>($made)
                }
            }

            impl<R: Relation, $($($of)*)?> IntoValue<R, Option<$to>> for $from {
                fn into_operand(self) -> Node {
                    let $value = self;
                    param::<$to>($made)
                }
            }
        )*
    };
}

made! {
    <> &str => String, text => text.to_owned();
    <> Cow<'_, str> => String, text => text.into_owned();
    <> &[u8] => Vec<u8>, bytes => bytes.to_vec();
    <> i32 => Numeric, number => number.into();
    <> Vec<&str> => Vec<String>, texts => texts.into_iter().map(str::to_owned).collect();
    <[T: Element + NotNull, L: Literal<T>, const N: usize]> [L; N] => Vec<T>, values => {
        values.into_iter().map(L::into_literal).collect()
    };
    <[T: Element + NotNull, L: Literal<T> + Clone, const N: usize]> &[L; N] => Vec<T>, values => {
        values.iter().cloned().map(L::into_literal).collect()
    };
    <[T: Element + NotNull, L: Literal<T> + Clone]> &[L] => Vec<T>, values => {
        values.iter().cloned().map(L::into_literal).collect()
    };
}

macro_rules! typed {
    ($($borrowed:ty => $owned:ty),*) => {
        $(
            impl<R: Relation> Typed<R> for $borrowed {
                type Type = $owned;
                fn into_operand(self) -> Node {
                    param(<$owned>::from(self))
                }
            }
        )*
    };
}

typed!(&str => String, &String => String, Cow<'_, str> => String, &[u8] => Vec<u8>);
