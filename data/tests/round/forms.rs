//! Files in other forms.

use relvar_data::backup::{self, Format};

use crate::common::{Bench, assert_same_dump, at_once};

#[tokio::test]
async fn a_script_is_run_by_psql() {
    let bench = Bench::with_samples("shop").await;
    let (script, archive) = (bench.file("script"), bench.file("archive"));
    bench.backup("shop", &script, &backup::Options { format: Format::Sql, jobs: 2, ..at_once() }).await;
    bench.backup("shop", &archive, &at_once()).await;
    let text = std::fs::read(&script).unwrap();
    assert!(text == zstd::stream::decode_all(std::fs::File::open(archive).unwrap()).unwrap(), "the scripts differ");
    bench.create("copy").await;
    bench.psql("copy", &String::from_utf8(text).unwrap());
    assert_same_dump(&bench.dump("shop"), &bench.dump("copy"));
}

#[tokio::test]
async fn a_document_has_every_value_as_postgresql_writes_it() {
    let bench = Bench::with_samples("shop").await;
    let file = bench.file("document");
    bench.backup("shop", &file, &backup::Options { format: Format::Json, ..at_once() }).await;
    let document: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(document["relvar_backup"]["database"], "shop");
    let tables = document["tables"].as_array().unwrap();
    let table = |name: &str| tables.iter().find(|table| table["name"] == format!("public.{name}")).unwrap();
    let session = bench.session("shop").await;
    session
        .batch_execute(
            "SET TimeZone = 'UTC'; SET lc_monetary = 'C'; SET search_path = ''; SET IntervalStyle = 'postgres'",
        )
        .await
        .unwrap();
    for row in table("extremes")["rows"].as_array().unwrap() {
        let row = row.as_object().unwrap();
        assert_eq!(row.len(), 55);
        for (column, value) in row {
            // An independent reading: the server writes each value by itself.
            let id = row["id"].as_str().unwrap();
            let sql = format!(
                "SELECT CASE WHEN \"{column}\" IS NOT NULL OR \"{column}\"::text <> '' THEN format('%s', \"{column}\") END \
                 FROM public.extremes WHERE id = {id}"
            );
            let expected: Option<String> = session.query_one(&sql, &[]).await.unwrap().get(0);
            let value = value.as_str();
            assert_eq!(value, expected.as_deref(), "{column}");
        }
    }
    assert_eq!(table("nothing")["rows"].as_array().unwrap().len(), 2);
    assert_eq!(table("empty")["rows"].as_array().unwrap().len(), 0);
    assert!(document["sequences"].as_array().unwrap().iter().any(|own| own["name"] == "public.spare"));
    for statements in ["before", "large_objects", "after"] {
        assert!(!document[statements].as_array().unwrap().is_empty(), "{statements}");
    }
}
