//! Types whose binary form is a version and their text: paths of labels (`ltree`), their patterns, and `jsonpath`.

use std::fmt;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
use super::text::utf8;
use super::{Oid, SqlType, types};
use crate::error::Error;

/// The version that stands before the text.
const VERSION: u8 = 1;

macro_rules! texts {
    ($($(#[$doc:meta])* $rust:ident: $type:expr, $accepts:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
            pub struct $rust(pub String);

            impl fmt::Display for $rust {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl<T: Into<String>> From<T> for $rust {
                fn from(text: T) -> Self {
                    Self(text.into())
                }
            }

            impl Value for $rust {
                const TYPE: SqlType = $type;
                type Base = Self;
                type Nullable = Option<Self>;
            }

            impl NotNull for $rust {}

            impl Element for $rust {}

            impl Encode for $rust {
                fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
                    if !types::is_text(wire) {
                        out.put_u8(VERSION);
                    }
                    out.put_slice(self.0.as_bytes());
                    Ok(IsNull::No)
                }
            }

            impl Decode for $rust {
                fn decode(raw: &[u8]) -> Result<Self, Error> {
                    match raw.split_first() {
                        Some((&VERSION, text)) => utf8(text).map(str::to_owned).map(Self),
                        _ => Err(Error::decode("a value of a version that is not known")),
                    }
                }

                fn accepts(ty: &Type) -> bool {
                    ty.name() == $accepts
                }
            }
        )*
    };
}

texts! {
    /// A path of labels: a value of the extension `ltree`, such as `Top.Science.Astronomy`.
    Ltree: SqlType::sent("ltree", "ltree_send", &types::TEXT), "ltree";
    /// A pattern of paths of the extension `ltree`: `*.Astronomy.*{1,}`.
    Lquery: SqlType::sent("lquery", "lquery_send", &types::TEXT), "lquery";
    /// A full-text pattern of paths of the extension `ltree`: `Astro* & !pictures`.
    Ltxtquery: SqlType::sent("ltxtquery", "ltxtq_send", &types::TEXT), "ltxtquery";
    /// A path into a JSON document (`jsonpath`), in the form PostgreSQL brings it to: `$."a"[*]`.
    JsonPath: types::JSONPATH, "jsonpath";
}
