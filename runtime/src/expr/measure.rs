//! Expressions over aggregates: compared, combined, and defined where there is no row.

use std::ops::{BitAnd, BitOr, Not};

use super::Aggregate;
use super::into::param;
use crate::node::{Node, logic, op};
use crate::relation::Relation;
use crate::value::{NotNull, Numeric, Value};

/// A value of type `T`, NULL or not, for a group of rows of `R`: a literal, or another aggregate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of type `{T}` for a group of rows of `{R}`",
    label = "expected `{T}`, or an aggregate of `{R}` with that type",
    note = "a column has many values in a group: say which, as `.max()` does"
)]
pub trait IntoAggregate<R, T> {
    /// `L`, as an `Option` where this value may be NULL.
    type With<L: Value>: Value<Base = L::Base, Nullable = L::Nullable>;

    #[doc(hidden)]
    fn into_operand(self) -> Node;
}

impl<R: Relation, T: NotNull> IntoAggregate<R, T> for T {
    type With<L: Value> = L;

    fn into_operand(self) -> Node {
        param(self)
    }
}

macro_rules! literals {
    ($($from:ty => $to:ty;)*) => {
        $(
            impl<R: Relation> IntoAggregate<R, $to> for $from {
                type With<L: Value> = L;

                fn into_operand(self) -> Node {
                    param(<$to>::from(self))
                }
            }
        )*
    };
}

literals! {
    &str => String;
    &String => String;
    i32 => Numeric;
}

impl<R: Relation, T: NotNull> IntoAggregate<R, T> for Aggregate<R, T> {
    type With<L: Value> = L;

    fn into_operand(self) -> Node {
        self.into_node()
    }
}

impl<R: Relation, T: NotNull> IntoAggregate<R, T> for Aggregate<R, Option<T>> {
    type With<L: Value> = L::Nullable;

    fn into_operand(self) -> Node {
        self.into_node()
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident: $op:ident;)*) => {
        /// Conditions on groups.
        impl<R: Relation, T: Value> Aggregate<R, T> {
            $(
                $(#[$doc])*
                pub fn $name(self, other: impl IntoAggregate<R, T::Base>) -> Aggregate<R, bool> {
                    Aggregate::of(Node::binary(&op::$op, self.into_node(), other.into_operand()))
                }
            )*
        }
    };
}

comparisons! {
    /// `=`
    eq: EQ;
    /// `<>`
    ne: NE;
    /// `<`
    lt: LT;
    /// `<=`
    le: LE;
    /// `>`
    gt: GT;
    /// `>=`
    ge: GE;
}

impl<R: Relation, T: Value> Aggregate<R, T> {
    /// This value, or another one where it is NULL: `Film::LENGTH.sum().coalesce(0)`.
    pub fn coalesce<V: IntoAggregate<R, T::Base>>(self, other: V) -> Aggregate<R, V::With<T::Base>> {
        Aggregate::of(Node::binary(&op::COALESCE, self.into_node(), other.into_operand()))
    }

    /// `IS NULL`
    pub fn is_null(self) -> Aggregate<R, bool> {
        Aggregate::of(Node::unary(&op::IS_NULL, self.into_node()))
    }

    /// `IS NOT NULL`
    pub fn is_not_null(self) -> Aggregate<R, bool> {
        Aggregate::of(Node::unary(&op::IS_NOT_NULL, self.into_node()))
    }
}

impl<R> BitAnd for Aggregate<R, bool> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::of(logic::and(self.into_node(), other.into_node()))
    }
}

impl<R> BitOr for Aggregate<R, bool> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::of(logic::or(self.into_node(), other.into_node()))
    }
}

impl<R> Not for Aggregate<R, bool> {
    type Output = Self;

    fn not(self) -> Self {
        Self::of(logic::not(self.into_node()))
    }
}
