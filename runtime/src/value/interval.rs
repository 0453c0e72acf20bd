//! Intervals: months, days and microseconds, which have no fixed ratio.

use std::fmt;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Encode, IsNull, Reader, Type, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

/// A span of time as PostgreSQL keeps it: a month has no fixed number of days, nor a day of hours.
///
/// Two are equal where all three parts are; PostgreSQL also takes `1 mon` and `30 days` for equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Interval {
    /// Months; twelve for each year.
    pub months: i32,
    /// Days; seven for each week.
    pub days: i32,
    /// Microseconds of the hours, minutes and seconds.
    pub micros: i64,
}

value!(Interval: INTERVAL);

impl Interval {
    /// `infinity`, from PostgreSQL 17 on.
    pub const INFINITY: Self = Self { months: i32::MAX, days: i32::MAX, micros: i64::MAX };
    /// `-infinity`, from PostgreSQL 17 on.
    pub const NEG_INFINITY: Self = Self { months: i32::MIN, days: i32::MIN, micros: i64::MIN };

    /// So many months.
    pub const fn months(months: i32) -> Self {
        Self { months, days: 0, micros: 0 }
    }

    /// So many days.
    pub const fn days(days: i32) -> Self {
        Self { months: 0, days, micros: 0 }
    }

    /// So many microseconds.
    pub const fn micros(micros: i64) -> Self {
        Self { months: 0, days: 0, micros }
    }
}

/// The form of ISO 8601, which PostgreSQL reads: `P1Y2M3DT4H5M6.5S`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::INFINITY {
            return f.write_str("infinity");
        }
        if *self == Self::NEG_INFINITY {
            return f.write_str("-infinity");
        }
        f.write_str("P")?;
        for (count, unit) in [(self.months / 12, 'Y'), (self.months % 12, 'M'), (self.days, 'D')] {
            if count != 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        let seconds = self.micros / 1_000_000;
        let fraction = (self.micros % 1_000_000).unsigned_abs();
        if self.micros == 0 {
            return if self.months == 0 && self.days == 0 { f.write_str("T0S") } else { Ok(()) };
        }
        f.write_str("T")?;
        for (count, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M')] {
            if count != 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        let sign = if self.micros < 0 { "-" } else { "" };
        match ((seconds % 60).unsigned_abs(), fraction) {
            (0, 0) => Ok(()),
            (seconds, 0) => write!(f, "{sign}{seconds}S"),
            (seconds, fraction) => write!(f, "{sign}{seconds}.{fraction:06}S"),
        }
    }
}

impl From<std::time::Duration> for Interval {
    /// Rounded down to the microsecond; the longest interval where it is longer.
    fn from(duration: std::time::Duration) -> Self {
        Self::micros(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
    }
}

impl Encode for Interval {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i64(self.micros);
        out.put_i32(self.days);
        out.put_i32(self.months);
        Ok(IsNull::No)
    }
}

impl Decode for Interval {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let interval = Self { micros: reader.i64()?, days: reader.i32()?, months: reader.i32()? };
        reader.end()?;
        Ok(interval)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::INTERVAL])
    }
}
