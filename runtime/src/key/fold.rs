//! Aggregates over the rows that a key leads to, as values of the row it starts from.

use std::sync::Arc;

use super::ToMany;
use crate::expr::{Aggregate, Averaged, Expr, Operand, Summed, count};
use crate::node::{AggregateNode, Fold, Node};
use crate::relation::Relation;
use crate::value::Value;

impl<R: Relation, S: Relation> ToMany<R, S> {
    /// The number of rows it leads to.
    pub fn count(self) -> Expr<R, i64> {
        self.aggregate(count())
    }

    /// The sum of a value over the rows it leads to, NULL where there is none.
    pub fn sum<T: Value<Base: Summed>>(self, value: impl Operand<S, T>) -> Expr<R, Option<<T::Base as Summed>::Sum>> {
        self.aggregate(value.sum())
    }

    /// The mean of a value over the rows it leads to, NULL where there is none.
    pub fn avg<T: Value<Base: Averaged>>(
        self,
        value: impl Operand<S, T>,
    ) -> Expr<R, Option<<T::Base as Averaged>::Mean>> {
        self.aggregate(value.avg())
    }

    /// The smallest value among the rows it leads to, NULL where there is none.
    pub fn min<T: Value>(self, value: impl Operand<S, T>) -> Expr<R, T::Nullable> {
        self.aggregate(value.min())
    }

    /// The largest value among the rows it leads to, NULL where there is none.
    pub fn max<T: Value>(self, value: impl Operand<S, T>) -> Expr<R, T::Nullable> {
        self.aggregate(value.max())
    }

    /// Any aggregate over the rows it leads to: `Film::ACTOR.aggregate(Actor::LAST_NAME.string_agg(", "))`.
    ///
    /// What is computed of aggregates counts as well, and has a value where it leads to no row:
    /// `Language::FILM.aggregate(Film::LENGTH.sum().coalesce(0))` is 0 there.
    pub fn aggregate<T>(self, aggregate: Aggregate<S, T>) -> Expr<R, T> {
        let edge = self.edge();
        let fold = |aggregate: &AggregateNode| {
            let filter = aggregate.filter.clone();
            let aggregate = AggregateNode { filter: Node::True, ..aggregate.clone() };
            Node::Fold(Arc::new(Fold { edge, aggregate, filter }))
        };
        Expr::of(aggregate.into_node().with_aggregates(&fold))
    }
}
