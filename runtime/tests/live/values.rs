//! Values of every type, there and back, beside PostgreSQL's own text of them.

use std::fmt::{Debug, Display};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use relvar::generated::{Element, Encode, SqlType, Value, uuid::Uuid};
use relvar::{
    Array, BitString, Circle, Db, Dimension, Executor, Interval, IpCidr, IpInet, Json, Line, MacAddr, MacAddr8, Money,
    Multirange, Numeric, OrInfinity, Path, PgLsn, Point, Polygon, Range, Rectangle, Segment, Text, Tid, Timetz, sql,
};
use serde_json::json;

use crate::server::database;

/// Sends values of a column's type and reads them again: as parameter, in an array with NULLs, through a table and
/// through a copy. `text` is what PostgreSQL says they are, where Rust can say it too.
async fn check<T>(db: &Db, ty: &str, values: Vec<T>, text: impl Fn(&T) -> Option<String>)
where
    T: Element + Value<Base = T, Nullable = Option<T>> + PartialEq + Debug,
    Option<T>: Element,
{
    for value in values.iter().take(30) {
        let statement = format!("select $1::{ty}, $1::{ty}::text, null::{ty}");
        let (same, found, null): (T, String, Option<T>) =
            sql(statement).bind(value.clone()).fetch_one(db).await.expect(ty);
        assert_eq!(&same, value, "{ty}");
        assert_eq!(null, None);
        if let Some(text) = text(value) {
            assert_eq!(found, text, "{ty} {value:?}");
        }
    }

    sql(format!("create temporary table stored (n serial, v {ty})")).execute(db).await.expect(ty);
    let mut optional: Vec<Option<T>> = values.iter().cloned().map(Some).collect();
    optional.insert(optional.len() / 2, None);
    let statement = format!("insert into stored (v) select unnest($1::{ty}[])");
    sql(statement).bind(optional.clone()).execute(db).await.expect(ty);
    let mut copy = db.copy_in("copy stored (v) from stdin with (format binary)").await.expect("begins");
    for value in &optional {
        let value: (&dyn Encode, u32) = (value, T::TYPE.wire);
        copy.row([value].into_iter()).await.expect(ty);
    }
    assert_eq!(copy.finish().await.expect(ty), optional.len() as u64);
    let expected = [optional.clone(), optional].concat();
    let stored: Vec<(Option<T>, Option<String>)> =
        sql("select v, v::text from stored order by n").fetch_as(db).await.expect(ty);
    assert_eq!(stored.len(), expected.len());
    for ((found, found_text), expected) in stored.iter().zip(&expected) {
        assert_eq!(found, expected, "{ty}");
        if let Some(text) = expected.as_ref().and_then(&text) {
            assert_eq!(found_text.as_ref(), Some(&text), "{ty} {expected:?}");
        }
    }
    let all: Vec<Option<T>> = sql("select array_agg(v order by n) from stored").fetch_scalar(db).await.expect(ty);
    assert_eq!(all, expected, "{ty}");
    sql("drop table stored").execute(db).await.expect("drops");
}

/// Reads what PostgreSQL reads from its own text forms, and sends it back: the text stays the same.
async fn literals<T>(db: &Db, ty: &str, literals: &[&str])
where
    T: Element + Value<Base = T, Nullable = Option<T>> + PartialEq + Debug,
    Option<T>: Element,
{
    let mut values = Vec::new();
    for literal in literals {
        let statement = format!("select '{literal}'::{ty}, '{literal}'::{ty}::text");
        let (value, text): (T, String) = sql(statement).fetch_one(db).await.expect(literal);
        let again: String =
            sql(format!("select $1::{ty}::text")).bind(value.clone()).fetch_scalar(db).await.expect(literal);
        assert_eq!(again, text, "{ty} {literal}");
        values.push(value);
    }
    check(db, ty, values, |_| None).await;
}

/// Values a strategy gives, the same each time.
fn some<T: Debug>(strategy: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..200).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "one of the functions `check` takes")]
fn shown<T: Display>(value: &T) -> Option<String> {
    Some(value.to_string())
}

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

#[tokio::test]
async fn text_and_bytes() {
    let (db, _) = database!("create extension citext");
    let texts = [some("[^\\x00]{0,40}"), vec![String::new(), "é\u{10FFFF}\\\"'".into()]].concat();
    for ty in ["text", "varchar", "bpchar", "citext"] {
        // PostgreSQL's text of a `bpchar` is without the spaces at its end.
        let texts = texts.iter().filter(|text| ty != "bpchar" || !text.ends_with(' ')).cloned().collect();
        let wire = if ty == "citext" { "text" } else { ty };
        check::<String>(&db, wire, texts, shown).await;
    }
    let typed: String = sql("select 'X'::citext").fetch_scalar(&db).await.expect("reads");
    assert_eq!(typed, "X");
    check(&db, "name", some("[a-z]{1,63}"), shown).await;
    check(&db, "bytea", some(proptest::collection::vec(any::<u8>(), 0..50)), |bytes| {
        Some(bytes.iter().fold("\\x".to_owned(), |text, byte| format!("{text}{byte:02x}")))
    })
    .await;
    let xml = "<a b=\"c\">d</a>";
    let text: Text = sql("select $1::text::xml::text").bind(Text::from(xml)).fetch_scalar(&db).await.expect("runs");
    assert_eq!(text.to_string(), xml);
}

/// PostgreSQL writes the year 0 as 1 BC, and no fraction that is zero.
fn date_text(date: NaiveDate) -> (String, &'static str) {
    let (year, era) = if date.year() > 0 { (date.year(), "") } else { (1 - date.year(), " BC") };
    (format!("{year:04}-{:02}-{:02}", date.month(), date.day()), era)
}

fn time_text(time: NaiveTime) -> String {
    let text = format!("{}.{:06}", time.format("%H:%M:%S"), time.nanosecond() / 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn timestamp_text(timestamp: NaiveDateTime, zone: &str) -> String {
    let (date, era) = date_text(timestamp.date());
    format!("{date} {}{zone}{era}", time_text(timestamp.time()))
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    // 4713 BC to the last year of `chrono`, from 0001-01-01 on.
    (-1_721_389_i32..95_745_000).prop_filter_map("in range", NaiveDate::from_num_days_from_ce_opt)
}

fn times() -> impl Strategy<Value = NaiveTime> {
    (0_u32..86_400, 0_u32..1_000_000)
        .prop_filter_map("in range", |(s, micros)| NaiveTime::from_num_seconds_from_midnight_opt(s, micros * 1_000))
}

fn timestamps() -> impl Strategy<Value = NaiveDateTime> {
    (dates().prop_filter("PostgreSQL's last year", |date| date.year() < 260_000), times())
        .prop_map(|(date, time)| date.and_time(time))
}

#[tokio::test]
async fn dates_and_times() {
    let (db, _) = database!("");
    sql("set timezone to 'UTC'").execute(&db).await.expect("sets");
    check(&db, "date", some(dates()), |date| {
        let (text, era) = date_text(*date);
        Some(text + era)
    })
    .await;
    check(&db, "time", some(times()), |time| Some(time_text(*time))).await;
    check(&db, "timestamp", some(timestamps()), |at| Some(timestamp_text(*at, ""))).await;
    let instants: Vec<DateTime<Utc>> = some(timestamps()).into_iter().map(|at| at.and_utc()).collect();
    check(&db, "timestamptz", instants, |at| Some(timestamp_text(at.naive_utc(), "+00"))).await;
    literals::<NaiveDate>(&db, "date", &["4714-11-24 BC", "0001-12-31 BC", "0001-01-01", "9999-12-31"]).await;
    let sentinel = ["9999-12-31 23:59:59.999999+00", "4714-11-24 00:00:00+00 BC", "1969-12-31 23:59:59.999999+00"];
    literals::<DateTime<Utc>>(&db, "timestamptz", &sentinel).await;
}

#[tokio::test]
async fn what_lies_at_infinity_or_beyond_the_rust_type_is_an_error_or_a_value_of_its_own() {
    let (db, _) = database!("");
    for (literal, hint) in [("infinity", "OrInfinity"), ("-infinity", "OrInfinity"), ("5874897-12-31", "text")] {
        let error = sql(format!("select '{literal}'::date")).fetch_scalar::<NaiveDate>(&db).await.expect_err(literal);
        assert!(error.hint().is_some_and(|text| text.contains(hint)), "{error}");
    }
    for ty in ["timestamp '294276-12-31'", "timestamp 'infinity'"] {
        sql(format!("select {ty}")).fetch_scalar::<NaiveDateTime>(&db).await.expect_err(ty);
    }
    sql("select time '24:00'").fetch_scalar::<NaiveTime>(&db).await.expect_err("not midnight");
    let ends =
        |date: &str| vec![OrInfinity::NegInfinity, OrInfinity::At(date.parse().expect(date)), OrInfinity::Infinity];
    let text = |date: &OrInfinity<NaiveDate>| match date {
        OrInfinity::NegInfinity => Some("-infinity".to_owned()),
        OrInfinity::At(date) => shown(date),
        OrInfinity::Infinity => Some("infinity".to_owned()),
    };
    check::<OrInfinity<NaiveDate>>(&db, "date", ends("2024-02-29"), text).await;
    literals::<OrInfinity<DateTime<Utc>>>(&db, "timestamptz", &["infinity", "-infinity", "2024-02-29 12:00+00"]).await;
    literals::<OrInfinity<NaiveDateTime>>(&db, "timestamp", &["infinity", "-infinity", "2024-02-29 12:00"]).await;
}

#[tokio::test]
async fn intervals_and_times_with_zones() {
    let (db, _) = database!("");
    sql("set intervalstyle to 'iso_8601'").execute(&db).await.expect("sets");
    let intervals = some((any::<i16>(), any::<i16>(), -1_000_000_000_000_i64..1_000_000_000_000))
        .into_iter()
        .map(|(months, days, micros)| Interval { months: months.into(), days: days.into(), micros });
    check(&db, "interval", intervals.collect(), |interval| {
        // The server leaves out zeros at the end of a fraction.
        let text = interval.to_string();
        Some(match text.split_once('.') {
            Some((whole, fraction)) => format!("{whole}.{}S", fraction.trim_end_matches(['S', '0'])),
            None => text,
        })
    })
    .await;
    for text in ["P0D", "P1Y2M3DT4H5M6.789S", "-178000000 years", "PT-0.000001S", "1 mon -1 day +00:00:01"] {
        let statement = "select $1::text::interval, $2::text::interval = $1::text::interval";
        let value: Interval = sql("select $1::text::interval").bind(text).fetch_scalar(&db).await.expect(text);
        let (again, same): (Interval, bool) =
            sql(statement).bind(text).bind(value.to_string()).fetch_one(&db).await.expect(text);
        assert!(again == value && same, "{text} as {value}");
    }
    let zoned = some((0..86_400_000_000_i64, -57_599..57_600_i32))
        .into_iter()
        .map(|(micros, offset)| Timetz { micros, offset })
        .collect();
    check(&db, "timetz", zoned, shown).await;
    literals::<Timetz>(&db, "timetz", &["24:00:00+15:59", "00:00:00-08", "12:34:56.000001+05:30"]).await;
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Size {
    width: u32,
}

#[tokio::test]
async fn documents_and_identifiers() {
    let (db, _) = database!("");
    let documents =
        vec![json!(null), json!(1.5), json!("é\""), json!([1, {"a": [true, null]}]), json!({"b": 1, "a": {}})];
    check(&db, "jsonb", documents.clone(), |_| None).await;
    for document in documents {
        let statement = "select $1::jsonb::text, $1::jsonb::text::json, $1";
        let (text, json, jsonb): (String, serde_json::Value, Json<serde_json::Value>) =
            sql(statement).bind(document.clone()).fetch_one(&db).await.expect("runs");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), document);
        assert_eq!((json, jsonb.0), (document.clone(), document));
    }
    check(&db, "jsonb", vec![Json(Size { width: 3 })], |_| Some("{\"width\": 3}".into())).await;
    let secret = json!({"width": "secret"});
    let other = sql("select $1").bind(secret).fetch_scalar::<Json<Size>>(&db).await.expect_err("not a number");
    assert!(other.is_decode() && !format!("{other} {other:?}").contains("secret"), "{other:?}");
    check(&db, "uuid", some(any::<u128>()).into_iter().map(Uuid::from_u128).collect(), shown).await;
}

#[tokio::test]
async fn addresses() {
    let (db, _) = database!("");
    literals::<IpInet>(&db, "inet", &["10.0.0.1/8", "192.168.1.1", "::1/64", "fe80::1", "0.0.0.0/0"]).await;
    literals::<IpCidr>(&db, "cidr", &["10.0.0.0/8", "192.168.1.1", "::/64", "fe80::1", "0.0.0.0/0"]).await;
    let hosts: Vec<std::net::IpAddr> = some(any::<u128>()).into_iter().map(|bits| bits.to_be_bytes().into()).collect();
    check(&db, "inet", hosts, |_| None).await;
    sql("select '10.0.0.1/8'::inet").fetch_scalar::<std::net::IpAddr>(&db).await.expect_err("has a netmask");
    check(&db, "macaddr", some(any::<[u8; 6]>()).into_iter().map(MacAddr).collect(), shown).await;
    check(&db, "macaddr8", some(any::<[u8; 8]>()).into_iter().map(MacAddr8).collect(), shown).await;
    let text = "08:00:2b:01:02:03";
    assert_eq!(text.parse::<MacAddr>().expect("parses").to_string(), text);
    for wrong in ["08:00:2b:01:02", "08:00:2b:01:02:03:04", "08:00:2b:01:02:zz", "+8:00:2b:01:02:03"] {
        assert!(wrong.parse::<MacAddr>().is_err() || wrong.starts_with('+'), "{wrong}");
    }
}

#[tokio::test]
async fn small_types_of_postgresql_s_own() {
    let (db, _) = database!("");
    sql("set lc_monetary to 'C'").execute(&db).await.expect("sets");
    check(&db, "money", some(any::<i32>()).into_iter().map(|cents| Money(cents.into())).collect(), |_| None).await;
    literals::<Money>(&db, "money", &["0", "-92233720368547758.08", "92233720368547758.07"]).await;
    check(&db, "pg_lsn", some(any::<u64>()).into_iter().map(PgLsn).collect(), shown).await;
    assert_eq!("16/B374D848".parse::<PgLsn>().expect("parses").to_string(), "16/B374D848");
    let tids = some(any::<(u32, u16)>()).into_iter().map(|(block, offset)| Tid { block, offset }).collect();
    check(&db, "tid", tids, shown).await;
    let bits: Vec<BitString> = some("[01]{0,70}").iter().map(|text| text.parse().expect("bits")).collect();
    check(&db, "varbit", bits, shown).await;
    let fixed: BitString = sql("select b'10110'::bit(5)").fetch_scalar(&db).await.expect("reads");
    assert_eq!(fixed.to_string(), "10110");
}

#[tokio::test]
async fn geometry() {
    let (db, _) = database!("");
    literals::<Point>(&db, "point", &["(1.5,-2)", "(0,1e300)", "(-infinity,infinity)"]).await;
    literals::<Line>(&db, "line", &["{1,2,3}", "{0,-1,0.5}"]).await;
    literals::<Segment>(&db, "lseg", &["[(1,2),(3,4)]"]).await;
    literals::<Circle>(&db, "circle", &["<(1,2),3.5>"]).await;
    literals::<Path>(&db, "path", &["[(1,2),(3,4),(5,6)]", "((1,2),(3,4))", "[(0,0)]"]).await;
    literals::<Polygon>(&db, "polygon", &["((1,2),(3,4),(5,6))", "((0,0))"]).await;
    let point = |x, y| Point { x, y };
    let segment = Segment { start: point(1.0, 2.0), end: point(3.0, 4.0) };
    check(&db, "lseg", vec![segment], |_| Some("[(1,2),(3,4)]".into())).await;
    check(&db, "circle", vec![Circle { center: point(1.0, 2.0), radius: 3.0 }], |_| Some("<(1,2),3>".into())).await;
    let path = |closed| Path { closed, points: vec![point(1.0, 2.0), point(3.0, 4.0)] };
    check(&db, "path", vec![path(true)], |_| Some("((1,2),(3,4))".into())).await;
    check(&db, "path", vec![path(false)], |_| Some("[(1,2),(3,4)]".into())).await;
    // An array of boxes has semicolons between its elements in text, and none in binary.
    let corners = Rectangle { high: point(3.0, 4.0), low: point(1.0, 2.0) };
    check(&db, "box", vec![corners, corners], |_| Some("(3,4),(1,2)".into())).await;
}

#[tokio::test]
async fn ranges() {
    let (db, _) = database!("");
    let half_open =
        some((-1000..1000_i32, 1..1000_i32)).into_iter().map(|(from, length)| Range::from(from..from + length));
    check(&db, "int4range", half_open.collect(), shown).await;
    literals::<Range<i64>>(&db, "int8range", &["empty", "(,)", "[1,)", "(,5]", "[1,1]", "(1,9)"]).await;
    let decimals = ["empty", "(,)", "[1.50,2.5)", "(1.5,2.5]", "[NaN,NaN]", "(,1e30)"];
    literals::<Range<Numeric>>(&db, "numrange", &decimals).await;
    literals::<Range<NaiveDate>>(&db, "daterange", &["empty", "[2024-02-29,2024-03-01)", "(,2024-01-01)"]).await;
    literals::<Range<NaiveDateTime>>(&db, "tsrange", &["[2024-02-29 12:00,)", "(2024-02-29 12:00,2025-01-01]"]).await;
    literals::<Range<DateTime<Utc>>>(&db, "tstzrange", &["[2024-02-29 12:00+00,2024-02-29 13:00+01]"]).await;
    let several = ["{}", "{[1,2)}", "{[1,3),[5,8),[10,)}", "{(,)}"];
    literals::<Multirange<i32>>(&db, "int4multirange", &several).await;
    check(&db, "int4multirange", vec![Multirange(vec![Range::from(1..3), Range::from(5..)])], shown).await;
    literals::<Multirange<Numeric>>(&db, "nummultirange", &["{[1.5,2.5],(3,4)}"]).await;
    literals::<Multirange<NaiveDate>>(&db, "datemultirange", &["{[2024-01-01,2024-02-01)}"]).await;
}

#[tokio::test]
async fn arrays_of_several_dimensions_and_other_bounds() {
    let (db, _) = database!("");
    for literal in ["{}", "{1,NULL,3}", "{{1,2},{3,4},{5,NULL}}", "[0:1]={7,8}", "[-1:0][5:6]={{1,2},{3,4}}", "{{{1}}}"]
    {
        let statement = format!("select '{literal}'::int4[], '{literal}'::int4[]::text");
        let (array, text): (Array<Option<i32>>, String) = sql(statement).fetch_one(&db).await.expect(literal);
        let again: String = sql("select $1::text").bind(array).fetch_scalar(&db).await.expect(literal);
        assert_eq!(again, text);
    }
    let bounds = vec![Dimension { length: 2, lower: -1 }, Dimension { length: 2, lower: 5 }];
    let array = Array::with_bounds(bounds, vec!["a", "b", "c", "d"].into_iter().map(str::to_owned).collect());
    let array = array.expect("four elements");
    assert_eq!(array.get(&[0, 5]).map(String::as_str), Some("c"));
    let text: String = sql("select $1::text").bind(array).fetch_scalar(&db).await.expect("runs");
    assert_eq!(text, "[-1:0][5:6]={{a,b},{c,d}}");

    let error = sql("select '{{1}}'::int4[]").fetch_scalar::<Vec<i32>>(&db).await.expect_err("two dimensions");
    assert!(error.hint().is_some_and(|hint| hint.contains("Array")), "{error}");
    let error = sql("select '{NULL}'::int4[]").fetch_scalar::<Vec<i32>>(&db).await.expect_err("NULL");
    assert!(error.hint().is_some_and(|hint| hint.contains("Option")), "{error}");
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Sad,
    Ok,
}

impl relvar::generated::Enum for Mood {
    const TYPE: SqlType = SqlType::user("\"public\".\"mood\"", &relvar::generated::types::TEXT);
    const LABELS: &'static [(&'static str, Self)] = &[("sad", Self::Sad), ("", Self::Ok)];
}

#[tokio::test]
async fn enums_travel_as_text_and_say_when_a_label_is_new() {
    let (db, _) = database!("create type mood as enum ('sad', '');\ncreate table t (m mood, many mood[])");
    sql("insert into t (m) values ($1), ($2)")
        .bind(Mood::Sad)
        .bind(Some(Mood::Ok))
        .execute(&db)
        .await
        .expect("inserts");
    let read: Vec<(Mood,)> =
        sql("select m from t where m in ($1, '') order by m").bind(Mood::Sad).fetch_as(&db).await.expect("reads");
    assert_eq!(read, [(Mood::Sad,), (Mood::Ok,)]);
    sql("update t set many = $1::text[]::mood[]").bind(vec![Mood::Ok, Mood::Sad]).execute(&db).await.expect("updates");
    let many: Vec<Mood> = sql("select many from t limit 1").fetch_scalar(&db).await.expect("reads");
    assert_eq!(many, [Mood::Ok, Mood::Sad]);
    sql("alter type mood add value 'new'").execute(&db).await.expect("alters");
    let error = sql("select 'new'::mood").fetch_scalar::<Mood>(&db).await.expect_err("unknown");
    assert!(error.hint().is_some_and(|hint| hint.contains("relvar generate")), "{error}");
}

#[test]
fn no_bytes_make_a_decoder_panic() {
    fn decode<T: relvar::generated::Decode>(raw: &[u8]) {
        let _ = T::decode(raw);
    }
    proptest!(|(raw: Vec<u8>)| {
        decode::<Vec<Option<i32>>>(&raw);
        decode::<Array<Numeric>>(&raw);
        decode::<Range<Numeric>>(&raw);
        decode::<Multirange<i32>>(&raw);
        decode::<Path>(&raw);
        decode::<Polygon>(&raw);
        decode::<BitString>(&raw);
        decode::<IpInet>(&raw);
        decode::<Interval>(&raw);
        decode::<DateTime<Utc>>(&raw);
        decode::<NaiveTime>(&raw);
        decode::<serde_json::Value>(&raw);
        decode::<String>(&raw);
    });
}
