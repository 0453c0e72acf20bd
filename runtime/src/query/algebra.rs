//! Sets combined: `&`, `|`, `-`, `^`, `!`.

use std::ops::{BitAnd, BitOr, BitXor, Not, Sub};

use super::Query;
use crate::expr::{Node, logic};
use crate::relation::Relation;

/// The rows of both.
impl<R: Relation> BitAnd for Query<R> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::new(logic::and(predicate(self), predicate(other)))
    }
}

/// The rows of one or the other, each once.
impl<R: Relation> BitOr for Query<R> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::new(logic::or(predicate(self), predicate(other)))
    }
}

/// The rows of the first that are not in the second.
impl<R: Relation> Sub for Query<R> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(logic::and(predicate(self), logic::not(predicate(other))))
    }
}

/// The rows of one but not of both.
impl<R: Relation> BitXor for Query<R> {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        (self.clone() | other.clone()) - (self & other)
    }
}

/// The rows of the relation that are not in it.
impl<R: Relation> Not for Query<R> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(logic::not(predicate(self)))
    }
}

fn predicate<R>(query: Query<R>) -> Node {
    query.into_subset().into_predicate()
}
