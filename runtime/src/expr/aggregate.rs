//! Aggregates: one value for a group of rows.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::order::{self, OrderBy};
use super::{Order, Predicate};
use crate::node::op::{self, Op};
use crate::node::{AggregateNode, Node, logic};
use crate::relation::Relation;
use crate::value::{Interval, NotNull, Numeric, Value};

/// A value of type `T` computed from a group of rows of `R`.
///
/// It stands in `aggregate(…)`, in `having(…)` and in the order of groups, and nowhere else, so that what SQL calls a
/// column outside of `GROUP BY` cannot be written. Comparisons, `+`, `-`, `*`, `/`, `%`, `&`, `|`, `!` and
/// [`coalesce`](Self::coalesce) make an aggregate of others: `Film::LENGTH.sum() / count()`.
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
    type Sum: NotNull;
}

/// A type with a mean.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no mean",
    label = "this is not averaged",
    note = "numbers and intervals have"
)]
pub trait Averaged {
    /// The type of the mean.
    type Mean: NotNull;
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

impl<R, T: Value> Aggregate<R, T> {
    pub(crate) fn new(op: &'static Op, argument: Node) -> Self {
        Self::call(op, vec![argument])
    }

    pub(crate) fn call(op: &'static Op, arguments: Vec<Node>) -> Self {
        let (distinct, order, filter, result) = (false, Vec::new(), Node::True, T::TYPE);
        Self::of(Node::Aggregate(Arc::new(AggregateNode { op, arguments, distinct, order, filter, result })))
    }
}

impl<R, T> Aggregate<R, T> {
    pub(crate) fn of(node: Node) -> Self {
        Self { node, of: PhantomData }
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    /// Changes every aggregate in it.
    fn map(self, change: impl Fn(&mut AggregateNode)) -> Self {
        let changed = |aggregate: &AggregateNode| {
            let mut aggregate = aggregate.clone();
            change(&mut aggregate);
            Node::Aggregate(Arc::new(aggregate))
        };
        Self::of(self.node.with_aggregates(&changed))
    }

    /// Over the rows of the group for which the predicate is true. It holds for every aggregate in an expression:
    /// `(Film::LENGTH.sum().coalesce(0) / count()).filter(p)` sums and counts the same rows.
    #[must_use]
    pub fn filter(self, predicate: Predicate<R>) -> Self {
        let predicate = predicate.into_node();
        self.map(|aggregate| aggregate.filter = logic::and(aggregate.filter.clone(), predicate.clone()))
    }

    /// Over different values, each once, for every aggregate in an expression. The rows that [`count()`](count) counts
    /// are different rows anyway.
    #[must_use]
    pub fn distinct(self) -> Self {
        self.map(|aggregate| aggregate.distinct = !aggregate.arguments.is_empty())
    }

    /// In this order, for those that depend on one: `array_agg`, `string_agg`.
    #[must_use]
    pub fn order_by(self, by: impl OrderBy<R>) -> Self {
        let order: Vec<_> = order::items(by).collect();
        self.map(|aggregate| {
            if !aggregate.arguments.is_empty() {
                aggregate.order.extend_from_slice(&order);
            }
        })
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
