//! JSON as text, which keeps every digit.

use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::codec::{Decode, Encode, IsNull, Type, is_one_of, value};
use super::document::{JSONB_VERSION, not_json, text_of};
use super::text::utf8;
use super::{Oid, types};
use crate::error::Error;

/// A JSON document as its text: numbers of any length and documents of any depth stay as they are.
///
/// `serde_json::Value` has no numbers beyond those of 64 bits; reading one that would change is an error there, and
/// this is what to read it as. Two of them are equal where their texts are. What a `jsonb` column holds has the text
/// that PostgreSQL gives it.
///
/// ```
/// use relvar::JsonText;
///
/// let price: JsonText = r#"{"price": 0.10000000000000000000000001}"#.parse()?;
/// assert_eq!(price.as_str(), r#"{"price": 0.10000000000000000000000001}"#);
/// # Ok::<(), relvar::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonText(String);

value!(JsonText: JSONB);

impl JsonText {
    /// A document of a type by serde.
    pub fn new(document: &impl Serialize) -> Result<Self, Error> {
        serde_json::to_string(document).map(Self).map_err(not_json)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Reads it into a type by serde.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.0).map_err(|error| Error::decode(error.to_string()))
    }
}

/// `null`.
impl Default for JsonText {
    fn default() -> Self {
        Self("null".to_owned())
    }
}

/// A text that is JSON; an error where it is not.
impl FromStr for JsonText {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::try_from(text.to_owned())
    }
}

/// A text that is JSON; an error where it is not.
impl TryFrom<String> for JsonText {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        RawValue::from_string(text).map(|raw| Self(String::from(Box::<str>::from(raw)))).map_err(not_json)
    }
}

impl fmt::Display for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Encode for JsonText {
    fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        if wire == types::JSONB.wire {
            out.put_u8(JSONB_VERSION);
        }
        out.put_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

impl Decode for JsonText {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        utf8(text_of(raw)).map(str::to_owned).map(Self)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::JSONB, types::JSON])
    }
}

/// The document itself, by `serde_json`.
#[cfg(feature = "serde")]
impl Serialize for JsonText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(&self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// The document itself, by `serde_json`.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for JsonText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Self(String::from(Box::<str>::from(raw))))
    }
}
