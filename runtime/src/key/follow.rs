//! Following a key: from rows and sets to sets, and predicates and values across it.

use std::sync::Arc;

use super::{ToMany, ToOne, ToOptional};
use crate::expr::{Expr, Operand, Predicate};
use crate::node::{Edge, Lift, Node, logic};
use crate::query::Query;
use crate::relation::{Relation, Set};
use crate::value::Value;

/// How many rows a key leads to, as the type that holds them.
///
/// Implemented by the three kinds of keys alone.
pub trait Cardinality<R: Relation, S: Relation>: Copy + Send + Sync + 'static {
    /// One `X`, perhaps one, or any number.
    type Loaded<X: Clone + Send>: Clone + Send;

    /// One `X`, or perhaps one: what is beside a row in a join.
    type Joined<X: Send>: Send;

    /// Whether it may be more than one.
    #[doc(hidden)]
    const MANY: bool;

    #[doc(hidden)]
    fn as_edge(self) -> Edge;

    /// What one row gets of those it leads to; `None` where one is due and none is there.
    #[doc(hidden)]
    fn loaded<X: Clone + Send>(rows: Vec<X>) -> Option<Self::Loaded<X>>;

    /// What is beside one row in a join; `None` where one is due and none is there.
    #[doc(hidden)]
    fn joined<X: Send>(row: Option<X>) -> Option<Self::Joined<X>>;
}

macro_rules! cardinality {
    ($($key:ident: $many:literal, $loaded:ty, $rows:ident => $of:expr, $joined:ty, $row:ident => $beside:expr;)*) => {
        $(
            impl<R: Relation, S: Relation> Cardinality<R, S> for $key<R, S> {
                type Loaded<X: Clone + Send> = $loaded;

                const MANY: bool = $many;

                fn as_edge(self) -> Edge {
                    self.edge()
                }

                fn loaded<X: Clone + Send>($rows: Vec<X>) -> Option<$loaded> {
                    $of
                }

                type Joined<X: Send> = $joined;

                fn joined<X: Send>($row: Option<X>) -> Option<$joined> {
                    $beside
                }
            }
        )*
    };
}

cardinality! {
    ToOne: false, X, rows => rows.into_iter().next(), X, row => row;
    ToOptional: false, Option<X>, rows => Some(rows.into_iter().next()), Option<X>, row => Some(row);
    ToMany: true, Vec<X>, rows => Some(rows), Option<X>, row => Some(row);
}

macro_rules! follow {
    ($key:ident) => {
        impl<R: Relation, S: Relation> $key<R, S> {
            /// The rows that this row leads to.
            pub fn of(self, row: &R) -> Query<S> {
                self.via(row)
            }

            /// The rows that a set or a row leads to, each once.
            pub fn via(self, set: impl Set<R>) -> Query<S> {
                Query::new(set.rows_led_to(self.edge()))
            }

            /// Whether it leads to a row with this predicate.
            pub fn any(self, predicate: Predicate<S>) -> Predicate<R> {
                Expr::of(logic::exists(R::META, self.edge(), predicate.into_node()))
            }

            /// Whether it leads to no row with this predicate.
            pub fn none(self, predicate: Predicate<S>) -> Predicate<R> {
                !self.any(predicate)
            }

            /// Whether the predicate is true for every row that it leads to, of which there may be none.
            pub fn every(self, predicate: Predicate<S>) -> Predicate<R> {
                self.none(!predicate)
            }

            /// Whether it leads to a row of a set.
            pub fn within(self, set: impl Set<S>) -> Predicate<R> {
                Expr::of(logic::exists(R::META, self.edge(), set.into_query().into_subset().into_predicate()))
            }

            /// Whether it leads to a row at all.
            pub fn exists(self) -> Predicate<R> {
                Expr::of(logic::exists(R::META, self.edge(), Node::True))
            }
        }
    };
}

follow!(ToOne);
follow!(ToOptional);
follow!(ToMany);

impl<R: Relation, S: Relation> ToOne<R, S> {
    /// Whether the row that it leads to has this predicate.
    pub fn has(self, predicate: Predicate<S>) -> Predicate<R> {
        self.any(predicate)
    }

    /// A value of the row that it leads to.
    pub fn get<T: Value>(self, value: impl Operand<S, T>) -> Expr<R, T> {
        Expr::of(Node::Lift(Arc::new(Lift { edge: self.edge(), value: value.into_node() })))
    }
}

impl<R: Relation, S: Relation> ToOptional<R, S> {
    /// Whether it leads to a row, and that has this predicate.
    pub fn has(self, predicate: Predicate<S>) -> Predicate<R> {
        self.any(predicate)
    }

    /// A value of the row that it leads to, NULL where there is none.
    pub fn get<T: Value>(self, value: impl Operand<S, T>) -> Expr<R, T::Nullable> {
        Expr::of(Node::Lift(Arc::new(Lift { edge: self.edge(), value: value.into_node() })))
    }
}

impl<R: Relation, S: Relation> ToMany<R, S> {
    /// Whether it leads to a row with this predicate: another word for [`any`](Self::any).
    pub fn has(self, predicate: Predicate<S>) -> Predicate<R> {
        self.any(predicate)
    }
}

/// A key that leads to one row at most. [`ToMany`] is none; that it has a `get` all the same is for the compiler to
/// say so.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to any number of rows, so there is no single value to get",
    label = "this needs a key that leads to one row",
    note = "compute one: `.count()`, `.sum(…)`, `.min(…)`, `.max(…)`, `.aggregate(…)`"
)]
#[doc(hidden)]
#[expect(unnameable_types, reason = "nobody implements it: see its error")]
pub trait Single {}

#[doc(hidden)]
impl<R: Relation, S: Relation> ToMany<R, S> {
    pub fn get<T: Value>(self, value: impl Operand<S, T>) -> Expr<R, T>
    where
        Self: Single,
    {
        Expr::of(Node::Lift(Arc::new(Lift { edge: self.edge(), value: value.into_node() })))
    }
}
