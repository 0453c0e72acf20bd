//! The ends of edges, in crow's foot notation.

use std::fmt::Write as _;

use super::super::diagram::{Children, Parents};

/// How many rows are at an end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    One,
    ZeroOrOne,
    ZeroOrMore,
}

impl From<Children> for End {
    fn from(children: Children) -> Self {
        match children {
            Children::ZeroOrOne => Self::ZeroOrOne,
            Children::ZeroOrMore => Self::ZeroOrMore,
        }
    }
}

impl From<Parents> for End {
    fn from(parents: Parents) -> Self {
        match parents {
            Parents::One => Self::One,
            Parents::ZeroOrOne => Self::ZeroOrOne,
        }
    }
}

impl End {
    /// The symbol at the side of a box, as the data of a path, and where the line goes on from there.
    pub(super) fn symbol(self, (x, y): (i32, i32), side: i32) -> (String, i32) {
        let at = |distance: i32| x + side * distance;
        let bar = |distance: i32| format!("M{} {}v8", at(distance), y - 4);
        let circle = |distance: i32| format!("M{}.5 {y}a3.5 3.5 0 1 0 0-.1z", at(distance) - 4);
        let mut path = String::new();
        let rest = match self {
            Self::One => {
                let _ = write!(path, "M{x} {y}H{}{}{}", at(11), bar(6), bar(11));
                11
            }
            Self::ZeroOrOne => {
                let _ = write!(path, "M{x} {y}H{}{}{}", at(10), bar(6), circle(14));
                18
            }
            Self::ZeroOrMore => {
                let tip = at(12);
                let _ = write!(path, "M{x} {}L{tip} {y}L{x} {}M{x} {y}H{tip}{}", y - 5, y + 5, circle(16));
                20
            }
        };
        (path, at(rest))
    }
}
