//! Text, bytes, documents and enums.

use proptest::prelude::*;
use relvar::generated::{SqlType, uuid::Uuid};
use relvar::{Json, JsonText, sql, types::Text};
use serde_json::json;

use super::{check, shown, some};
use crate::server::database;

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

/// Documents with numbers of any length, and nested in any way, as text.
fn documents() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?";
    let leaf = prop_oneof![
        number,
        Just("null".to_owned()),
        Just("true".to_owned()),
        "[^\\x00]{0,12}".prop_map(|text| serde_json::to_string(&text).expect("JSON")),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        let member = ("[a-z]{0,3}", inner.clone()).prop_map(|(key, value)| format!("{key:?} : {value}"));
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(" ,"))),
            proptest::collection::vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(", "))),
        ]
    })
}

#[tokio::test]
async fn the_text_of_a_document_is_kept_and_no_number_changes_silently() {
    let (db, _) = database!("");
    let deep = "[".repeat(3000) + &"]".repeat(3000);
    let given = ["1e400", "123456789012345678901234567890.1234567890", "0.1000000000000000000001", "-0", &deep];
    for text in given.map(str::to_owned).into_iter().chain(some(documents())) {
        let document: JsonText = text.parse().expect("JSON");
        let statement = "select $1::jsonb, $2::text::jsonb::text, $2::text::json, $2::text::jsonb";
        let (written, server, json, jsonb): (JsonText, String, JsonText, JsonText) =
            sql(statement).bind(document).bind(text.clone()).fetch_one(&db).await.expect("runs");
        assert_eq!((written.as_str(), jsonb.as_str()), (server.as_str(), server.as_str()), "{text}");
        assert_eq!(json.as_str(), text);
        // What is read as a value is the same document for the server, or an error.
        let read = sql("select $1::text::jsonb").bind(text.clone()).fetch_scalar::<serde_json::Value>(&db).await;
        match read {
            Ok(value) => {
                let same = sql("select $1::jsonb = $2::text::jsonb").bind(value).bind(text.clone());
                assert!(same.fetch_scalar::<bool>(&db).await.expect("runs"), "{text}");
            }
            Err(error) => assert!(error.hint().is_some_and(|hint| hint.contains("JsonText")), "{text}: {error}"),
        }
    }
    for lost in ["[1e400]", "123456789012345678901234567890", "{\"a\": 0.1000000000000000000001}", &deep] {
        let read = || sql("select $1::text::jsonb").bind(lost.to_owned());
        assert!(read().fetch_scalar::<serde_json::Value>(&db).await.is_err(), "{lost}");
        assert!(read().fetch_scalar::<Json<serde_json::Value>>(&db).await.is_err(), "{lost}");
    }
    // What could not be read again is not written.
    let mut nested = json!(1);
    for _ in 0..200 {
        nested = json!([nested]);
    }
    let refused = sql("select $1::jsonb").bind(nested).fetch_scalar::<JsonText>(&db).await.expect_err("too deep");
    assert!(refused.to_string().contains("deep"), "{refused}");
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
