//! Dates and times as PostgreSQL keeps them: all of them, those at infinity and those of the far future too.

mod civil;
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
mod foreign;

use std::fmt;

use bytes::{BufMut, BytesMut};

pub(super) use civil::*;
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
pub(super) use foreign::*;

use super::codec::{Decode, Encode, IsNull, Type, fixed, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

/// A date (`date`), as PostgreSQL keeps it: in days since 2000-01-01.
///
/// Unlike the dates of other crates it has all that PostgreSQL has: 4714-11-24 BC to 5874897-12-31, and both infinities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PgDate(pub i32);

/// A time of day (`time`), as PostgreSQL keeps it: in microseconds since midnight, `24:00:00` included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PgTime(pub i64);

/// A date with a time (`timestamp`), as PostgreSQL keeps it: in microseconds since the beginning of the year 2000.
///
/// Unlike the types of other crates it has all that PostgreSQL has: 4714-11-24 BC to the year 294276, and both
/// infinities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PgTimestamp(pub i64);

/// An instant (`timestamptz`), as PostgreSQL keeps it: in microseconds since the beginning of the year 2000 in UTC.
///
/// Its bounds are those of [`PgTimestamp`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PgTimestamptz(pub i64);

pub(in crate::value) const DAY_MICROS: i64 = 86_400_000_000;
/// The days from 1970-01-01 to 2000-01-01.
pub(in crate::value) const EPOCH_DAYS: i64 = 10_957;

macro_rules! calendar {
    ($($rust:ident($inner:ident): $sql:ident;)*) => {
        $(
            value!($rust: $sql);

            impl Encode for $rust {
                fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
                    out.put_slice(&self.0.to_be_bytes());
                    Ok(IsNull::No)
                }
            }

            impl Decode for $rust {
                fn decode(raw: &[u8]) -> Result<Self, Error> {
                    fixed(raw).map($inner::from_be_bytes).map(Self)
                }

                fn accepts(ty: &Type) -> bool {
                    is_one_of(ty, &[types::$sql])
                }
            }
        )*
    };
}

calendar! {
    PgDate(i32): DATE;
    PgTime(i64): TIME;
    PgTimestamp(i64): TIMESTAMP;
    PgTimestamptz(i64): TIMESTAMPTZ;
}

macro_rules! infinite {
    ($($rust:ident($inner:ident)),*) => {
        $(
            impl $rust {
                /// `infinity`, later than all others.
                pub const INFINITY: Self = Self($inner::MAX);
                /// `-infinity`, earlier than all others.
                pub const NEG_INFINITY: Self = Self($inner::MIN);

                /// Whether it is neither of the infinities.
                pub fn is_finite(self) -> bool {
                    self != Self::INFINITY && self != Self::NEG_INFINITY
                }
            }
        )*
    };
}

infinite!(PgDate(i32), PgTimestamp(i64), PgTimestamptz(i64));

/// ISO 8601, as PostgreSQL writes it by default: `2024-02-29`, `0044-03-15 BC`, `infinity`.
impl fmt::Display for PgDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::INFINITY => f.write_str("infinity"),
            Self::NEG_INFINITY => f.write_str("-infinity"),
            Self(days) => write_date(f, days.into(), ""),
        }
    }
}

/// As PostgreSQL writes it: `23:59:59.5`.
impl fmt::Display for PgTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clock(self.0))
    }
}

/// ISO 8601, as PostgreSQL writes it by default: `2024-02-29 12:00:00`.
impl fmt::Display for PgTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_timestamp(f, self.0, "")
    }
}

/// ISO 8601, as PostgreSQL writes it by default, in UTC: `2024-02-29 12:00:00+00`.
impl fmt::Display for PgTimestamptz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_timestamp(f, self.0, "+00")
    }
}

fn write_timestamp(f: &mut fmt::Formatter<'_>, micros: i64, zone: &str) -> fmt::Result {
    match micros {
        i64::MAX => f.write_str("infinity"),
        i64::MIN => f.write_str("-infinity"),
        _ => {
            let time = clock(micros.rem_euclid(DAY_MICROS));
            write_date(f, micros.div_euclid(DAY_MICROS), &format!(" {time}{zone}"))
        }
    }
}

/// A date, what follows it, and the era at the end.
fn write_date(f: &mut fmt::Formatter<'_>, days: i64, rest: &str) -> fmt::Result {
    let (year, month, day) = civil(days + EPOCH_DAYS);
    let (year, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    write!(f, "{year:04}-{month:02}-{day:02}{rest}{era}")
}

#[cfg(test)]
mod tests {
    use super::{PgDate, PgTime, PgTimestamptz};

    #[test]
    fn they_are_shown_as_postgresql_shows_them() {
        for (date, text) in [(0, "2000-01-01"), (-730_120, "0001-12-31 BC"), (i32::MAX, "infinity")] {
            assert_eq!(PgDate(date).to_string(), text);
        }
        assert_eq!(PgTime(86_400_000_000).to_string(), "24:00:00");
        assert_eq!(PgTimestamptz(-1).to_string(), "1999-12-31 23:59:59.999999+00");
        assert_eq!(PgTimestamptz::NEG_INFINITY.to_string(), "-infinity");
    }
}
