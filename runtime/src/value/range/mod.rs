//! Ranges and multiranges.

mod codec;

use std::fmt;
use std::ops::{Bound, RangeBounds};

/// A range of values; PostgreSQL's own are over integers, numerics, dates and times, users' own over any type.
///
/// The server brings ranges of integers and dates into the form `[lower,upper)`: what was sent as `..=5` comes back as
/// `..6`.
///
/// ```
/// use relvar::types::Range;
///
/// let range = Range::from(1..5);
/// assert!(range.contains(&4) && !range.contains(&5));
/// assert_eq!(range.to_string(), "[1,5)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Range<T> {
    /// Without any value.
    Empty,
    /// From a lower bound to an upper one.
    Bounds(Bound<T>, Bound<T>),
}

/// Ranges that do not touch, in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Multirange<T>(pub Vec<Range<T>>);

impl<T> Range<T> {
    /// The range of these bounds.
    pub fn new(bounds: impl RangeBounds<T>) -> Self
    where
        T: Clone,
    {
        Self::Bounds(bounds.start_bound().cloned(), bounds.end_bound().cloned())
    }

    /// Whether a value lies in it.
    pub fn contains(&self, value: &T) -> bool
    where
        T: PartialOrd,
    {
        match self {
            Self::Empty => false,
            Self::Bounds(lower, upper) => (lower.as_ref(), upper.as_ref()).contains(value),
        }
    }

    /// Where it begins; `None` where it is empty.
    pub fn lower(&self) -> Option<Bound<&T>> {
        match self {
            Self::Empty => None,
            Self::Bounds(lower, _) => Some(lower.as_ref()),
        }
    }

    /// Where it ends; `None` where it is empty.
    pub fn upper(&self) -> Option<Bound<&T>> {
        match self {
            Self::Empty => None,
            Self::Bounds(_, upper) => Some(upper.as_ref()),
        }
    }
}

macro_rules! from_std {
    ($($std:ident),*) => {
        $(
            impl<T: Clone> From<std::ops::$std<T>> for Range<T> {
                fn from(range: std::ops::$std<T>) -> Self {
                    Self::new(range)
                }
            }
        )*
    };
}
from_std!(Range, RangeInclusive, RangeFrom, RangeTo, RangeToInclusive);

impl<T: fmt::Display> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Bounds(lower, upper) = self else { return f.write_str("empty") };
        match lower {
            Bound::Included(value) => write!(f, "[{value},")?,
            Bound::Excluded(value) => write!(f, "({value},")?,
            Bound::Unbounded => f.write_str("(,")?,
        }
        match upper {
            Bound::Included(value) => write!(f, "{value}]"),
            Bound::Excluded(value) => write!(f, "{value})"),
            Bound::Unbounded => f.write_str(")"),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Multirange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (position, range) in self.0.iter().enumerate() {
            write!(f, "{}{range}", if position == 0 { "" } else { "," })?;
        }
        f.write_str("}")
    }
}
