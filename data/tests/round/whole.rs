//! A whole database into an empty one.

use relvar_data::{file, restore};

use crate::common::{Bench, assert_same_dump, at_once};

/// Backup, restore into an empty database of the same name, backup: the same bytes. And pg_dump says the same of both.
async fn round(jobs: usize) {
    let bench = Bench::with_samples("shop").await;
    let (first, second) = (bench.file("first"), bench.file("second"));
    let options = relvar_data::backup::Options { jobs, ..at_once() };
    let summary = bench.backup("shop", &first, &options).await;
    assert_eq!(summary.left_out, Vec::<String>::new());
    let before = bench.dump("shop");

    bench.session("postgres").await.batch_execute("ALTER DATABASE shop RENAME TO original").await.unwrap();
    bench.create("shop").await;
    let restored = bench.restore("shop", &first, &restore::Options { jobs, ..Default::default() }).await.unwrap();
    assert!(restored.is_created && !restored.is_resumed);
    assert_eq!(restored.left_out, Vec::<String>::new());
    assert_same_dump(&before, &bench.dump("shop"));

    bench.backup("shop", &second, &options).await;
    assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap(), "the second backup has other bytes");
    insert_through_every_sequence(&bench, "shop").await;
}

/// Each default, identity and serial column gives a value that is free.
async fn insert_through_every_sequence(bench: &Bench, database: &str) {
    bench.psql(
        database,
        "BEGIN;
         INSERT INTO boxes (width, height) VALUES (1, 1);
         INSERT INTO staff (name, office) VALUES ('new', 1);
         INSERT INTO office (head) VALUES (1);
         INSERT INTO log (what) VALUES ('new');
         INSERT INTO animal VALUES (9, 'hen');
         INSERT INTO uses_spare (t) VALUES ('b');
         SELECT nextval('untouched');
         COMMIT;",
    );
    assert_eq!(bench.text(database, "SELECT max(id) FROM boxes").await, "260");
    assert_eq!(bench.text(database, "SELECT max(id) FROM staff").await, "101");
    assert_eq!(bench.text(database, "SELECT max(id) FROM office").await, "6");
    assert_eq!(
        bench.text(database, "SELECT string_agg(id || what, ',' ORDER BY id) FROM log").await,
        "1INSERT,2new,3INSERT"
    );
    assert_eq!(bench.text(database, "SELECT string_agg(id::text, ',' ORDER BY id) FROM uses_spare").await, "-2,1");
    assert_eq!(bench.text(database, "SELECT nextval('untouched')").await, "2");
}

#[tokio::test]
async fn one_session_restores_what_was_there() {
    round(1).await;
}

#[tokio::test]
async fn several_sessions_restore_what_was_there() {
    round(3).await;
}

#[tokio::test]
async fn the_number_of_sessions_does_not_change_the_file() {
    let bench = Bench::new();
    bench.create("rows").await;
    // Dead rows and several blocks of the file, so that sessions share a table.
    bench.psql(
        "rows",
        "CREATE TABLE a (id bigint, t text); CREATE TABLE b AS SELECT 1 AS n;
         INSERT INTO a SELECT n, repeat(md5(n::text), n % 7) FROM generate_series(1, 200000) n;
         DELETE FROM a WHERE id % 10 = 3; UPDATE a SET t = 'x' WHERE id % 10 = 4;",
    );
    let mut files = Vec::new();
    for jobs in [1, 2, 4] {
        let file = bench.file(&format!("jobs-{jobs}"));
        let options = relvar_data::backup::Options { jobs, ..at_once() };
        let summary = bench.backup("rows", &file, &options).await;
        assert_eq!(summary.index.totals().rows, 180_001);
        assert!(summary.index.totals().blocks > 20);
        files.push(std::fs::read(file).unwrap());
    }
    assert!(files[0] == files[1] && files[0] == files[2], "the files differ");
}

#[tokio::test]
async fn psql_restores_a_file_without_relvar() {
    let bench = Bench::with_samples("shop").await;
    let file = bench.file("backup");
    bench.backup("shop", &file, &at_once()).await;
    bench.create("copy").await;
    // What `zstd -dc` writes.
    let script = zstd::stream::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
    bench.psql("copy", &String::from_utf8(script).unwrap());
    assert_same_dump(&bench.dump("shop"), &bench.dump("copy"));
}

#[tokio::test]
async fn a_file_says_what_it_has_without_a_server() {
    let bench = Bench::with_samples("shop").await;
    let file = bench.file("backup");
    let summary = bench.backup("shop", &file, &at_once()).await;
    let archive = file::Archive::open(&file).unwrap();
    assert_eq!((&archive.header, &archive.index), (&summary.header, &summary.index));
    let verified = file::verify(std::fs::File::open(&file).unwrap()).unwrap();
    assert_eq!((verified.header, verified.index), (summary.header, summary.index));
    assert_eq!(archive.header.database, "shop");
    assert_eq!(archive.header.time, "2026-01-02T03:04:05Z");
    let (_, boxes) = archive.index.tables().find(|(name, _)| name.name == "boxes").unwrap();
    assert_eq!(boxes.totals.rows.to_string(), bench.text("shop", "SELECT count(*) FROM boxes").await);
    let file::Section::Table { columns, .. } = &boxes.section else { panic!("a table") };
    assert_eq!(*columns, ["id", "width", "height"]);
}

#[tokio::test]
async fn partitions_keep_what_is_their_own_of_keys_and_indexes() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql("shop", include_str!("../samples/parts.sql"));
    let file = bench.file("backup");
    bench.backup("shop", &file, &at_once()).await;
    for jobs in [1, 2] {
        let name = format!("copy{jobs}");
        bench.create(&name).await;
        bench.restore(&name, &file, &restore::Options { jobs, ..Default::default() }).await.unwrap();
        assert_same_dump(&bench.dump("shop"), &bench.dump(&name));
    }
    bench.create("script").await;
    let script = zstd::stream::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
    bench.psql("script", &String::from_utf8(script).unwrap());
    assert_same_dump(&bench.dump("shop"), &bench.dump("script"));
}
