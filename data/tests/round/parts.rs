//! Parts of a database, parts of a file, and tables that are there.

use relvar_data::{
    Error, backup,
    restore::{self, OnConflict},
};

use crate::common::{Bench, assert_same_dump, at_once};

fn tables(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn tables_come_with_what_they_need() {
    let bench = Bench::with_samples("shop").await;
    let file = bench.file("part");
    let options = backup::Options { tables: tables(&["dog", "extremes", "measure"]), ..at_once() };
    let summary = bench.backup("shop", &file, &options).await;
    let saved: Vec<String> = summary.index.tables().map(|(name, _)| name.to_string()).collect();
    let expected = ["animal", "dog", "extremes", "measure_2024", "measure_2025", "measure_rest_1"]
        .map(|name| format!("public.{name}"));
    assert_eq!(saved, expected);
    // The foreign key to a table that is not saved, and the trigger whose function is not.
    assert!(summary.left_out.iter().any(|what| what.contains("measure_place_fkey")), "{:?}", summary.left_out);

    bench.create("copy").await;
    bench.restore("copy", &file, &restore::Options::default()).await.unwrap();
    let rows = "SELECT string_agg(md5(e::text), ' ' ORDER BY id) FROM extremes e";
    assert_eq!(bench.text("shop", rows).await, bench.text("copy", rows).await);
    assert_eq!(bench.text("copy", "SELECT count(*) FROM measure").await, "31");
}

#[tokio::test]
async fn a_schema_and_single_tables_out_of_a_file() {
    let bench = Bench::with_samples("shop").await;
    let (part, whole) = (bench.file("part"), bench.file("whole"));
    let options = backup::Options { schemas: tables(&["Odd*"]), ..at_once() };
    let summary = bench.backup("shop", &part, &options).await;
    assert_eq!(summary.index.tables().count(), 1);
    bench.create("odd").await;
    bench.restore("odd", &part, &restore::Options::default()).await.unwrap();
    assert_eq!(
        bench.text("odd", "SELECT string_agg(\"select\", '') FROM \"Odd \"\"Schema\"\"\".\"Täble\"").await,
        "12"
    );

    bench.backup("shop", &whole, &at_once()).await;
    bench.create("boxes").await;
    let options = restore::Options { tables: tables(&["public.boxes"]), ..Default::default() };
    let restored = bench.restore("boxes", &whole, &options).await.unwrap();
    assert_eq!(restored.tables.len(), 1);
    bench.psql("boxes", "INSERT INTO boxes (width, height) VALUES (1, 1)");
    assert_eq!(bench.text("boxes", "SELECT max(id) FROM boxes").await, "260");
}

#[tokio::test]
async fn rows_go_into_tables_that_are_there() {
    let bench = Bench::with_samples("shop").await;
    let file = bench.file("whole");
    bench.backup("shop", &file, &at_once()).await;
    let before = bench.dump("shop");
    // All rows go, and the counters begin anew. What is there besides stays: triggers, and foreign keys in a circle.
    bench.psql(
        "shop",
        "TRUNCATE staff, office, measure, animal, dog, log, boxes, extremes, old_rows, uses_spare, booking, unlogged, nothing,
            only_generated, \"Odd \"\"Schema\"\"\".\"Täble\" RESTART IDENTITY;
         ALTER TABLE old_rows DROP CONSTRAINT positive;
         ALTER TABLE animal DISABLE TRIGGER note; ALTER TABLE animal ENABLE ALWAYS TRIGGER note",
    );
    let restored = bench.restore("shop", &file, &restore::Options::default()).await.unwrap();
    assert!(!restored.is_created);
    assert_eq!(bench.text("shop", "SELECT count(*) FROM log").await, "1");
    assert_eq!(bench.text("shop", "SELECT tgenabled FROM pg_trigger WHERE tgname = 'note'").await, "A");
    bench.psql(
        "shop",
        "ALTER TABLE old_rows ADD CONSTRAINT positive CHECK (n > 0) NOT VALID; ALTER TABLE animal ENABLE TRIGGER note;
         SELECT setval('spare', 1); SELECT setval('boxes_id_seq', 255)",
    );
    let without = |dump: &str| {
        let lines: Vec<&str> = dump.lines().filter(|line| !line.contains("pg_catalog.setval")).collect();
        lines.join("\n")
    };
    assert_same_dump(&without(&before), &without(&bench.dump("shop")));
    bench.psql(
        "shop",
        "INSERT INTO boxes (width, height) VALUES (1, 1); INSERT INTO staff (name, office) VALUES ('new', 1);
         INSERT INTO office (head) VALUES (1); INSERT INTO log (what) VALUES ('new')",
    );
}

#[tokio::test]
async fn rows_that_are_there_stay_or_change() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text, n integer GENERATED ALWAYS AS (id * 2) STORED);
         INSERT INTO a (t) VALUES ('one'), ('two'), ('three')",
    );
    let file = bench.file("a");
    bench.backup("shop", &file, &at_once()).await;
    bench.psql(
        "shop",
        "UPDATE a SET t = 'changed' WHERE id = 1; DELETE FROM a WHERE id = 2; INSERT INTO a (t) VALUES ('four')",
    );
    let rows = "SELECT string_agg(id || t || n, ' ' ORDER BY id) FROM a";
    let here = "1changed2 3three6 4four8";
    let with = |on_conflict| restore::Options { on_conflict, ..Default::default() };

    let failed = bench.restore("shop", &file, &with(OnConflict::Fail)).await.unwrap_err();
    assert!(failed.to_string().contains("a_pkey"), "{failed}");
    assert_eq!(bench.text("shop", rows).await, here);

    bench.restore("shop", &file, &with(OnConflict::Skip)).await.unwrap();
    assert_eq!(bench.text("shop", rows).await, "1changed2 2two4 3three6 4four8");
    bench.restore("shop", &file, &with(OnConflict::Update)).await.unwrap();
    assert_eq!(bench.text("shop", rows).await, "1one2 2two4 3three6 4four8");
    bench.psql("shop", "INSERT INTO a (t) VALUES ('five')");
}

#[tokio::test]
async fn what_does_not_fit_is_listed_and_nothing_changes() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE a (id integer, t text); CREATE TABLE b (x integer, y integer); INSERT INTO a VALUES (1)",
    );
    let file = bench.file("a");
    bench.backup("shop", &file, &at_once()).await;
    bench.psql(
        "shop",
        "DROP TABLE b; ALTER TABLE a DROP COLUMN t, ALTER COLUMN id TYPE bigint, ADD COLUMN more integer NOT NULL DEFAULT 1;
         ALTER TABLE a ALTER COLUMN more DROP DEFAULT",
    );
    let Error::Differs { faults } = bench.restore("shop", &file, &restore::Options::default()).await.unwrap_err()
    else {
        panic!("it differs");
    };
    assert_eq!(
        faults,
        [
            "column `public.a.id` is bigint, and integer in the file",
            "column `public.a.t` is missing",
            "column `public.a.more` is not in the file, and it is NOT NULL without a default",
            "table `public.b` is missing",
        ]
    );
    assert_eq!(bench.text("shop", "SELECT count(*) FROM a").await, "1");
}

#[tokio::test]
async fn rows_that_policies_hide_are_an_error() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE secret (id integer, owner text); INSERT INTO secret VALUES (1, 'somebody');
         ALTER TABLE secret ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON secret USING (owner = current_user);
         CREATE ROLE clerk LOGIN PASSWORD 'clerk'; GRANT SELECT ON secret TO clerk",
    );
    let url = bench.url("shop");
    let (_, place) = url.split_once('@').unwrap();
    let config = format!("postgres://clerk:clerk@{place}").parse().unwrap();
    let mut out = Vec::new();
    let failed = backup::backup(&config, &at_once(), &mut out, &mut |_| {}).await.unwrap_err();
    assert!(matches!(&failed, Error::HiddenRows { table } if table == "public.secret"), "{failed}");
    assert!(failed.to_string().contains("BYPASSRLS"), "{failed}");
}
