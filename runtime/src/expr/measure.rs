//! Expressions over aggregates: compared, combined, and defined where there is no row.

use std::ops::{BitAnd, BitOr, Not};
use std::sync::Arc;

use super::into::param;
use super::node::{AggregateNode, Case};
use super::{Aggregate, Argument, Call, Node, logic, op};
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

impl Node {
    /// The same expression with something else in the place of each of its aggregates.
    ///
    /// What has a row of its own (a column, a value across a key, a set) holds no aggregate of the group.
    pub(crate) fn with_aggregates(&self, change: &dyn Fn(&AggregateNode) -> Self) -> Self {
        let each = |node: &Self| node.with_aggregates(change);
        match self {
            Self::Aggregate(aggregate) => change(aggregate),
            Self::And(nodes) => Self::And(nodes.iter().map(each).collect()),
            Self::Or(nodes) => Self::Or(nodes.iter().map(each).collect()),
            Self::Not(node) => Self::Not(Arc::new(each(node))),
            Self::Op(op, operands) => Self::Op(op, operands.iter().map(each).collect()),
            Self::Cast(node, ty) => Self::Cast(Arc::new(each(node)), *ty),
            Self::Case(case) => {
                let branches = case.branches.iter().map(|(condition, value)| (each(condition), each(value)));
                let otherwise = case.otherwise.as_ref().map(each);
                Self::Case(Arc::new(Case { branches: branches.collect(), otherwise }))
            }
            Self::Call(call) => {
                let Call { function, arguments, one } = &**call;
                let argument = |argument: &Argument| Argument { value: each(&argument.value), ..argument.clone() };
                let arguments = arguments.iter().map(argument).collect();
                Self::Call(Arc::new(Call { function, arguments, one: *one }))
            }
            Self::True
            | Self::False
            | Self::Null
            | Self::Column { .. }
            | Self::Param(_)
            | Self::Lift(_)
            | Self::Exists(_)
            | Self::Fold(_)
            | Self::Among(_)
            | Self::In(_)
            | Self::Keys(_)
            | Self::Given(_)
            | Self::Excluded(_) => self.clone(),
        }
    }

    /// Whether it has an aggregate of the group.
    pub(crate) fn has_aggregate(&self) -> bool {
        let found = std::cell::Cell::new(false);
        self.with_aggregates(&|_| {
            found.set(true);
            Self::Null
        });
        found.get()
    }
}
