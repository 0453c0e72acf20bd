//! Numbers: integers, floats and decimals.

use proptest::prelude::*;
use relvar::{Numeric, sql};

use super::{check, literals, shown, some};
use crate::server::database;

#[tokio::test]
async fn integers_and_booleans() {
    let (db, _) = database!("");
    check(&db, "bool", vec![true, false], shown).await;
    check(&db, "int2", [some(any::<i16>()), vec![i16::MIN, i16::MAX]].concat(), shown).await;
    check(&db, "int4", [some(any::<i32>()), vec![i32::MIN, i32::MAX]].concat(), shown).await;
    check(&db, "int8", [some(any::<i64>()), vec![i64::MIN, i64::MAX]].concat(), shown).await;
    check(&db, "oid", [some(any::<u32>()), vec![u32::MIN, u32::MAX]].concat(), shown).await;
    check(&db, "\"char\"", some(1_i8..=127), |value| Some(char::from(value.unsigned_abs()).to_string())).await;
}

#[tokio::test]
async fn floats() {
    let (db, _) = database!("");
    let special = [0.0, -0.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, 1e-310];
    let floats = [some(proptest::num::f64::NORMAL), special.to_vec()].concat();
    for value in &floats {
        let text: String = sql("select $1::text").bind(*value).fetch_scalar(&db).await.expect("runs");
        let text = text.replace("Infinity", "inf");
        assert_eq!(text.parse::<f64>().expect("a float").to_bits(), value.to_bits());
    }
    check(&db, "float8", floats, |_| None).await;
    check(&db, "float4", [some(proptest::num::f32::NORMAL), vec![f32::MIN, f32::MAX]].concat(), |_| None).await;
    assert!(sql("select 'nan'::float8").fetch_scalar::<f64>(&db).await.expect("runs").is_nan());
}

#[tokio::test]
async fn numerics() {
    let (db, _) = database!("");
    let digits = some("-?(0|[1-9][0-9]{0,80})(\\.[0-9]{1,40})?");
    let numerics = digits.iter().map(|text| text.parse::<Numeric>().expect(text)).collect();
    check(&db, "numeric", numerics, shown).await;
    let largest = format!("{}.{}", "9".repeat(131_072), "9".repeat(16_383));
    let literal = [
        "NaN",
        "Infinity",
        "-Infinity",
        "0.000",
        "1e-16383",
        "10000",
        "1e131071",
        "-0.00010000",
        "100000000",
        &largest,
    ];
    literals::<Numeric>(&db, "numeric", &literal).await;
    check(&db, "numeric", literal.iter().map(|text| text.parse().expect(text)).collect(), shown::<Numeric>).await;
    // Zeros that a scale adds, in every place.
    for scale in 0..12 {
        let statement =
            format!("select v, v::text from (select (10 ^ n)::numeric(60, {scale}) v from generate_series(-9, 9) n) _");
        for (value, text) in sql(statement).fetch_as::<(Numeric, String)>(&db).await.expect("runs") {
            assert_eq!(value.to_string(), text);
        }
    }
}
