//! Databases that are not what the last run left, and records of an older layout.

use crate::common::Bench;
use relvar_migrate::{Drift, Drifted, MigrateError, RunOptions, Verb, Way};

fn objects(drifted: &[Drifted]) -> Vec<(Verb, &str)> {
    drifted.iter().map(|own| (own.verb, own.object.as_str())).collect()
}

#[tokio::test]
async fn nothing_runs_on_a_database_that_has_changed() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int); CREATE TABLE actor ();", "DROP TABLE film, actor;"));
    bench.write("bbbb", "aaaa", ("CREATE TABLE language ();", "DROP TABLE language;"));
    let migrator = bench.migrator();
    migrator.up(&database).await.unwrap();
    assert_eq!(migrator.inspect(&database).await.unwrap().1, []);
    let ends = "SELECT string_agg(revision || (fingerprint_before IS NOT NULL) || (fingerprint_after IS NOT NULL), ' '
        ORDER BY id) FROM relvar.revision";
    assert_eq!(bench.text(ends).await, "aaaatruefalse bbbbfalsetrue");

    // Rows, statistics, temporary tables and partitions are not the schema.
    let session = bench.session().await;
    for sql in
        ["INSERT INTO film VALUES (1)", "CREATE TEMP TABLE t ()", "VACUUM FULL pg_class", "VACUUM FULL pg_attribute"]
    {
        session.batch_execute(sql).await.unwrap();
    }
    assert_eq!(migrator.inspect(&database).await.unwrap().1, []);

    session
        .batch_execute("ALTER TABLE film ADD by_hand int; DROP TABLE actor; CREATE VIEW films AS SELECT id FROM film")
        .await
        .unwrap();
    let found = migrator.inspect(&database).await.unwrap().1;
    let changed =
        [(Verb::Remove, "table public.actor"), (Verb::Change, "table public.film"), (Verb::Add, "view public.films")];
    assert_eq!(objects(&found), changed);
    bench.write("cccc", "bbbb", ("CREATE TABLE store ();", "DROP TABLE store;"));
    let migrator = bench.migrator();
    for refused in [migrator.up(&database).await.unwrap_err(), migrator.down(&database, "-1").await.unwrap_err()] {
        let MigrateError::Drifted { objects: found } = &refused else { panic!("{refused}") };
        assert_eq!(objects(found), changed);
    }
    assert_eq!(bench.text("SELECT to_regclass('store')").await, "");
    // Put back, it is what it was, though the catalogs have other rows now.
    session.batch_execute("DROP VIEW films; CREATE TABLE actor (); ALTER TABLE film DROP by_hand").await.unwrap();
    assert_eq!(migrator.inspect(&database).await.unwrap().1, []);
    session.batch_execute("CREATE TABLE by_hand ()").await.unwrap();
    let mut options = RunOptions::default();
    options.drift = Drift::Allow;
    assert_eq!(migrator.clone().with(options).up(&database).await.unwrap(), ["cccc"]);
    // What is there now is what is expected from now on.
    assert_eq!(migrator.inspect(&database).await.unwrap().1, []);
    session.batch_execute("DROP TABLE by_hand").await.unwrap();
    assert_eq!(migrator.inspect(&database).await.unwrap().1.len(), 1);
    migrator.stamp(&database, &["cccc".to_owned()], false).await.unwrap();
    assert_eq!(migrator.inspect(&database).await.unwrap().1, []);
}

#[tokio::test]
async fn what_is_mended_by_hand_after_a_failure_is_no_drift() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int);", ""));
    bench.migrator().up(&database).await.unwrap();
    bench.write("bbbb", "aaaa", ("-- alone\nCREATE TABLE actor (); CREATE TABLE film ();", ""));
    bench.migrator().up(&database).await.unwrap_err();
    let session = bench.session().await;
    session.batch_execute("DROP TABLE film").await.unwrap();
    assert_eq!(bench.migrator().inspect(&database).await.unwrap().1, []);
    assert_eq!(bench.migrator().up(&database).await.unwrap(), ["bbbb"]);
}

#[tokio::test]
async fn records_of_the_first_layout_are_upgraded() {
    let bench = Bench::new();
    let database = bench.database();
    bench.write("aaaa", "", ("CREATE TABLE film (id int);", "DROP TABLE film;"));
    bench.migrator().up(&database).await.unwrap();
    let session = bench.session().await;
    session
        .batch_execute(
            "DROP VIEW relvar.module_migrations, relvar.module_model_states;
             DROP TABLE relvar.module, relvar.module_state, relvar.state;
             ALTER TABLE relvar.revision DROP replaces; UPDATE relvar.layout SET version = 1",
        )
        .await
        .unwrap();
    // Who only looks changes nothing.
    let (state, drifted) = bench.migrator().inspect(&database).await.unwrap();
    assert_eq!((state.heads.len(), drifted.len()), (1, 0));
    assert_eq!(bench.text("SELECT version FROM relvar.layout").await, "1");
    bench.write("bbbb", "aaaa", ("CREATE TABLE actor ();", "DROP TABLE actor;"));
    bench.migrator().up(&database).await.unwrap();
    assert_eq!(bench.text("SELECT version FROM relvar.layout").await, "3");
    assert_eq!(bench.text("SELECT count(*) FROM relvar.state").await, "1");
    session.batch_execute("UPDATE relvar.layout SET version = 99").await.unwrap();
    let newer = bench.migrator().migrate(&database, Way::Down, "-1", &mut |_| {}).await.unwrap_err();
    assert!(matches!(newer, MigrateError::Layout { found: 99, .. }), "{newer}");
}
