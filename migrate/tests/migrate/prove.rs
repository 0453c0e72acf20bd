//! A proof finds what is wrong with a plan, and what is right comes out as proved.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::{
    Catalog,
    connect::Session,
    introspect::introspect,
    scratch::{Options, Server},
};
use relvar_migrate::prove::{Bench, Proof, Verdict, prove};

async fn start() -> Server {
    Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap()
}

async fn stop(server: Server) {
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
}

async fn read(server: &Server, name: &str, sql: &str) -> Catalog {
    let mut session = Session::open(&server.database(name).await.unwrap()).await.unwrap();
    session.batch_execute(sql).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    catalog
}

async fn bench(server: &Server, name: &str) -> Bench {
    let names = ["trial", "spare", "wanted"].map(|end| format!("{name}_{end}"));
    let open = async |name: &str| server.database(name).await.unwrap();
    let (trial, spare, wanted) = (open(&names[0]).await, open(&names[1]).await, open(&names[2]).await);
    Bench { trial, spare, wanted, urls: names.map(|name| server.url_of(&name)) }
}

fn verdicts(proof: &Proof) -> Vec<String> {
    proof.checks.iter().filter(|own| !matches!(own.verdict, Verdict::Proved(_))).map(ToString::to_string).collect()
}

const OLD: &str = "
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE language (id integer PRIMARY KEY, name varchar(20) NOT NULL UNIQUE);
CREATE TABLE film (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, length integer CHECK (length > 0),
    language_id integer NOT NULL REFERENCES language, state text CHECK (state IN ('draft', 'done')), m mood DEFAULT 'sad');
CREATE VIEW titles AS SELECT title FROM film;
CREATE TABLE part (k integer, v text) PARTITION BY RANGE (k);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10);";

const NEW: &str = "
CREATE TYPE mood AS ENUM ('sad', 'so-so', 'glad');
CREATE TABLE language (id integer PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);
CREATE TABLE film (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL,
    duration bigint CONSTRAINT film_length_check CHECK (duration > 0), language_id integer NOT NULL REFERENCES language,
    state text CHECK (state IN ('draft', 'done')), m mood DEFAULT 'sad', rank integer DEFAULT 0 NOT NULL);
CREATE VIEW titles AS SELECT title, rank FROM film;
CREATE TABLE part (k integer, v text, w integer) PARTITION BY RANGE (k);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE INDEX ON film (title);";

#[tokio::test]
async fn a_plan_is_proved() {
    let server = start().await;
    let (from, to) = (read(&server, "old", OLD).await, read(&server, "new", NEW).await);
    let renames = vec!["column public.film.length=duration".parse().unwrap()];
    for (name, online) in [("usual", false), ("online", true)] {
        let options = relvar_migrate::Options { renames: renames.clone(), online, ..Default::default() };
        let proof = prove(&bench(&server, name).await, &from, &to, &options).await.unwrap();
        assert!(proof.was_tried() && !proof.has_failed(), "{name}: {:#?}", proof.checks);
        let left: Vec<_> = verdicts(&proof).into_iter().filter(|own| !own.starts_with("pg_dump")).collect();
        assert!(left.is_empty(), "{left:?}");
        // Every table took rows, whatever its keys and checks.
        let rows = proof.checks.iter().find(|own| own.what == "rows survive").unwrap();
        assert_eq!(rows.verdict, Verdict::Proved("9 in 3 tables".to_owned()));
        assert_eq!(proof.checks.len(), 7);
    }
    stop(server).await;
}

/// A catalog that no server would give: the proof must notice.
#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = start().await;
    let from = read(&server, "old", OLD).await;
    let mut to = from.clone();
    // A check that says something else on the server than in the catalog.
    let film = to.relations.iter_mut().find(|own| own.name.name == "film").unwrap();
    let own = film.constraints.iter_mut().find(|own| own.name == "film_length_check").unwrap();
    if let relvar_catalog::catalog::ConstraintKind::Check(check) = &mut own.kind {
        check.expression = "(length > 0 and true)".to_owned();
    }
    let options = relvar_migrate::Options::default();
    let proof = prove(&bench(&server, "check").await, &from, &to, &options).await.unwrap();
    assert!(proof.has_failed(), "{:#?}", proof.checks);
    let said = verdicts(&proof);
    assert!(
        said[0].starts_with("the result is the second schema: ~ constraint film_length_check on public.film"),
        "{said:?}"
    );
    assert!(
        said.iter().any(|own| own.starts_with("the second plan is empty: `constraint film_length_check")),
        "{said:?}"
    );

    // A statement that the rows refuse runs without them.
    let to = read(
        &server,
        "strict",
        &OLD.replace(
            "length integer CHECK (length > 0)",
            "length integer CONSTRAINT film_length_check CHECK (length > 99999)",
        ),
    )
    .await;
    let proof = prove(&bench(&server, "strict_try").await, &from, &to, &options).await.unwrap();
    let said = verdicts(&proof);
    assert!(!proof.has_failed(), "{:#?}", proof.checks);
    assert!(
        said[0].starts_with("rows survive: the plan depends on what rows say (`constraint film_length_check"),
        "{said:?}"
    );

    // What cannot be made here is not tried.
    let mut from = from.clone();
    from.routines =
        read(&server, "routine", "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'").await.routines;
    from.routines[0].language = "nowhere".to_owned();
    let proof = prove(&bench(&server, "absent").await, &from, &to, &options).await.unwrap();
    assert!(!proof.was_tried() && verdicts(&proof)[0].contains("nowhere"), "{:?}", proof.checks);
    stop(server).await;
}
