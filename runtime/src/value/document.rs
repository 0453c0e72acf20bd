//! JSON and UUIDs.

use std::fmt;

use bytes::{BufMut, BytesMut};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value, fixed, is_one_of, value};
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

impl Decode for serde_json::Value {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
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
const JSONB_VERSION: u8 = 1;

fn write(document: &impl Serialize, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
    if wire == types::JSONB.wire {
        out.put_u8(JSONB_VERSION);
    }
    serde_json::to_writer(out.writer(), document)
        .map_err(|error| Error::encode("a value that has no form in JSON").with_source(error))?;
    Ok(IsNull::No)
}

fn read<T: DeserializeOwned>(raw: &[u8]) -> Result<T, Error> {
    let text = raw.strip_prefix(&[JSONB_VERSION]).unwrap_or(raw);
    serde_json::from_slice(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::decode(format!("a JSON document of another shape, at line {line}, column {column}"))
    })
}
