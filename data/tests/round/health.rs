//! What is wrong with a database is found, and what is well is not reported.

use relvar_data::database::{Finding, Level, health};

use crate::{common::Bench, pgbouncer::Bouncer};

fn about<'a>(findings: &'a [Finding], what: &str) -> Vec<&'a str> {
    findings.iter().filter(|own| own.what == what).map(|own| own.text.as_str()).collect()
}

#[tokio::test]
async fn a_bloated_index_is_found_and_a_full_one_is_not() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE full_one (id integer PRIMARY KEY, t text); INSERT INTO full_one SELECT n, 'text ' || n FROM generate_series(1, 500000) n;
         CREATE INDEX full_text ON full_one (t, lower(t)); CREATE INDEX same ON full_one ((1));
         CREATE TABLE bloated (id integer PRIMARY KEY); INSERT INTO bloated SELECT generate_series(1, 600000);
         DELETE FROM bloated WHERE id % 20 <> 0; VACUUM ANALYZE bloated; VACUUM ANALYZE full_one",
    );
    let findings = health(&bench.config("shop")).await.unwrap();
    let found = about(&findings, "bloated indexes");
    assert!(found.len() == 1 && found[0].starts_with("index public.bloated_pkey has 13 MB"), "{found:?}");
    bench.psql("shop", "REINDEX INDEX bloated_pkey; ANALYZE bloated");
    let findings = health(&bench.config("shop")).await.unwrap();
    assert!(findings.iter().all(|own| own.level == Level::Good), "{findings:?}");
}

#[tokio::test]
async fn what_a_role_may_not_do_is_counted() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE a (id integer); CREATE TABLE b (id integer); CREATE SCHEMA hidden; CREATE TABLE hidden.c (id integer);
         CREATE ROLE clerk LOGIN PASSWORD 'clerk'; GRANT SELECT ON a, b, hidden.c TO clerk; GRANT INSERT ON a TO clerk",
    );
    let url = bench.url("shop");
    let (_, place) = url.split_once('@').unwrap();
    let findings = health(&format!("postgres://clerk:clerk@{place}").parse().unwrap()).await.unwrap();
    assert_eq!(
        about(&findings, "rights"),
        [
            "role clerk may not select 1 tables: hidden.c",
            "role clerk may not insert 2 tables: hidden.c, public.b",
            "role clerk may not update 3 tables: hidden.c, public.a, public.b",
            "role clerk may not delete 3 tables: hidden.c, public.a, public.b",
        ]
    );
}

#[tokio::test]
async fn a_pooler_that_gives_each_statement_another_session_is_found() {
    let bench = Bench::new();
    bench.create("shop").await;
    assert!(about(&health(&bench.config("shop")).await.unwrap(), "pooler").is_empty());
    for (mode, is_found) in [("transaction", true), ("session", false)] {
        let Some(bouncer) = Bouncer::start_in(mode, &bench.url("shop")).await else { return };
        let findings = health(&bouncer.url().parse().unwrap()).await.unwrap();
        assert_eq!(about(&findings, "pooler").len(), usize::from(is_found), "{mode}: {findings:?}");
    }
}
