//! Values to other formats, and from them, by serde: what has a text form as that, the rest by its fields.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Array, BitString, Dimension, MacAddr, MacAddr8, PgLsn};

macro_rules! by_text {
    ($($rust:ty),*) => {
        $(
            impl Serialize for $rust {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $rust {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
                }
            }
        )*
    };
}

by_text!(BitString, MacAddr, MacAddr8, PgLsn);

#[derive(Serialize, Deserialize)]
struct Parts<D, E> {
    dimensions: D,
    elements: E,
}

impl<T: Serialize> Serialize for Array<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Parts { dimensions: self.dimensions(), elements: self.elements() }.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Array<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Parts { dimensions, elements } = Parts::<Vec<Dimension>, Vec<T>>::deserialize(deserializer)?;
        Self::with_bounds(dimensions, elements)
            .ok_or_else(|| D::Error::custom("elements that do not fill the dimensions"))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Serialize, de::DeserializeOwned};

    use crate::types::Range;
    use crate::{Array, Dimension, Hstore, Json, Numeric, PgLsn};

    /// What buffers a document hands on floats.
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Number(Numeric),
    }

    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, json: &str) {
        let text = serde_json::to_string(value).expect("serializes");
        assert_eq!(text, json);
        assert_eq!(&serde_json::from_str::<T>(&text).expect("deserializes"), value);
    }

    #[test]
    fn values_are_json_and_back() {
        check(&"1.50".parse::<Numeric>().expect("a number"), "\"1.50\"");
        let exact = "-12345678901234567890123.4500";
        for (json, expected) in [("1.50", "1.50"), ("-7", "-7"), ("1e3", "1000"), (exact, exact), ("[1.5]", "")] {
            let read = serde_json::from_str::<Numeric>(json).map(|number| number.to_string()).unwrap_or_default();
            assert_eq!(read, expected, "{json}");
        }
        let buffered = serde_json::from_value::<Numeric>(serde_json::json!(0.1)).expect("a number");
        assert_eq!(buffered.to_string(), "0.1");
        assert!(
            serde_json::from_str::<Untagged>("0.1").is_ok_and(|Untagged::Number(number)| number.to_string() == "0.1")
        );
        assert!(serde_json::from_str::<Untagged>("0.30000000000000004").is_err());
        check(&PgLsn(1 << 32), "\"1/0\"");
        check(&Hstore::from([("a", Some("b"))]), "{\"a\":\"b\"}");
        check(&Json(vec![1]), "[1]");
        check(&Range::from(1..5), "{\"Bounds\":[{\"Included\":1},{\"Excluded\":5}]}");
        let shifted = Array::with_bounds(vec![Dimension { length: 1, lower: 0 }], vec![Some(7)]).expect("one element");
        check(&shifted, "{\"dimensions\":[{\"length\":1,\"lower\":0}],\"elements\":[7]}");
        assert!(serde_json::from_str::<Array<i32>>("{\"dimensions\":[],\"elements\":[1]}").is_err());
    }
}
