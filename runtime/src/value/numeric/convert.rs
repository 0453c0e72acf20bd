//! From and to Rust's numbers.

use super::{BASE, Finite, Numeric, Repr};
use crate::error::Error;

macro_rules! integers {
    ($($integer:ident),*) => {
        $(
            impl From<$integer> for Numeric {
                fn from(integer: $integer) -> Self {
                    #[allow(unused_comparisons, reason = "one body for integers with and without a sign")]
                    let negative = integer < 0;
                    from_magnitude(negative, integer.abs_diff(0).into())
                }
            }

            /// An error where there is a fraction, or the integer type is too small.
            impl TryFrom<&Numeric> for $integer {
                type Error = Error;

                fn try_from(numeric: &Numeric) -> Result<Self, Error> {
                    numeric.to_string_if_integer().and_then(|text| text.parse().ok()).ok_or_else(does_not_fit)
                }
            }
        )*
    };
}
integers!(i16, i32, i64, i128, u16, u32, u64, u128);

/// The shortest decimal number that is this one and no other of its type; `NaN` and the infinities as they are.
impl From<f64> for Numeric {
    fn from(float: f64) -> Self {
        // Rust writes floats as digits and a point: always a number that `numeric` holds.
        format!("{float}").parse().unwrap_or(Self::NAN)
    }
}

/// The shortest decimal number that is this one and no other of its type; `NaN` and the infinities as they are.
impl From<f32> for Numeric {
    fn from(float: f32) -> Self {
        format!("{float}").parse().unwrap_or(Self::NAN)
    }
}

impl Numeric {
    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        // Both read `NaN` and `Infinity` alike.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The digits of an integer: `1.00` is one, `1.5` is none.
    fn to_string_if_integer(&self) -> Option<String> {
        let Repr::Finite(finite) = &self.0 else { return None };
        let last = i64::from(finite.weight) - i64::try_from(finite.digits.len()).ok()? + 1;
        if !finite.digits.is_empty() && last < 0 {
            return None;
        }
        Some(Self(Repr::Finite(Finite { scale: 0, ..finite.clone() })).to_string())
    }
}

fn from_magnitude(negative: bool, mut magnitude: u128) -> Numeric {
    let mut digits = Vec::new();
    while magnitude > 0 {
        digits.push(u16::try_from(magnitude % u128::from(BASE)).unwrap_or(0));
        magnitude /= u128::from(BASE);
    }
    digits.reverse();
    let weight = i64::try_from(digits.len()).unwrap_or(0) - 1;
    // At most ten digits: never out of range.
    Numeric(Repr::Finite(Finite::new(negative, weight, 0, &digits).unwrap_or_default()))
}

#[cold]
fn does_not_fit() -> Error {
    Error::decode("a numeric that does not fit the integer type")
}
