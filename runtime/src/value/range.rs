//! Ranges and multiranges.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Kind;

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Reader, Type, Value, write_part};
use super::{Numeric, Oid, SqlType, types};
use crate::error::Error;

/// A range of values; PostgreSQL's own are over integers, numerics, dates and times.
///
/// The server brings ranges of integers and dates into the form `[lower,upper)`: what was sent as `..=5` comes back as
/// `..6`.
///
/// ```
/// use relvar::Range;
///
/// let range = Range::from(1..5);
/// assert!(range.contains(&4) && !range.contains(&5));
/// assert_eq!(range.to_string(), "[1,5)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Range<T> {
    /// Without any value.
    Empty,
    /// From a lower bound to an upper one.
    Bounds(Bound<T>, Bound<T>),
}

/// Ranges that do not touch, in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Multirange<T>(pub Vec<Range<T>>);

/// What PostgreSQL has a range type over.
#[diagnostic::on_unimplemented(message = "PostgreSQL has no range over `{Self}`")]
pub trait Ranged: Element + NotNull {
    /// The range over it.
    const RANGE: SqlType;
    /// The multirange over it.
    const MULTIRANGE: SqlType;
}

macro_rules! ranged {
    ($($rust:ty: $range:ident, $multirange:ident;)*) => {
        $(
            impl Ranged for $rust {
                const RANGE: SqlType = types::$range;
                const MULTIRANGE: SqlType = types::$multirange;
            }
        )*
    };
}

ranged! {
    i32: INT4RANGE, INT4MULTIRANGE;
    i64: INT8RANGE, INT8MULTIRANGE;
    Numeric: NUMRANGE, NUMMULTIRANGE;
}

#[cfg(feature = "chrono")]
ranged! {
    chrono::NaiveDate: DATERANGE, DATEMULTIRANGE;
    chrono::NaiveDateTime: TSRANGE, TSMULTIRANGE;
    chrono::DateTime<chrono::Utc>: TSTZRANGE, TSTZMULTIRANGE;
}

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

impl<T: Ranged> Value for Range<T> {
    const TYPE: SqlType = T::RANGE;
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Ranged> NotNull for Range<T> {}

impl<T: Ranged> Element for Range<T> {}

impl<T: Ranged> Value for Multirange<T> {
    const TYPE: SqlType = T::MULTIRANGE;
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Ranged> NotNull for Multirange<T> {}

impl<T: Ranged> Element for Multirange<T> {}

/// The flags of the binary form.
const EMPTY: u8 = 0x01;
const LOWER_INCLUDED: u8 = 0x02;
const UPPER_INCLUDED: u8 = 0x04;
const LOWER_UNBOUNDED: u8 = 0x08;
const UPPER_UNBOUNDED: u8 = 0x10;

impl<T: Ranged> Encode for Range<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let Self::Bounds(lower, upper) = self else {
            out.put_u8(EMPTY);
            return Ok(IsNull::No);
        };
        let subtype = types::subtype_of(wire).unwrap_or(T::TYPE.wire);
        let (lower_flag, lower) = flag(lower, LOWER_INCLUDED, LOWER_UNBOUNDED);
        let (upper_flag, upper) = flag(upper, UPPER_INCLUDED, UPPER_UNBOUNDED);
        out.put_u8(lower_flag | upper_flag);
        for value in [lower, upper].into_iter().flatten() {
            write_part(out, |out| value.encode(subtype, out))?;
        }
        Ok(IsNull::No)
    }
}

fn flag<T>(bound: &Bound<T>, included: u8, unbounded: u8) -> (u8, Option<&T>) {
    match bound {
        Bound::Included(value) => (included, Some(value)),
        Bound::Excluded(value) => (0, Some(value)),
        Bound::Unbounded => (unbounded, None),
    }
}

impl<T: Ranged> Decode for Range<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let flags = reader.u8()?;
        if flags & EMPTY != 0 {
            return Ok(Self::Empty);
        }
        let lower = read_bound(&mut reader, flags, LOWER_INCLUDED, LOWER_UNBOUNDED)?;
        let upper = read_bound(&mut reader, flags, UPPER_INCLUDED, UPPER_UNBOUNDED)?;
        reader.end()?;
        Ok(Self::Bounds(lower, upper))
    }

    fn accepts(ty: &Type) -> bool {
        match ty.kind() {
            Kind::Range(subtype) => T::accepts(subtype),
            Kind::Domain(base) => Self::accepts(base),
            _ => false,
        }
    }
}

fn read_bound<T: Decode>(reader: &mut Reader<'_>, flags: u8, included: u8, unbounded: u8) -> Result<Bound<T>, Error> {
    if flags & unbounded != 0 {
        return Ok(Bound::Unbounded);
    }
    let value = T::decode(reader.part()?.ok_or_else(|| Error::decode("a range with a bound that is NULL"))?)?;
    Ok(if flags & included != 0 { Bound::Included(value) } else { Bound::Excluded(value) })
}

impl<T: Ranged> Encode for Multirange<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let range = types::subtype_of(wire).unwrap_or(T::RANGE.wire);
        out.put_i32(i32::try_from(self.0.len()).map_err(|_| Error::encode("a multirange of too many ranges"))?);
        for value in &self.0 {
            write_part(out, |out| value.encode(range, out))?;
        }
        Ok(IsNull::No)
    }
}

impl<T: Ranged> Decode for Multirange<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let count = reader.u32()?;
        let mut ranges = Vec::new();
        for _ in 0..count {
            let raw = reader.part()?.ok_or_else(|| Error::decode("a multirange with a range that is NULL"))?;
            ranges.push(Range::decode(raw)?);
        }
        reader.end()?;
        Ok(Self(ranges))
    }

    fn accepts(ty: &Type) -> bool {
        match ty.kind() {
            Kind::Multirange(subtype) => T::accepts(subtype),
            Kind::Domain(base) => Self::accepts(base),
            _ => false,
        }
    }
}
