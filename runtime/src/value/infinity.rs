//! Dates and times that may lie at infinity.

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
use super::{Oid, SqlType, types};
use crate::error::Error;

/// A date or time of which PostgreSQL has `-infinity` and `infinity`, which Rust types have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum OrInfinity<T> {
    /// `-infinity`, earlier than all others.
    NegInfinity,
    /// A date or time.
    At(T),
    /// `infinity`, later than all others.
    Infinity,
}

impl<T> OrInfinity<T> {
    /// The date or time, where it is finite.
    pub fn finite(self) -> Option<T> {
        match self {
            Self::At(value) => Some(value),
            Self::NegInfinity | Self::Infinity => None,
        }
    }
}

impl<T> From<T> for OrInfinity<T> {
    fn from(value: T) -> Self {
        Self::At(value)
    }
}

impl<T: Element + NotNull> Value for OrInfinity<T> {
    const TYPE: SqlType = T::TYPE;
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Element + NotNull> NotNull for OrInfinity<T> {}

impl<T: Element + NotNull> Element for OrInfinity<T> {}

impl<T: Element + NotNull> Encode for OrInfinity<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let short = wire == types::DATE.wire;
        match self {
            Self::At(value) => return value.encode(wire, out),
            Self::Infinity if short => out.put_i32(i32::MAX),
            Self::NegInfinity if short => out.put_i32(i32::MIN),
            Self::Infinity => out.put_i64(i64::MAX),
            Self::NegInfinity => out.put_i64(i64::MIN),
        }
        Ok(IsNull::No)
    }
}

impl<T: Element + NotNull> Decode for OrInfinity<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        const MAX: [&[u8]; 2] = [&i32::MAX.to_be_bytes(), &i64::MAX.to_be_bytes()];
        const MIN: [&[u8]; 2] = [&i32::MIN.to_be_bytes(), &i64::MIN.to_be_bytes()];
        if MAX.contains(&raw) {
            Ok(Self::Infinity)
        } else if MIN.contains(&raw) {
            Ok(Self::NegInfinity)
        } else {
            T::decode(raw).map(Self::At)
        }
    }

    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }
}
