//! Numerics against their own text, and their order against that of integers.

use bytes::BytesMut;
use proptest::prelude::*;

use super::super::codec::{Decode, Encode};
use super::Numeric;

fn parse(text: &str) -> Numeric {
    text.parse().expect(text)
}

fn through_binary(numeric: &Numeric) -> Numeric {
    let mut out = BytesMut::new();
    numeric.encode(1700, &mut out).expect("encodes");
    Numeric::decode(&out).expect("decodes")
}

#[test]
fn text_is_postgresql_s() {
    for (text, expected) in [
        ("0", "0"),
        ("-0", "0"),
        ("0.00", "0.00"),
        ("00012.50", "12.50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+7", "7"),
        (" 7 ", "7"),
        ("1e3", "1000"),
        ("1.5e-3", "0.0015"),
        ("1.50e1", "15.0"),
        ("-12345678901234567890.000000012", "-12345678901234567890.000000012"),
        ("10000", "10000"),
        ("0.0001", "0.0001"),
        ("0.00001", "0.00001"),
        ("1e-40", "0.0000000000000000000000000000000000000001"),
        ("nan", "NaN"),
        ("inf", "Infinity"),
        ("-Infinity", "-Infinity"),
    ] {
        assert_eq!(parse(text).to_string(), expected, "{text}");
        assert_eq!(through_binary(&parse(text)).to_string(), expected, "{text}, through the binary form");
    }
}

#[test]
fn what_is_not_a_number_is_refused() {
    for text in ["", "-", ".", "e5", "1e", "1.2.3", "0x10", "1_000", "--1", "1e131073", "1e-16384", "infinit", "-nan"] {
        assert!(text.parse::<Numeric>().is_err(), "{text}");
    }
}

#[test]
fn the_largest_and_the_smallest_fit() {
    let largest = format!("{}.{}", "9".repeat(131_072), "9".repeat(16_383));
    assert_eq!(through_binary(&parse(&largest)).to_string(), largest);
    let smallest = format!("0.{}1", "0".repeat(16_382));
    assert_eq!(through_binary(&parse(&smallest)).to_string(), smallest);
}

#[test]
fn order_is_postgresql_s() {
    let ascending = ["-Infinity", "-1e30", "-1.5", "-0.001", "0", "0.0001", "0.5", "1", "1e20", "Infinity", "NaN"];
    for (left, text) in ascending.iter().enumerate() {
        for (right, other) in ascending.iter().enumerate() {
            assert_eq!(parse(text).cmp(&parse(other)), left.cmp(&right), "{text} and {other}");
        }
    }
    assert_eq!(parse("1.5"), parse("1.500"));
    assert_eq!(parse("0"), parse("-0.00"));
}

#[test]
fn integers_come_back_and_fractions_do_not() {
    assert_eq!(i64::try_from(&parse("-42.00")).ok(), Some(-42));
    assert_eq!(i64::try_from(&parse("42.5")).ok(), None);
    assert_eq!(i16::try_from(&parse("70000")).ok(), None);
    assert_eq!(u32::try_from(&parse("-1")).ok(), None);
    assert_eq!(i64::try_from(&Numeric::NAN).ok(), None);
    assert_eq!(Numeric::from(u128::MAX).to_string(), u128::MAX.to_string());
    assert_eq!(Numeric::from(i128::MIN).to_string(), i128::MIN.to_string());
    assert_eq!(Numeric::from(0.1).to_string(), "0.1");
    assert!((parse("0.1").to_f64() - 0.1).abs() < f64::EPSILON);
}

proptest! {
    #[test]
    fn any_decimal_keeps_its_text(text in "-?(0|[1-9][0-9]{0,60})(\\.[0-9]{1,60})?") {
        let numeric = parse(&text);
        let is_negative_zero = text.starts_with('-') && !text.contains(|c: char| ('1'..='9').contains(&c));
        let expected = if is_negative_zero { &text[1..] } else { &text };
        prop_assert_eq!(numeric.to_string(), expected);
        prop_assert_eq!(through_binary(&numeric).to_string(), expected);
    }

    #[test]
    fn order_and_value_are_those_of_integers(left: i128, right: i128, near in -2_i128..3) {
        prop_assert_eq!(Numeric::from(left).cmp(&Numeric::from(right)), left.cmp(&right));
        let close = left.saturating_add(near);
        prop_assert_eq!(Numeric::from(left).cmp(&Numeric::from(close)), left.cmp(&close));
        prop_assert_eq!(i128::try_from(&Numeric::from(left)).ok(), Some(left));
    }

    #[test]
    fn equal_numbers_hash_alike(integer: i64, zeros in 0_usize..9) {
        use std::hash::{BuildHasher, RandomState};
        let padded = parse(&format!("{integer}.{}", "0".repeat(zeros.max(1))));
        let state = RandomState::new();
        prop_assert_eq!(&padded, &Numeric::from(integer));
        prop_assert_eq!(state.hash_one(&padded), state.hash_one(Numeric::from(integer)));
    }

    #[test]
    fn no_bytes_make_it_panic(raw: Vec<u8>) {
        if let Ok(numeric) = Numeric::decode(&raw) {
            let _ = numeric.to_string();
        }
    }
}
