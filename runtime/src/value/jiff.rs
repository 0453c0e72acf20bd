//! Dates and times, as the types of `jiff`.

use bytes::{BufMut, BytesMut};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::calendar::{
    DAY_MICROS, EPOCH_DAYS, EPOCH_MICROS, civil, clock_micros, days, finite_days, finite_micros, out_of_range,
    put_instant,
};
use super::codec::{Decode, Encode, IsNull, Type, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

value! {
    Date: DATE,
    Time: TIME,
    DateTime: TIMESTAMP,
    Timestamp: TIMESTAMPTZ,
}

/// The days of a date since 2000-01-01.
fn days_of(date: Date) -> i64 {
    days(date.year().into(), date.month().into(), date.day().into()) - EPOCH_DAYS
}

/// The date so many days after 2000-01-01.
fn date_of(after: i64) -> Result<Date, Error> {
    let (year, month, day) = civil(after + EPOCH_DAYS);
    let date = |()| Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok();
    Some(()).and_then(date).ok_or_else(|| out_of_range("jiff"))
}

fn micros_of(time: Time) -> i64 {
    let seconds = i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1_000_000 + i64::from(time.subsec_nanosecond() / 1_000)
}

/// The time so many microseconds after midnight, less than a day.
fn time_of(micros: i64) -> Result<Time, Error> {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let time = |()| {
        let part = |seconds: i64| i8::try_from(seconds).ok();
        let nanos = i32::try_from(fraction * 1_000).ok()?;
        Time::new(part(seconds / 3_600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, nanos).ok()
    };
    Some(()).and_then(time).ok_or_else(|| out_of_range("jiff"))
}

impl Encode for Date {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        // All years of `jiff` are within PostgreSQL's.
        out.put_i32(i32::try_from(days_of(*self)).unwrap_or(i32::MAX));
        Ok(IsNull::No)
    }
}

impl Decode for Date {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        date_of(finite_days(raw, "jiff")?.into())
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::DATE])
    }
}

impl Encode for Time {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i64(micros_of(*self));
        Ok(IsNull::No)
    }
}

impl Decode for Time {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        time_of(clock_micros(raw, "jiff")?)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIME])
    }
}

impl Encode for DateTime {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i64(days_of(self.date()) * DAY_MICROS + micros_of(self.time()));
        Ok(IsNull::No)
    }
}

impl Decode for DateTime {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let micros = finite_micros(raw, "jiff")?;
        let date = date_of(micros.div_euclid(DAY_MICROS))?;
        Ok(Self::from_parts(date, time_of(micros.rem_euclid(DAY_MICROS))?))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMESTAMP])
    }
}

impl Encode for Timestamp {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        // Rounded down to the microsecond: a nanosecond has no place in PostgreSQL.
        put_instant(i64::try_from(self.as_nanosecond().div_euclid(1_000)).ok(), out)
    }
}

impl Decode for Timestamp {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        finite_micros(raw, "jiff")?
            .checked_add(EPOCH_MICROS)
            .and_then(|micros| Self::from_microsecond(micros).ok())
            .ok_or_else(|| out_of_range("jiff"))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMESTAMPTZ])
    }
}
