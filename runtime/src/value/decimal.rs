//! Decimals of other crates, converted without loss or not at all.

use bytes::BytesMut;

use super::codec::{Decode, Encode, IsNull, Type, value};
use super::{Numeric, Oid};
use crate::error::Error;

macro_rules! decimal {
    ($rust:ty: $name:literal, $show:expr, $parse:expr) => {
        value!($rust: NUMERIC);

        impl Encode for $rust {
            fn encode(&self, wire: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
                Numeric::try_from(self)?.encode(wire, out)
            }
        }

        impl Decode for $rust {
            fn decode(raw: &[u8]) -> Result<Self, Error> {
                Self::try_from(&Numeric::decode(raw)?)
            }

            fn accepts(ty: &Type) -> bool {
                Numeric::accepts(ty)
            }
        }

        /// An error where there are more digits than `numeric` holds.
        impl TryFrom<&$rust> for Numeric {
            type Error = Error;

            fn try_from(decimal: &$rust) -> Result<Self, Error> {
                let show: fn(&$rust) -> String = $show;
                show(decimal).parse()
            }
        }

        /// An error where it would have to be rounded, or is no number.
        impl TryFrom<&Numeric> for $rust {
            type Error = Error;

            fn try_from(numeric: &Numeric) -> Result<Self, Error> {
                let parse: fn(&str) -> Option<$rust> = $parse;
                parse(&numeric.to_string()).ok_or_else(|| {
                    Error::decode(concat!("a numeric that `", $name, "` does not hold without loss"))
                        .with_hint("read it as a `relvar::Numeric`")
                })
            }
        }
    };
}

#[cfg(feature = "rust_decimal")]
decimal!(
    rust_decimal::Decimal: "rust_decimal::Decimal",
    ToString::to_string,
    |text| rust_decimal::Decimal::from_str_exact(text).ok()
);

#[cfg(feature = "bigdecimal")]
decimal!(
    bigdecimal::BigDecimal: "bigdecimal::BigDecimal",
    |decimal| {
        // Its own form of a zero has no scale.
        let (digits, scale) = decimal.as_bigint_and_exponent();
        format!("{digits}e{}", scale.saturating_neg())
    },
    |text| text.parse().ok()
);
