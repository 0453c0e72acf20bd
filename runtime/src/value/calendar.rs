//! Dates and times as PostgreSQL keeps them: all of them, those at infinity and those of the far future too.

use std::fmt;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Encode, IsNull, Type, fixed, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

/// A date (`date`), as PostgreSQL keeps it: in days since 2000-01-01.
///
/// Unlike the dates of other crates it has all that PostgreSQL has: 4714-11-24 BC to 5874897-12-31, and both infinities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgDate(pub i32);

/// A time of day (`time`), as PostgreSQL keeps it: in microseconds since midnight, `24:00:00` included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgTime(pub i64);

/// A date with a time (`timestamp`), as PostgreSQL keeps it: in microseconds since the beginning of the year 2000.
///
/// Unlike the types of other crates it has all that PostgreSQL has: 4714-11-24 BC to the year 294276, and both
/// infinities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgTimestamp(pub i64);

/// An instant (`timestamptz`), as PostgreSQL keeps it: in microseconds since the beginning of the year 2000 in UTC.
///
/// Its bounds are those of [`PgTimestamp`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgTimestamptz(pub i64);

pub(super) const DAY_MICROS: i64 = 86_400_000_000;
/// The days from 1970-01-01 to 2000-01-01.
pub(super) const EPOCH_DAYS: i64 = 10_957;
/// The same in microseconds.
pub(super) const EPOCH_MICROS: i64 = EPOCH_DAYS * DAY_MICROS;

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

/// `12:34:56.789`, without zeros at the end of the fraction.
pub(super) fn clock(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        text.push('.');
        text.push_str(format!("{fraction:06}").trim_end_matches('0'));
    }
    text
}

/// The days of a date since 2000-01-01, for a Rust type that has no infinity.
pub(super) fn finite_days(raw: &[u8], rust: &str) -> Result<i32, Error> {
    match PgDate::decode(raw)? {
        date if date.is_finite() => Ok(date.0),
        _ => Err(infinite(rust, "PgDate")),
    }
}

/// The microseconds of a time stamp since the beginning of 2000, for a Rust type that has no infinity.
pub(super) fn finite_micros(raw: &[u8], rust: &str) -> Result<i64, Error> {
    match PgTimestamp::decode(raw)? {
        timestamp if timestamp.is_finite() => Ok(timestamp.0),
        _ => Err(infinite(rust, "PgTimestamptz")),
    }
}

/// Appends an instant that is told in microseconds since 1970, where they can be told.
pub(super) fn put_instant(unix_micros: Option<i64>, out: &mut BytesMut) -> Result<IsNull, Error> {
    let micros = unix_micros.and_then(|micros| micros.checked_sub(EPOCH_MICROS));
    out.put_i64(micros.ok_or_else(|| Error::encode("a time stamp before the first one of PostgreSQL"))?);
    Ok(IsNull::No)
}

/// The microseconds of a time of day, for a Rust type that does not have `24:00:00`.
pub(super) fn clock_micros(raw: &[u8], rust: &str) -> Result<i64, Error> {
    match PgTime::decode(raw)?.0 {
        micros @ 0..DAY_MICROS => Ok(micros),
        _ => Err(Error::decode(format!("the time 24:00:00 has no value in `{rust}`"))
            .with_hint("read it as a `relvar::PgTime`")),
    }
}

#[cold]
fn infinite(rust: &str, lossless: &str) -> Error {
    Error::decode(format!("an infinite date or time has no value in `{rust}`"))
        .with_hint(format!("read it as a `relvar::OrInfinity<T>`, or as a `relvar::{lossless}`"))
}

#[cold]
pub(super) fn out_of_range(rust: &str) -> Error {
    Error::decode(format!("a date or time outside the range of `{rust}`"))
        .with_hint("read it as a `relvar::PgDate`, `relvar::PgTimestamp` or `relvar::PgTimestamptz`")
}

/// Days in 400 years, after which the Gregorian calendar repeats.
const CYCLE: i64 = 146_097;
/// The days from 0000-03-01, where the years of the reckoning begin, to 1970-01-01.
const SHIFT: i64 = 719_468;

/// Year, month and day of a day since 1970-01-01, in the proleptic Gregorian calendar; the year 0 is 1 BC.
///
/// Years begin in March here, so that a leap day is the last one: `days_from_civil` and its inverse of Howard Hinnant.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + SHIFT;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (year + cycle * 400 + i64::from(month <= 2), month, day)
}

/// The day since 1970-01-01 of a year, month and day.
#[cfg_attr(not(feature = "jiff"), expect(dead_code, reason = "for dates of `jiff`"))]
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = if month > 2 { month - 3 } else { month + 9 };
    cycle * CYCLE + 365 * year + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 1 - SHIFT
}

#[cfg(test)]
mod tests {
    use super::{PgDate, PgTime, PgTimestamptz, civil, days};

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-3_000_000..3_000_000).step_by(317) {
            let (year, month, day_of_month) = civil(day);
            assert_eq!(days(year, month, day_of_month), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(19_782), (2024, 2, 29));
    }

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
