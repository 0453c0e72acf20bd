//! Shapes of PostGIS, as the bytes that other crates read.

use std::fmt::{self, Write};

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
use super::{Oid, SqlType, types};
use crate::error::Error;

/// A `geometry` or a `geography` of PostGIS: extended well-known binary (EWKB), which has all there is in it, the
/// reference system too.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ewkb(pub Vec<u8>);

/// In hexadecimal, as PostGIS writes and reads it.
impl fmt::Display for Ewkb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl Value for Ewkb {
    const TYPE: SqlType = SqlType::sent("geometry", "geometry_send", &types::TEXT);
    type Base = Self;
    type Nullable = Option<Self>;
}

impl NotNull for Ewkb {}

impl Element for Ewkb {}

impl Encode for Ewkb {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let mut text = String::with_capacity(2 * self.0.len());
        let _ = write!(text, "{self}");
        out.put_slice(text.as_bytes());
        Ok(IsNull::No)
    }
}

impl Decode for Ewkb {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.name(), "geometry" | "geography")
    }
}
