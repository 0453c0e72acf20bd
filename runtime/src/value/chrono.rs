//! Dates and times, as the types of `chrono`.

use bytes::{BufMut, BytesMut};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::codec::{Decode, Encode, IsNull, Type, fixed, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

value! {
    NaiveDate: DATE,
    NaiveTime: TIME,
    NaiveDateTime: TIMESTAMP,
    DateTime<Utc>: TIMESTAMPTZ,
    DateTime<FixedOffset>: TIMESTAMPTZ,
}

/// 2000-01-01, the day PostgreSQL counts from, in microseconds since 1970-01-01.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
/// The same in days since 0001-01-01, as `chrono` counts.
const EPOCH_DAYS: i32 = 730_120;
const DAY_MICROS: i64 = 86_400_000_000;

impl Encode for NaiveDate {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        use chrono::Datelike;
        out.put_i32(self.num_days_from_ce() - EPOCH_DAYS);
        Ok(IsNull::No)
    }
}

impl Decode for NaiveDate {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let days = i32::from_be_bytes(fixed(raw)?);
        if days == i32::MAX || days == i32::MIN {
            return Err(infinite());
        }
        days.checked_add(EPOCH_DAYS).and_then(Self::from_num_days_from_ce_opt).ok_or_else(out_of_range)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::DATE])
    }
}

impl Encode for NaiveTime {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        // A leap second's nanoseconds run on past one second, into the next one.
        out.put_i64(i64::from(self.num_seconds_from_midnight()) * 1_000_000 + i64::from(self.nanosecond() / 1_000));
        Ok(IsNull::No)
    }
}

impl Decode for NaiveTime {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let micros = i64::from_be_bytes(fixed(raw)?);
        if micros == DAY_MICROS {
            return Err(Error::decode("the time 24:00:00 does not fit `chrono::NaiveTime`"));
        }
        let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        u32::try_from(seconds)
            .ok()
            .zip(u32::try_from(micros * 1_000).ok())
            .and_then(|(seconds, nanos)| Self::from_num_seconds_from_midnight_opt(seconds, nanos))
            .ok_or_else(out_of_range)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIME])
    }
}

impl Encode for NaiveDateTime {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.and_utc().encode(wire, out)
    }
}

impl Decode for NaiveDateTime {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        DateTime::<Utc>::decode(raw).map(|instant| instant.naive_utc())
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMESTAMP])
    }
}

impl Encode for DateTime<Utc> {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        // Rounded down to the microsecond, as `chrono` does: a nanosecond has no place in PostgreSQL.
        out.put_i64(self.timestamp_micros() - EPOCH_MICROS);
        Ok(IsNull::No)
    }
}

impl Decode for DateTime<Utc> {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let micros = i64::from_be_bytes(fixed(raw)?);
        if micros == i64::MAX || micros == i64::MIN {
            return Err(infinite());
        }
        Self::from_timestamp_micros(EPOCH_MICROS)
            .and_then(|epoch| epoch.checked_add_signed(TimeDelta::microseconds(micros)))
            .ok_or_else(out_of_range)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMESTAMPTZ])
    }
}

impl Encode for DateTime<FixedOffset> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.to_utc().encode(wire, out)
    }
}

impl Decode for DateTime<FixedOffset> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        DateTime::<Utc>::decode(raw).map(|instant| instant.fixed_offset())
    }

    fn accepts(ty: &Type) -> bool {
        DateTime::<Utc>::accepts(ty)
    }
}

#[cold]
fn infinite() -> Error {
    Error::decode("an infinite date or time has no value in `chrono`").with_hint("read it as a `relvar::OrInfinity<T>`")
}

#[cold]
fn out_of_range() -> Error {
    Error::decode("a date or time outside the range of `chrono`").with_hint("read it as text: `\"column\"::text`")
}
