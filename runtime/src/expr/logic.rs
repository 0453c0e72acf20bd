//! Predicates combined: `&`, `|`, `^`, `!`.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, Not};

use super::Predicate;
use crate::node::{
    Node,
    logic::{and, not, or},
};

impl<R> Predicate<R> {
    /// True for every row.
    pub fn always() -> Self {
        Self::of(Node::True)
    }

    /// True for no row.
    pub fn never() -> Self {
        Self::of(Node::False)
    }

    /// True where all of these are: for every row where there are none.
    pub fn all(predicates: impl IntoIterator<Item = Self>) -> Self {
        predicates.into_iter().fold(Self::always(), BitAnd::bitand)
    }

    /// True where one of these is: for no row where there are none.
    pub fn any(predicates: impl IntoIterator<Item = Self>) -> Self {
        predicates.into_iter().fold(Self::never(), BitOr::bitor)
    }
}

impl<R> BitAnd for Predicate<R> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::of(and(self.into_node(), other.into_node()))
    }
}

impl<R> BitOr for Predicate<R> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::of(or(self.into_node(), other.into_node()))
    }
}

impl<R> BitXor for Predicate<R> {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        (self.clone() | other.clone()) & !(self & other)
    }
}

impl<R> BitAndAssign for Predicate<R> {
    fn bitand_assign(&mut self, other: Self) {
        *self = std::mem::replace(self, Self::always()) & other;
    }
}

impl<R> BitOrAssign for Predicate<R> {
    fn bitor_assign(&mut self, other: Self) {
        *self = std::mem::replace(self, Self::never()) | other;
    }
}

impl<R> Not for Predicate<R> {
    type Output = Self;

    fn not(self) -> Self {
        Self::of(not(self.into_node()))
    }
}
