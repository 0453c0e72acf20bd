//! Decimal numbers of any length, without loss.

mod codec;
mod convert;
#[cfg(feature = "serde")]
mod serialize;
mod text;

use std::cmp::Ordering;

use super::codec::value;

/// A `numeric`: a decimal number of any length and scale, `NaN`, or an infinity.
///
/// Every value PostgreSQL can hold is kept as it is, with its scale (`1.50` prints as `1.50`). Comparison is by value,
/// as in PostgreSQL: `1.5` equals `1.50`, `NaN` equals itself and is greater than all others.
///
/// ```
/// use relvar::Numeric;
///
/// let price: Numeric = "12345678901234567890.50".parse()?;
/// assert_eq!(price.to_string(), "12345678901234567890.50");
/// assert!(price > Numeric::from(1));
/// # Ok::<(), relvar::Error>(())
/// ```
#[derive(Clone)]
pub struct Numeric(Repr);

#[derive(Clone)]
enum Repr {
    NegInfinity,
    Finite(Finite),
    Infinity,
    NaN,
}

/// Digits in base 10,000, most significant first, without zeros at either end; none for zero.
#[derive(Clone, Default)]
struct Finite {
    negative: bool,
    /// The exponent of the first digit, in base 10,000.
    weight: i16,
    /// Decimal digits to show after the point.
    scale: u16,
    digits: Box<[u16]>,
}

/// The base of the digits.
const BASE: u16 = 10_000;
/// Decimal digits in one of them.
const WIDTH: usize = 4;
/// The most decimal digits before the point, and after it.
const MAX_INTEGER_DIGITS: i64 = 131_072;
const MAX_SCALE: u16 = 16_383;

value!(Numeric: NUMERIC);

impl Numeric {
    /// Zero.
    pub fn zero() -> Self {
        Self(Repr::Finite(Finite::default()))
    }

    /// `NaN`.
    pub const NAN: Self = Self(Repr::NaN);
    /// `Infinity`, from PostgreSQL 14 on.
    pub const INFINITY: Self = Self(Repr::Infinity);
    /// `-Infinity`, from PostgreSQL 14 on.
    pub const NEG_INFINITY: Self = Self(Repr::NegInfinity);

    /// Whether this is neither `NaN` nor an infinity.
    pub fn is_finite(&self) -> bool {
        matches!(self.0, Repr::Finite(_))
    }

    /// Whether this is `NaN`.
    pub fn is_nan(&self) -> bool {
        matches!(self.0, Repr::NaN)
    }

    /// The number of decimal digits after the point; `None` where it is not finite.
    pub fn scale(&self) -> Option<u16> {
        match &self.0 {
            Repr::Finite(finite) => Some(finite.scale),
            _ => None,
        }
    }
}

impl Default for Numeric {
    fn default() -> Self {
        Self::zero()
    }
}

impl Finite {
    /// Brings digits into their one form: no zeros at either end, zero without sign and weight.
    fn new(negative: bool, weight: i64, scale: u16, digits: &[u16]) -> Option<Self> {
        let leading = digits.iter().take_while(|digit| **digit == 0).count();
        if leading == digits.len() {
            return Some(Self { scale, ..Self::default() });
        }
        let trailing = digits.iter().rev().take_while(|digit| **digit == 0).count();
        let weight = i16::try_from(weight - i64::try_from(leading).ok()?).ok()?;
        Some(Self { negative, weight, scale, digits: digits[leading..digits.len() - trailing].into() })
    }

    /// The digit with an exponent.
    fn digit(&self, exponent: i64) -> u16 {
        usize::try_from(i64::from(self.weight) - exponent)
            .ok()
            .and_then(|position| self.digits.get(position))
            .copied()
            .unwrap_or(0)
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (false, false) => self.weight.cmp(&other.weight).then_with(|| self.digits.cmp(&other.digits)),
            (left, right) => right.cmp(&left),
        }
    }
}

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (left, right) => right.cmp(&left),
        }
    }
}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Finite {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Finite {}

impl Ord for Numeric {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |repr: &Repr| match repr {
            Repr::NegInfinity => 0,
            Repr::Finite(_) => 1,
            Repr::Infinity => 2,
            Repr::NaN => 3,
        };
        match (&self.0, &other.0) {
            (Repr::Finite(left), Repr::Finite(right)) => left.cmp(right),
            (left, right) => rank(left).cmp(&rank(right)),
        }
    }
}

impl PartialOrd for Numeric {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Numeric {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Numeric {}

impl std::hash::Hash for Numeric {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(&self.0).hash(state);
        if let Repr::Finite(finite) = &self.0 {
            (finite.negative, finite.weight, &finite.digits).hash(state);
        }
    }
}

#[cfg(test)]
mod tests;
