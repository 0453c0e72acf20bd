//! Texts and numbers of the same shape.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::permute::{Key, Symbol, next};

/// Letters and digits of a text are replaced by others of their kind; the rest stays. None if there are none.
///
/// Capitals stay capitals where they are, and which letters are taken does not depend on them: texts that differ by more than
/// capitals still do afterwards.
pub(super) fn text(key: &Key, text: &str) -> Option<String> {
    let places: Vec<Option<(Symbol, Alphabet)>> = text.chars().map(alphabet).collect();
    let mut symbols: Vec<Symbol> = places.iter().flatten().map(|(symbol, _)| *symbol).collect();
    if symbols.is_empty() {
        return None;
    }
    next(key, &mut symbols);
    let mut symbols = symbols.into_iter();
    let replaced = text.chars().zip(&places).map(|(c, place)| match place {
        Some((_, alphabet)) => symbols.next().map_or(c, |symbol| alphabet.char(symbol.value, c)),
        None => c,
    });
    Some(replaced.collect())
}

/// Letters or digits that take each other's places.
enum Alphabet {
    Digits,
    Letters,
    /// Those of another script.
    Others(Rc<Vec<char>>),
}

impl Alphabet {
    fn char(&self, value: u32, of: char) -> char {
        let ascii = |first: u8| char::from(first + u8::try_from(value).unwrap_or_default());
        match self {
            Self::Digits => ascii(b'0'),
            Self::Letters if of.is_ascii_uppercase() => ascii(b'A'),
            Self::Letters => ascii(b'a'),
            Self::Others(all) => all[value as usize],
        }
    }
}

fn alphabet(c: char) -> Option<(Symbol, Alphabet)> {
    let code = u32::from(c);
    match c {
        '0'..='9' => Some((Symbol { value: code - u32::from(b'0'), of: 10 }, Alphabet::Digits)),
        'a'..='z' => Some((Symbol { value: code - u32::from(b'a'), of: 26 }, Alphabet::Letters)),
        'A'..='Z' => Some((Symbol { value: code - u32::from(b'A'), of: 26 }, Alphabet::Letters)),
        _ if c.is_ascii() || !c.is_alphanumeric() => None,
        _ => {
            let all = others(c);
            let value = u32::try_from(all.iter().position(|other| *other == c)?).ok()?;
            let of = u32::try_from(all.len()).ok()?;
            (of > 1).then_some((Symbol { value, of }, Alphabet::Others(all)))
        }
    }
}

/// Which characters of a block take each other's places.
type Class = (u32, bool, bool, bool);

/// The characters of the same kind within 128 code points: those of one script, and as long in UTF-8.
fn others(c: char) -> Rc<Vec<char>> {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<Class, Rc<Vec<char>>>> = const { RefCell::new(BTreeMap::new()) };
    }
    let class = |c: char| -> Class { (u32::from(c) >> 7, c.is_lowercase(), c.is_uppercase(), c.is_numeric()) };
    let own = class(c);
    KNOWN.with_borrow_mut(|known| {
        let find = || {
            let block = own.0 << 7..(own.0 + 1) << 7;
            let all = block.filter_map(char::from_u32);
            Rc::new(all.filter(|other| other.is_alphanumeric() && class(*other) == own).collect())
        };
        Rc::clone(known.entry(own).or_insert_with(find))
    })
}

/// The digits of a number are replaced by others; the first of several is never 0. None if it has none, as `NaN`.
pub(super) fn number(key: &Key, number: &str) -> Option<String> {
    let mut own = digits(key, number)?;
    // There is no -0; the circle comes to another number.
    while own.starts_with('-') && !own.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        own = digits(key, &own)?;
    }
    Some(own)
}

fn digits(key: &Key, number: &str) -> Option<String> {
    let mantissa = number.find(['e', 'E']).unwrap_or(number.len());
    let (digits, exponent) = number.split_at(mantissa);
    if !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = digits.trim_start_matches('-').bytes().take_while(u8::is_ascii_digit).count();
    let first = digits.find(|c: char| c.is_ascii_digit())?;
    let least = |at: usize| u8::from(at == first && whole > 1);
    let mut symbols: Vec<Symbol> = Vec::new();
    for (at, byte) in digits.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        let least = u32::from(least(at));
        symbols.push(Symbol { value: u32::from(byte - b'0').checked_sub(least)?, of: 10 - least });
    }
    next(key, &mut symbols);
    let mut symbols = symbols.into_iter();
    let mut text: String = digits
        .char_indices()
        .map(|(at, c)| match c {
            '0'..='9' => {
                let value = symbols.next().and_then(|symbol| u8::try_from(symbol.value).ok()).unwrap_or_default();
                char::from(b'0' + value + least(at))
            }
            other => other,
        })
        .collect();
    text.push_str(exponent);
    Some(text)
}

/// A whole number that the type of the column can hold.
pub(super) fn integer(key: &Key, text: &str, max: i64) -> Option<String> {
    let mut own = number(key, text)?;
    // The circle comes to a number within the bounds, at the latest to this one.
    while own.parse::<i64>().map_or(true, |value| value > max || value < -max) {
        own = number(key, &own)?;
    }
    Some(own)
}

/// Hexadecimal digits are replaced by others, but for those at these places.
pub(super) fn hexadecimal(key: &Key, text: &str, stays: &[usize]) -> Option<String> {
    let is_symbol = |at: usize, c: char| c.is_ascii_hexdigit() && !stays.contains(&at);
    let digits = text.char_indices().filter(|(at, c)| is_symbol(*at, *c));
    let mut symbols: Vec<Symbol> =
        digits.filter_map(|(_, c)| c.to_digit(16)).map(|value| Symbol { value, of: 16 }).collect();
    if symbols.is_empty() {
        return None;
    }
    next(key, &mut symbols);
    let mut symbols = symbols.into_iter();
    let replaced = text.char_indices().map(|(at, c)| {
        let symbol = if is_symbol(at, c) { symbols.next() } else { None };
        symbol.and_then(|symbol| char::from_digit(symbol.value, 16)).unwrap_or(c)
    });
    Some(replaced.collect())
}

/// An address of a network; what follows `/` stays.
pub(super) fn address(key: &Key, text: &str) -> Option<String> {
    let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
    let mut bytes = match address.parse().ok()? {
        std::net::IpAddr::V4(own) => own.octets().to_vec(),
        std::net::IpAddr::V6(own) => own.octets().to_vec(),
    };
    let mut symbols: Vec<Symbol> = bytes.iter().map(|byte| Symbol { value: u32::from(*byte), of: 256 }).collect();
    next(key, &mut symbols);
    for (byte, symbol) in bytes.iter_mut().zip(&symbols) {
        *byte = u8::try_from(symbol.value).unwrap_or_default();
    }
    let masked = match <[u8; 4]>::try_from(bytes.as_slice()) {
        Ok(octets) => std::net::IpAddr::from(octets).to_string(),
        Err(_) => std::net::IpAddr::from(<[u8; 16]>::try_from(bytes.as_slice()).ok()?).to_string(),
    };
    Some(mask.map_or(masked.clone(), |mask| format!("{masked}/{mask}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn key() -> Key {
        Key::new(b"test")
    }

    #[test]
    fn texts_keep_their_shape() {
        for original in ["Ada.Lovelace+x@example.org", "+49 (30) 123-456", "Zoë Müller", "東京 12", "Ωmega", "a"] {
            let masked = text(&key(), original).unwrap();
            assert_ne!(masked, original);
            assert_eq!(masked.len(), original.len());
            for (one, other) in original.chars().zip(masked.chars()) {
                assert_eq!(one.is_alphabetic(), other.is_alphabetic(), "{original} {masked}");
                assert_eq!(one.is_uppercase(), other.is_uppercase(), "{original} {masked}");
                assert!(one.is_alphanumeric() || one == other, "{original} {masked}");
            }
        }
        assert_eq!(text(&key(), "--- !"), None);
        assert_eq!(text(&key(), ""), None);
    }

    #[test]
    fn capitals_do_not_decide() {
        let lower = text(&key(), "ada lovelace").unwrap();
        assert_eq!(text(&key(), "Ada LOVELACE").unwrap().to_lowercase(), lower);
    }

    #[test]
    fn whole_numbers_stay_different_and_within_their_type() {
        let mut seen = BTreeSet::new();
        for number in -254_i64..=254 {
            let masked = integer(&key(), &number.to_string(), 254).unwrap();
            let value: i64 = masked.parse().unwrap();
            assert!(value.abs() <= 254 && seen.insert(value), "{number} became {masked}");
            assert_eq!(masked.trim_start_matches('-').len(), number.abs().to_string().len());
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        for original in ["12.50", "-0.001", "7", "1.5e+300", "100000"] {
            let masked = number(&key(), original).unwrap();
            assert_ne!(masked, original);
            assert!(masked.parse::<f64>().unwrap().is_finite(), "{masked}");
        }
        assert_eq!(number(&key(), "NaN"), None);
        assert_eq!(number(&key(), "-Infinity"), None);
    }

    #[test]
    fn addresses_and_hexadecimal_digits() {
        let masked = address(&key(), "192.168.1.10/24").unwrap();
        assert!(masked.ends_with("/24") && masked.parse::<std::net::IpAddr>().is_err());
        assert!(address(&key(), "2001:db8::1").unwrap().parse::<std::net::Ipv6Addr>().is_ok());
        let masked = hexadecimal(&key(), "9b2e4c1a-5d1f-4a52-8f3e-0123456789ab", &[14, 19]).unwrap();
        assert!(masked.as_bytes()[14] == b'4' && masked.as_bytes()[19] == b'8' && masked.as_bytes()[8] == b'-');
    }
}
