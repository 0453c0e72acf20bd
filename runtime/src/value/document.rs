//! JSON and UUIDs.

use std::any::TypeId;
use std::fmt;

use bytes::{BufMut, BytesMut};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value, fixed, is_one_of, value};
use super::loss::{self, Loss};
use super::{Oid, SqlType, types};
use crate::error::Error;

value!(serde_json::Value: JSONB, Uuid: UUID);

/// A JSON document that is read into a type of the user's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(document: T) -> Self {
        Self(document)
    }
}

/// What a [`Json`] can hold.
pub trait Document: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static> Document for T {}

impl<T: Document> Value for Json<T> {
    const TYPE: SqlType = types::JSONB;
    type Base = Self;
    type Nullable = Option<Self>;
}

impl<T: Document> NotNull for Json<T> {}

impl<T: Document> Element for Json<T> {}

impl<T: Document> Encode for Json<T> {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        write(&self.0, wire, out)
    }
}

impl<T: Document> Decode for Json<T> {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        // What a type of the user's makes of a number is for that type to say.
        if TypeId::of::<T>() == TypeId::of::<serde_json::Value>() {
            check(raw)?;
        }
        read(raw).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::JSONB, types::JSON])
    }
}

impl Encode for serde_json::Value {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        write(self, wire, out)
    }
}

/// An error where a number would change, or the document is nested too deep: see [`JsonText`](super::JsonText).
impl Decode for serde_json::Value {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        check(raw)?;
        read(raw)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::JSONB, types::JSON])
    }
}

impl Encode for Uuid {
    #[inline]
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_slice(self.as_bytes());
        Ok(IsNull::No)
    }
}

impl Decode for Uuid {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        fixed(raw).map(Self::from_bytes)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::UUID])
    }
}

/// The version that stands before a `jsonb`; no JSON text starts with it.
pub(super) const JSONB_VERSION: u8 = 1;

fn write(document: &impl Serialize, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
    if wire == types::JSONB.wire {
        out.put_u8(JSONB_VERSION);
    }
    let start = out.len();
    serde_json::to_writer(out.writer(), document).map_err(not_json)?;
    if loss::is_too_deep(&out[start..]) {
        return Err(Error::encode("a JSON document that is nested too deep to be read again").with_hint(AS_TEXT));
    }
    Ok(IsNull::No)
}

fn read<T: DeserializeOwned>(raw: &[u8]) -> Result<T, Error> {
    let text = text_of(raw);
    serde_json::from_slice(text).map_err(|error| {
        if loss::is_too_deep(text) {
            return lost(Loss::Depth);
        }
        let (line, column) = (error.line(), error.column());
        Error::decode(format!("a JSON document of another shape, at line {line}, column {column}"))
    })
}

/// An error where `serde_json::Value` would not hold the document as it is.
fn check(raw: &[u8]) -> Result<(), Error> {
    loss::of(text_of(raw)).map_or(Ok(()), |loss| Err(lost(loss)))
}

/// The text of a document.
pub(super) fn text_of(raw: &[u8]) -> &[u8] {
    raw.strip_prefix(&[JSONB_VERSION]).unwrap_or(raw)
}

pub(super) fn not_json(error: serde_json::Error) -> Error {
    Error::encode("a value that has no form in JSON").with_source(error)
}

/// What keeps everything.
const AS_TEXT: &str = "take it as its text, `relvar::JsonText`: for a column of generated code say `type = \"relvar::JsonText\"` in \
    `relvar.toml`";

#[cold]
fn lost(loss: Loss) -> Error {
    Error::decode(match loss {
        Loss::Depth => "a JSON document that is nested too deep for `serde_json`",
        Loss::Number => "a JSON document with a number that would change, as it does not fit 64 bits",
    })
    .with_hint(AS_TEXT)
}
