//! Maps from text to text (`hstore`).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Reader, Type, Value};
use super::text::utf8;
use super::{Oid, SqlType, types};
use crate::error::Error;

/// A map from text to text or NULL: a value of the extension `hstore`.
///
/// ```
/// use relvar::Hstore;
///
/// let mut sizes = Hstore::from([("width", Some("3")), ("depth", None)]);
/// sizes.insert("height".into(), Some("4".into()));
/// assert_eq!(sizes.to_string(), r#""depth"=>NULL,"height"=>"4","width"=>"3""#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hstore(pub BTreeMap<String, Option<String>>);

impl Deref for Hstore {
    type Target = BTreeMap<String, Option<String>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Hstore {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: Into<String>, V: Into<String>, const N: usize> From<[(K, Option<V>); N]> for Hstore {
    fn from(pairs: [(K, Option<V>); N]) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.map(Into::into))).collect())
    }
}

/// As PostgreSQL reads it.
impl fmt::Display for Hstore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (key, value)) in self.0.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { "," })?;
            quoted(key, f)?;
            f.write_str("=>")?;
            match value {
                Some(value) => quoted(value, f)?,
                None => f.write_str("NULL")?,
            }
        }
        Ok(())
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Value for Hstore {
    const TYPE: SqlType = SqlType::sent("hstore", "hstore_send", &types::TEXT);
    type Base = Self;
    type Nullable = Option<Self>;
}

impl NotNull for Hstore {}

impl Element for Hstore {}

impl Encode for Hstore {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_slice(self.to_string().as_bytes());
        Ok(IsNull::No)
    }
}

impl Decode for Hstore {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(raw);
        let count = reader.u32()?;
        let mut pairs = BTreeMap::new();
        for _ in 0..count {
            let key = reader.part()?.ok_or_else(|| Error::decode("an hstore with a key that is NULL"))?;
            let value = reader.part()?.map(utf8).transpose()?;
            pairs.insert(utf8(key)?.to_owned(), value.map(str::to_owned));
        }
        reader.end()?;
        Ok(Self(pairs))
    }

    fn accepts(ty: &Type) -> bool {
        ty.name() == "hstore"
    }
}
