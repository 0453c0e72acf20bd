//! The values that an enum of the configuration can have, asked of serde, which knows them.

use std::fmt;

use serde::{Deserializer, de, de::DeserializeOwned, forward_to_deserialize_any};

/// The names of an enum's variants, as the configuration writes them.
pub(super) fn variants<T: DeserializeOwned>() -> &'static [&'static str] {
    T::deserialize(Probe).map_or_else(|Found(names)| names, |_| &[])
}

/// Reads nothing: it only hears which variants are asked for.
struct Probe;

/// Those that were asked for.
#[derive(Debug)]
struct Found(&'static [&'static str]);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Found {}

impl de::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(&[])
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Found;

    fn deserialize_any<V: de::Visitor<'de>>(self, _: V) -> Result<V::Value, Found> {
        Err(Found(&[]))
    }

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Found> {
        Err(Found(variants))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
