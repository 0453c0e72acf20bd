//! Values of every type, there and back, beside PostgreSQL's own text of them.

mod composed;
mod network;
mod numbers;
mod text;
mod times;

use std::fmt::{Debug, Display};

use chrono::{DateTime, NaiveTime, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use relvar::generated::{Element, Encode, Value};
use relvar::types::{Multirange, Path, Polygon, Range, TsVector};
use relvar::{
    Array, BitString, Cube, Db, Executor, Hstore, Interval, IpInet, JsonPath, Numeric, PgDate, PgTime, PgTimestamptz,
    sql,
};

/// Sends values of a column's type and reads them again: as parameter, in an array with NULLs, through a table and
/// through a copy. `text` is what PostgreSQL says they are, where Rust can say it too.
pub(crate) async fn check<T>(db: &Db, ty: &str, values: Vec<T>, text: impl Fn(&T) -> Option<String>)
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
pub(crate) async fn literals<T>(db: &Db, ty: &str, literals: &[&str])
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
pub(crate) fn some<T: Debug>(strategy: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..200).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "one of the functions `check` takes")]
pub(crate) fn shown<T: Display>(value: &T) -> Option<String> {
    Some(value.to_string())
}

#[test]
fn no_bytes_make_a_decoder_panic() {
    fn decode<T: relvar::generated::Decode>(raw: &[u8]) {
        let _ = T::decode(raw);
    }
    fn shown_of<T: relvar::generated::Decode + Display>(raw: &[u8]) {
        let _ = T::decode(raw).map(|value| value.to_string());
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
        shown_of::<PgTimestamptz>(&raw);
        shown_of::<PgDate>(&raw);
        shown_of::<PgTime>(&raw);
        decode::<NaiveTime>(&raw);
        decode::<serde_json::Value>(&raw);
        decode::<String>(&raw);
        decode::<Hstore>(&raw);
        decode::<Cube>(&raw);
        decode::<TsVector>(&raw);
        decode::<JsonPath>(&raw);
        decode::<crate::types::Outer>(&raw);
    });
}
