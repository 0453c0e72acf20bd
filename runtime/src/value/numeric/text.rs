//! The text form, as PostgreSQL writes it.

use std::fmt;
use std::str::FromStr;

use super::{Finite, MAX_INTEGER_DIGITS, MAX_SCALE, Numeric, Repr, WIDTH};
use crate::error::Error;

impl fmt::Display for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finite = match &self.0 {
            Repr::NaN => return f.pad("NaN"),
            Repr::Infinity => return f.pad("Infinity"),
            Repr::NegInfinity => return f.pad("-Infinity"),
            Repr::Finite(finite) => finite,
        };
        let scale = usize::from(finite.scale);
        let mut text = String::with_capacity((finite.digits.len() + 2) * WIDTH + scale);
        for exponent in (0..=i64::from(finite.weight.max(0))).rev() {
            push(&mut text, finite.digit(exponent), exponent == i64::from(finite.weight.max(0)));
        }
        if scale > 0 {
            text.push('.');
            let end = text.len() + scale;
            let mut exponent = -1;
            while text.len() < end {
                push(&mut text, finite.digit(exponent), false);
                exponent -= 1;
            }
            text.truncate(end);
        }
        f.pad_integral(!finite.negative, "", &text)
    }
}

impl fmt::Debug for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Appends a digit of base 10,000 as decimal ones; the first without zeros before it.
fn push(text: &mut String, digit: u16, first: bool) {
    use fmt::Write as _;
    // Writing to a `String` does not fail.
    let _ = if first { write!(text, "{digit}") } else { write!(text, "{digit:04}") };
}

/// What PostgreSQL reads as a `numeric`: digits with a point, an exponent, `NaN`, `Infinity`, `-inf`, …
impl FromStr for Numeric {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        let (negative, unsigned) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        if text.eq_ignore_ascii_case("nan") {
            return Ok(Self::NAN);
        }
        if unsigned.eq_ignore_ascii_case("infinity") || unsigned.eq_ignore_ascii_case("inf") {
            return Ok(if negative { Self::NEG_INFINITY } else { Self::INFINITY });
        }
        finite(negative, unsigned).map(|finite| Self(Repr::Finite(finite)))
    }
}

fn finite(negative: bool, text: &str) -> Result<Finite, Error> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| malformed())?),
        None => (text, 0),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let decimals = integer.bytes().chain(fraction.bytes());
    if decimals.clone().any(|byte| !byte.is_ascii_digit()) || integer.len() + fraction.len() == 0 {
        return Err(malformed());
    }
    let exponent = i64::from(exponent);
    let scale = (i64::try_from(fraction.len()).map_err(|_| out_of_range())? - exponent).max(0);
    let scale = u16::try_from(scale).ok().filter(|scale| *scale <= MAX_SCALE).ok_or_else(out_of_range)?;

    // Zeros before the first digit that counts are left out, so that the point stands after `point` digits.
    let zeros = decimals.clone().take_while(|byte| *byte == b'0').count();
    let point = i64::try_from(integer.len()).map_err(|_| out_of_range())? + exponent
        - i64::try_from(zeros).map_err(|_| out_of_range())?;
    let significant = decimals.skip(zeros);
    if significant.clone().next().is_none() {
        return Ok(Finite { scale, ..Finite::default() });
    }
    if point > MAX_INTEGER_DIGITS {
        return Err(out_of_range());
    }
    let weight = (point - 1).div_euclid(4);
    // How many decimal digits of the first digit of base 10,000 stand before the first that counts.
    let mut filled = usize::try_from((weight + 1) * 4 - point).map_err(|_| out_of_range())?;
    let (mut digits, mut digit) = (Vec::new(), 0_u16);
    for byte in significant {
        digit = digit * 10 + u16::from(byte - b'0');
        filled += 1;
        if filled == WIDTH {
            digits.push(digit);
            (digit, filled) = (0, 0);
        }
    }
    if filled > 0 {
        digits.push(digit * [1, 1000, 100, 10][filled]);
    }
    Finite::new(negative, weight, scale, &digits).ok_or_else(out_of_range)
}

#[cold]
fn malformed() -> Error {
    Error::encode("not a number")
}

#[cold]
fn out_of_range() -> Error {
    Error::encode("a number beyond what `numeric` holds").with_hint("131072 digits before the point and 16383 after it")
}
