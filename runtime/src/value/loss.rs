//! What of a JSON text `serde_json` cannot hold as it is.

use serde_json::Number;

/// What cannot be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// The document is nested too deep.
    Depth,
    /// A number has more digits than fit, or is too large.
    Number,
}

/// How deep a document may be nested that `serde_json` reads.
const DEPTH: usize = 127;

/// Looks for what `serde_json` would not read, or would change.
pub(super) fn of(text: &[u8]) -> Option<Loss> {
    scan(text, is_kept)
}

/// Whether a document is nested deeper than `serde_json` reads.
pub(super) fn is_too_deep(text: &[u8]) -> bool {
    scan(text, |_| true).is_some()
}

fn scan(text: &[u8], is_kept: impl Fn(&[u8]) -> bool) -> Option<Loss> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(&byte) = text.get(at) {
        at += match byte {
            b'"' => string(&text[at..]),
            b'[' | b'{' => {
                depth += 1;
                if depth > DEPTH {
                    return Some(Loss::Depth);
                }
                1
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                1
            }
            b'-' | b'0'..=b'9' => {
                let length = text[at..].iter().take_while(|byte| is_of_number(**byte)).count();
                if !is_kept(&text[at..at + length]) {
                    return Some(Loss::Number);
                }
                length
            }
            _ => 1,
        };
    }
    None
}

/// The length of the string at the beginning of a text.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        at += if byte == b'\\' { 2 } else { 1 };
        if byte == b'"' {
            break;
        }
    }
    at
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// Whether a number that is read and written again is the same.
fn is_kept(number: &[u8]) -> bool {
    /// So many characters are kept by 64 bits, as an integer or as a float without an exponent.
    const SHORT: usize = 15;
    if number.len() <= SHORT && !number.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return true;
    }
    let again = serde_json::from_slice::<Number>(number).map(|number| number.to_string());
    let again = again.ok().and_then(|again| Decimal::of(again.as_bytes()));
    again.is_some() && again == Decimal::of(number)
}

/// A number by its digits, without zeros at either end.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    fn of(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = integer.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0').collect();
        let mut exponent = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        while digits.last() == Some(&b'0') {
            digits.pop();
            exponent += 1;
        }
        let is_zero = digits.is_empty();
        Some(Self { negative: negative && !is_zero, digits, exponent: if is_zero { 0 } else { exponent } })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{DEPTH, Loss, of};

    #[test]
    fn numbers_that_would_change_are_found() {
        for kept in
            ["0", "-0", "1.50", "1e2", "-1.5E+3", "9007199254740993", "18446744073709551615", "0.30000000000000004"]
        {
            assert_eq!(of(kept.as_bytes()), None, "{kept}");
        }
        for lost in ["1e400", "1e-400", "18446744073709551616", "0.1000000000000000000001", "123456789012345678901.5"] {
            assert_eq!(of(format!("[\"1e400\\\"\", {lost}]").as_bytes()), Some(Loss::Number), "{lost}");
        }
    }

    #[test]
    fn the_depth_is_that_of_serde_json() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(of(nested(DEPTH).as_bytes()), None);
        assert!(serde_json::from_str::<Value>(&nested(DEPTH)).is_ok());
        assert_eq!(of(nested(DEPTH + 1).as_bytes()), Some(Loss::Depth));
        assert!(serde_json::from_str::<Value>(&nested(DEPTH + 1)).is_err());
    }
}
