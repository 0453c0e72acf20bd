//! Aggregates: one value for a group of rows.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use super::into::{IntoExpr, param};
use super::node::AggregateNode;
use super::op::{self, Op};
use super::order::{self, OrderBy};
use super::{Node, Order, Predicate, logic};
use crate::relation::Relation;
use crate::value::{Interval, Numeric, Value};

/// A value of type `T` computed from a group of rows of `R`.
///
/// It stands in `aggregate(…)`, in `having(…)` and in the order of groups, and nowhere else, so that what SQL calls a
/// column outside of `GROUP BY` cannot be written.
pub struct Aggregate<R, T> {
    node: Node,
    of: PhantomData<fn() -> (R, T)>,
}

/// A type with a sum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no sum",
    label = "this is not summed",
    note = "numbers and intervals have"
)]
pub trait Summed {
    /// The type of the sum: wider than that of the values where PostgreSQL says so.
    type Sum: Value;
}

/// A type with a mean.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no mean",
    label = "this is not averaged",
    note = "numbers and intervals have"
)]
pub trait Averaged {
    /// The type of the mean.
    type Mean: Value;
}

macro_rules! folded {
    ($($type_:ty: $sum:ty, $mean:ty;)*) => {
        $(
            impl Summed for $type_ {
                type Sum = $sum;
            }

            impl Averaged for $type_ {
                type Mean = $mean;
            }
        )*
    };
}

folded! {
    i16: i64, Numeric;
    i32: i64, Numeric;
    i64: Numeric, Numeric;
    f32: f32, f64;
    f64: f64, f64;
    Numeric: Numeric, Numeric;
    Interval: Interval, Interval;
}

/// The number of rows.
pub fn count<R: Relation>() -> Aggregate<R, i64> {
    Aggregate::call(&op::COUNT_ROWS, Vec::new())
}

impl<R, T> Aggregate<R, T> {
    pub(crate) fn new(op: &'static Op, argument: Node) -> Self {
        Self::call(op, vec![argument])
    }

    pub(crate) fn call(op: &'static Op, arguments: Vec<Node>) -> Self {
        let aggregate = AggregateNode { op, arguments, distinct: false, order: Vec::new(), filter: Node::True };
        Self::of(Node::Aggregate(std::sync::Arc::new(aggregate)))
    }

    fn of(node: Node) -> Self {
        Self { node, of: PhantomData }
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    fn map(self, change: impl FnOnce(&mut AggregateNode)) -> Self {
        match self.node {
            Node::Aggregate(aggregate) => {
                let mut aggregate = (*aggregate).clone();
                change(&mut aggregate);
                Self::of(Node::Aggregate(std::sync::Arc::new(aggregate)))
            }
            node => Self::of(node),
        }
    }

    /// Over the rows of the group for which the predicate is true.
    #[must_use]
    pub fn filter(self, predicate: Predicate<R>) -> Self {
        self.map(|aggregate| {
            let before = std::mem::replace(&mut aggregate.filter, Node::True);
            aggregate.filter = logic::and(before, predicate.into_node());
        })
    }

    /// Over different values, each once.
    #[must_use]
    pub fn distinct(self) -> Self {
        self.map(|aggregate| aggregate.distinct = true)
    }

    /// In this order, for those that depend on one: `array_agg`, `string_agg`.
    #[must_use]
    pub fn order_by(self, by: impl OrderBy<R>) -> Self {
        self.map(|aggregate| aggregate.order.extend(order::items(by)))
    }

    /// Smallest first.
    pub fn asc(self) -> Order<Grouping<R>> {
        Order::new(self.node, false)
    }

    /// Largest first.
    pub fn desc(self) -> Order<Grouping<R>> {
        Order::new(self.node, true)
    }
}

/// Groups of rows of `R`, as something that has an order.
pub struct Grouping<R>(PhantomData<fn() -> R>);

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident: $op:ident;)*) => {
        /// Conditions on groups.
        impl<R: Relation, T: Value> Aggregate<R, T> {
            $(
                $(#[$doc])*
                pub fn $name(self, value: impl Into<T::Base>) -> Aggregate<R, bool> {
                    Aggregate::of(Node::binary(&op::$op, self.node, param(value.into())))
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
    pub fn coalesce<V: IntoExpr<R, T::Base>>(self, value: V) -> Aggregate<R, V::With<T::Base>> {
        Aggregate::of(Node::binary(&op::COALESCE, self.node, value.into_operand()))
    }
}

impl<R> BitAnd for Aggregate<R, bool> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::of(logic::and(self.node, other.node))
    }
}

impl<R> BitOr for Aggregate<R, bool> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::of(logic::or(self.node, other.node))
    }
}

impl<R> Not for Aggregate<R, bool> {
    type Output = Self;

    fn not(self) -> Self {
        Self::of(logic::not(self.node))
    }
}

impl<R, T> Clone for Aggregate<R, T> {
    fn clone(&self) -> Self {
        Self::of(self.node.clone())
    }
}

impl<R, T> fmt::Debug for Aggregate<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}
