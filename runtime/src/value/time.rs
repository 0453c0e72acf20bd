//! Dates and times, as the types of `time`.

use bytes::{BufMut, BytesMut};
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::calendar::{EPOCH_MICROS, clock_micros, finite_days, finite_micros, out_of_range, put_instant};
use super::codec::{Decode, Encode, IsNull, Type, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

value! {
    Date: DATE,
    Time: TIME,
    PrimitiveDateTime: TIMESTAMP,
    OffsetDateTime: TIMESTAMPTZ,
}

/// The Julian day of 2000-01-01, the day PostgreSQL counts from.
const EPOCH_JULIAN: i32 = 2_451_545;

impl Encode for Date {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i32(self.to_julian_day() - EPOCH_JULIAN);
        Ok(IsNull::No)
    }
}

impl Decode for Date {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let days = finite_days(raw, "time")?;
        days.checked_add(EPOCH_JULIAN)
            .and_then(|day| Self::from_julian_day(day).ok())
            .ok_or_else(|| out_of_range("time"))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::DATE])
    }
}

impl Encode for Time {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let (hour, minute, second, micro) = self.as_hms_micro();
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        out.put_i64(seconds * 1_000_000 + i64::from(micro));
        Ok(IsNull::No)
    }
}

impl Decode for Time {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        Ok(Self::MIDNIGHT + Duration::microseconds(clock_micros(raw, "time")?))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIME])
    }
}

impl Encode for PrimitiveDateTime {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.assume_utc().encode(wire, out)
    }
}

impl Decode for PrimitiveDateTime {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        OffsetDateTime::decode(raw).map(|instant| Self::new(instant.date(), instant.time()))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMESTAMP])
    }
}

impl Encode for OffsetDateTime {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        // Rounded down to the microsecond: a nanosecond has no place in PostgreSQL.
        put_instant(i64::try_from(self.unix_timestamp_nanos().div_euclid(1_000)).ok(), out)
    }
}

/// The instant in UTC: PostgreSQL keeps no offset.
impl Decode for OffsetDateTime {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let nanos = (i128::from(finite_micros(raw, "time")?) + i128::from(EPOCH_MICROS)) * 1_000;
        Self::from_unix_timestamp_nanos(nanos)
            .map(|instant| instant.to_offset(UtcOffset::UTC))
            .map_err(|_| out_of_range("time"))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMESTAMPTZ])
    }
}
