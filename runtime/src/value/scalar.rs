//! Small types of PostgreSQL's own: `money`, `time with time zone`, `pg_lsn`, `tid`.

use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};

use super::calendar::clock;
use super::codec::{Decode, Encode, IsNull, Reader, Type, fixed, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

/// An amount of `money`, in the smallest unit the server's locale shows: cents where it shows two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Money(pub i64);

/// A time of day in a zone of its own (`timetz`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Timetz {
    /// Microseconds since midnight; `24:00:00` is one.
    pub micros: i64,
    /// Seconds east of Greenwich.
    pub offset: i32,
}

/// A place in the write-ahead log (`pg_lsn`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgLsn(pub u64);

/// The place of a row in its table's file (`tid`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tid {
    /// The block.
    pub block: u32,
    /// The item in the block, from 1 on.
    pub offset: u16,
}

value!(Money: MONEY, Timetz: TIMETZ, PgLsn: PG_LSN, Tid: TID);

/// As PostgreSQL writes it: `04:05:06.789-08`, `12:00:00+05:30`.
impl fmt::Display for Timetz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clock(self.micros))?;
        let (sign, offset) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs());
        write!(f, "{sign}{:02}", offset / 3600)?;
        match (offset / 60 % 60, offset % 60) {
            (0, 0) => Ok(()),
            (minutes, 0) => write!(f, ":{minutes:02}"),
            (minutes, seconds) => write!(f, ":{minutes:02}:{seconds:02}"),
        }
    }
}

/// As PostgreSQL writes it: `16/B374D848`.
impl fmt::Display for PgLsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

impl FromStr for PgLsn {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parse = |part| u32::from_str_radix(part, 16).ok().map(u64::from);
        text.split_once('/')
            .and_then(|(high, low)| Some(Self(parse(high)? << 32 | parse(low)?)))
            .ok_or_else(|| Error::encode("not a place in the log: two hexadecimal numbers around a slash"))
    }
}

/// As PostgreSQL writes it: `(0,1)`.
impl fmt::Display for Tid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", self.block, self.offset)
    }
}

impl Encode for Money {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i64(self.0);
        Ok(IsNull::No)
    }
}

impl Decode for Money {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        fixed(raw).map(i64::from_be_bytes).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::MONEY])
    }
}

impl Encode for Timetz {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_i64(self.micros);
        // Seconds west of Greenwich travel.
        out.put_i32(self.offset.saturating_neg());
        Ok(IsNull::No)
    }
}

impl Decode for Timetz {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let time = Self { micros: reader.i64()?, offset: reader.i32()?.saturating_neg() };
        reader.end()?;
        Ok(time)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TIMETZ])
    }
}

impl Encode for PgLsn {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_u64(self.0);
        Ok(IsNull::No)
    }
}

impl Decode for PgLsn {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        fixed(raw).map(u64::from_be_bytes).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::PG_LSN])
    }
}

impl Encode for Tid {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_u32(self.block);
        out.put_u16(self.offset);
        Ok(IsNull::No)
    }
}

impl Decode for Tid {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let tid = Self { block: reader.u32()?, offset: reader.u16()? };
        reader.end()?;
        Ok(tid)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::TID])
    }
}
