//! The text of values that have no parts.

use std::fmt::{Display, Write};

use cidr::{IpCidr, IpInet};
use uuid::Uuid;

use super::super::codec::{Decode, fixed};
use super::super::text::utf8;
use super::super::{
    BitString, Circle, Interval, Line, MacAddr, MacAddr8, Numeric, Oid, Path, PgDate, PgLsn, PgTime, PgTimestamp,
    PgTimestamptz, Point, Polygon, Rectangle, Segment, SqlType, Tid, Timetz, TsVector, types,
};
use crate::error::Error;

/// Decodes a value and shows it.
type Show = fn(&[u8], &mut String) -> Result<(), Error>;

/// How values of each type are shown.
const SHOWN: &[(SqlType, Show)] = &[
    (types::INT2, shown::<i16>),
    (types::INT4, shown::<i32>),
    (types::INT8, shown::<i64>),
    (types::OID, shown::<u32>),
    (types::XID, shown::<u32>),
    (types::CID, shown::<u32>),
    (types::XID8, shown::<u64>),
    (types::FLOAT4, shown::<f32>),
    (types::FLOAT8, shown::<f64>),
    (types::NUMERIC, shown::<Numeric>),
    (types::BOOL, shown::<bool>),
    (types::UUID, shown::<Uuid>),
    (types::DATE, shown::<PgDate>),
    (types::TIME, shown::<PgTime>),
    (types::TIMESTAMP, shown::<PgTimestamp>),
    (types::TIMESTAMPTZ, shown::<PgTimestamptz>),
    (types::TIMETZ, shown::<Timetz>),
    (types::INTERVAL, shown::<Interval>),
    (types::INET, shown::<IpInet>),
    (types::CIDR, shown::<IpCidr>),
    (types::MACADDR, shown::<MacAddr>),
    (types::MACADDR8, shown::<MacAddr8>),
    (types::BIT, shown::<BitString>),
    (types::VARBIT, shown::<BitString>),
    (types::POINT, shown::<Point>),
    (types::LINE, shown::<Line>),
    (types::LSEG, shown::<Segment>),
    (types::BOX, shown::<Rectangle>),
    (types::PATH, shown::<Path>),
    (types::POLYGON, shown::<Polygon>),
    (types::CIRCLE, shown::<Circle>),
    (types::PG_LSN, shown::<PgLsn>),
    (types::TID, shown::<Tid>),
    (types::TSVECTOR, shown::<TsVector>),
    (types::BYTEA, bytes),
    (types::CHAR, char_),
    (types::JSONB, versioned),
    (types::JSONPATH, versioned),
    (types::TEXT, plain),
    (types::VARCHAR, plain),
    (types::BPCHAR, plain),
    (types::NAME, plain),
    (types::UNKNOWN, plain),
    (types::JSON, plain),
    (types::XML, plain),
    (types::REFCURSOR, plain),
];

/// Appends the text of a value from its binary form as a built-in type without parts.
pub(super) fn text(wire: Oid, raw: &[u8], out: &mut String) -> Result<(), Error> {
    match SHOWN.iter().find(|(known, _)| known.wire == wire) {
        Some((_, show)) => show(raw, out),
        None => Err(Error::encode(format!(
            "a value of type `{}` cannot be sent within a composite or a range: its text depends on the server's settings",
            types::name_of(wire)
        ))),
    }
}

fn shown<T: Decode + Display>(raw: &[u8], out: &mut String) -> Result<(), Error> {
    let _ = write!(out, "{}", T::decode(raw)?);
    Ok(())
}

fn plain(raw: &[u8], out: &mut String) -> Result<(), Error> {
    out.push_str(utf8(raw)?);
    Ok(())
}

/// Text behind a version of its binary form.
fn versioned(raw: &[u8], out: &mut String) -> Result<(), Error> {
    plain(raw.get(1..).unwrap_or_default(), out)
}

#[expect(clippy::unnecessary_wraps, reason = "one of the functions of the table")]
fn bytes(raw: &[u8], out: &mut String) -> Result<(), Error> {
    out.push_str("\\x");
    for byte in raw {
        let _ = write!(out, "{byte:02x}");
    }
    Ok(())
}

/// A byte that is a character of ASCII; what other bytes are in text differs between versions of PostgreSQL.
fn char_(raw: &[u8], out: &mut String) -> Result<(), Error> {
    let [byte] = fixed(raw)?;
    match byte {
        0 => {}
        1..=127 => out.push(char::from(byte)),
        _ => return Err(Error::encode("a `\"char\"` outside of ASCII cannot be sent within a composite")),
    }
    Ok(())
}
