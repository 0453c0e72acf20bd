//! What the types of other crates hold of PostgreSQL's dates and times, and errors for the rest.

use bytes::{BufMut, BytesMut};

use super::super::codec::{Decode, IsNull};
use super::{DAY_MICROS, EPOCH_DAYS, PgDate, PgTime, PgTimestamp};
use crate::error::Error;

/// The microseconds from 1970-01-01 to 2000-01-01.
pub(in crate::value) const EPOCH_MICROS: i64 = EPOCH_DAYS * DAY_MICROS;

/// The days of a date since 2000-01-01, for a Rust type that has no infinity.
pub(in crate::value) fn finite_days(raw: &[u8], rust: &str) -> Result<i32, Error> {
    match PgDate::decode(raw)? {
        date if date.is_finite() => Ok(date.0),
        _ => Err(infinite(rust, "PgDate")),
    }
}

/// The microseconds of a time stamp since the beginning of 2000, for a Rust type that has no infinity.
pub(in crate::value) fn finite_micros(raw: &[u8], rust: &str) -> Result<i64, Error> {
    match PgTimestamp::decode(raw)? {
        timestamp if timestamp.is_finite() => Ok(timestamp.0),
        _ => Err(infinite(rust, "PgTimestamptz")),
    }
}

/// Appends an instant that is told in microseconds since 1970, where they can be told.
pub(in crate::value) fn put_instant(unix_micros: Option<i64>, out: &mut BytesMut) -> Result<IsNull, Error> {
    let micros = unix_micros.and_then(|micros| micros.checked_sub(EPOCH_MICROS));
    out.put_i64(micros.ok_or_else(|| Error::encode("a time stamp before the first one of PostgreSQL"))?);
    Ok(IsNull::No)
}

/// The microseconds of a time of day, for a Rust type that does not have `24:00:00`.
pub(in crate::value) fn clock_micros(raw: &[u8], rust: &str) -> Result<i64, Error> {
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
pub(in crate::value) fn out_of_range(rust: &str) -> Error {
    Error::decode(format!("a date or time outside the range of `{rust}`"))
        .with_hint("read it as a `relvar::PgDate`, `relvar::PgTimestamp` or `relvar::PgTimestamptz`")
}
