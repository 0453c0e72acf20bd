//! Dates and times, as the types of `chrono`.

use bytes::{BufMut, BytesMut};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::calendar::{EPOCH_MICROS, clock_micros, finite_days, finite_micros, out_of_range, put_instant};
use super::codec::{Decode, Encode, IsNull, Type, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

value! {
    NaiveDate: DATE,
    NaiveTime: TIME,
    NaiveDateTime: TIMESTAMP,
    DateTime<Utc>: TIMESTAMPTZ,
    DateTime<FixedOffset>: TIMESTAMPTZ,
}

/// 2000-01-01, the day PostgreSQL counts from, in days since 0001-01-01, as `chrono` counts.
const EPOCH_DAYS: i32 = 730_120;

impl Encode for NaiveDate {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        use chrono::Datelike;
        out.put_i32(self.num_days_from_ce() - EPOCH_DAYS);
        Ok(IsNull::No)
    }
}

impl Decode for NaiveDate {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let days = finite_days(raw, "chrono")?;
        days.checked_add(EPOCH_DAYS).and_then(Self::from_num_days_from_ce_opt).ok_or_else(|| out_of_range("chrono"))
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
        let micros = clock_micros(raw, "chrono")?;
        let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        u32::try_from(seconds)
            .ok()
            .zip(u32::try_from(micros * 1_000).ok())
            .and_then(|(seconds, nanos)| Self::from_num_seconds_from_midnight_opt(seconds, nanos))
            .ok_or_else(|| out_of_range("chrono"))
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
        put_instant(Some(self.timestamp_micros()), out)
    }
}

impl Decode for DateTime<Utc> {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let micros = finite_micros(raw, "chrono")?;
        Self::from_timestamp_micros(EPOCH_MICROS)
            .and_then(|epoch| epoch.checked_add_signed(TimeDelta::microseconds(micros)))
            .ok_or_else(|| out_of_range("chrono"))
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
