//! Text, bytes, and whatever has no better Rust type than PostgreSQL's own text for it.

use std::borrow::Cow;
use std::fmt;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Kind;

use super::codec::{Decode, Encode, IsNull, Type, is_one_of, value};
use super::{Oid, SqlType, types};
use crate::error::Error;

/// A value of a type without a Rust type, in PostgreSQL's text form of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Text(pub String);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

value!(String: TEXT, Text: TEXT, Vec<u8>: BYTEA);

impl Encode for str {
    #[inline]
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_slice(self.as_bytes());
        Ok(IsNull::No)
    }
}

impl Encode for String {
    #[inline]
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.as_str().encode(wire, out)
    }
}

impl Encode for Cow<'_, str> {
    #[inline]
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        (**self).encode(wire, out)
    }
}

impl Encode for Text {
    #[inline]
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.0.encode(wire, out)
    }
}

impl Decode for String {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        utf8(raw).map(str::to_owned)
    }

    fn accepts(ty: &Type) -> bool {
        is_text(ty)
    }
}

impl Decode for Text {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        String::decode(raw).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        is_text(ty)
    }
}

impl Encode for Vec<u8> {
    #[inline]
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_slice(self);
        Ok(IsNull::No)
    }
}

impl Decode for Vec<u8> {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        Ok(raw.to_vec())
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::BYTEA])
    }
}

/// Whether a type's binary form is its text.
pub(crate) fn is_text(ty: &Type) -> bool {
    const TEXT: &[SqlType] = &[
        types::TEXT,
        types::VARCHAR,
        types::BPCHAR,
        types::NAME,
        types::UNKNOWN,
        types::XML,
        types::JSON,
        types::REFCURSOR,
    ];
    is_one_of(ty, TEXT) || ty.name() == "citext" || matches!(ty.kind(), Kind::Enum(_))
}

/// The text in a value.
#[inline]
pub(crate) fn utf8(raw: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(raw).map_err(|_| Error::decode("text that is not UTF-8"))
}
