//! To other formats as text, and from them by serde: from text, or from a number.

use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Numeric;

/// By this name `serde_json` gives the text of a value, and so every digit; to other formats it is a name like others.
const TEXT: &str = "$serde_json::private::RawValue";

impl Serialize for Numeric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Text, or a number. A float that a format has made of a number, and that may have lost digits by it, is an error.
impl<'de> Deserialize<'de> for Numeric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_newtype_struct(TEXT, Number)
        } else {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        }
    }
}

struct Number;

impl<'de> Visitor<'de> for Number {
    type Value = Numeric;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or its text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Numeric, D::Error> {
        deserializer.deserialize_any(Self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Numeric, A::Error> {
        if map.next_key::<String>()?.as_deref() != Some(TEXT) {
            return Err(A::Error::custom("expected a number, or its text"));
        }
        let json: String = map.next_value()?;
        let text = if json.starts_with('"') { serde_json::from_str(&json).map_err(A::Error::custom)? } else { json };
        self.visit_str(&text)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Numeric, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Numeric, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Numeric, E> {
        Ok(number.into())
    }

    fn visit_i128<E>(self, number: i128) -> Result<Numeric, E> {
        Ok(number.into())
    }

    fn visit_u128<E>(self, number: u128) -> Result<Numeric, E> {
        Ok(number.into())
    }

    fn visit_f64<E: serde::de::Error>(self, float: f64) -> Result<Numeric, E> {
        /// So many digits a float keeps of every number.
        const DIGITS: usize = 15;
        let shortest = format!("{float:e}");
        let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
        if digits > DIGITS {
            return Err(E::custom("a number that may have lost digits as a float: send it as text"));
        }
        Ok(float.into())
    }
}
