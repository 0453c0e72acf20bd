//! Sets combined: `&`, `|`, `-`, `^`, `!`.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Not, Sub, SubAssign};

use super::Query;
use crate::node::{Node, logic};
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

/// The same on borrowed sets, and in place.
macro_rules! operators {
    ($($operator:ident::$method:ident, $assign:ident::$in_place:ident;)*) => {
        $(
            impl<R: Relation> $operator for &Query<R> {
                type Output = Query<R>;

                fn $method(self, other: Self) -> Query<R> {
                    self.clone().$method(other.clone())
                }
            }

            impl<R: Relation> $assign for Query<R> {
                fn $in_place(&mut self, other: Self) {
                    *self = self.clone().$method(other);
                }
            }
        )*
    };
}

operators! {
    BitAnd::bitand, BitAndAssign::bitand_assign;
    BitOr::bitor, BitOrAssign::bitor_assign;
    Sub::sub, SubAssign::sub_assign;
    BitXor::bitxor, BitXorAssign::bitxor_assign;
}

impl<R: Relation> Not for &Query<R> {
    type Output = Query<R>;

    fn not(self) -> Query<R> {
        !self.clone()
    }
}

fn predicate<R>(query: Query<R>) -> Node {
    query.into_subset().into_predicate()
}
