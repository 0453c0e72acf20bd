//! What rows of a live database are in the way of a plan, compared with what the plan says when it is run.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::{
    Catalog,
    connect::Session,
    ddl::PREAMBLE,
    introspect::introspect,
    scratch::{Options, Server},
};
use relvar_migrate::{
    check::{ask, questions},
    plan,
};

/// Rows, and a change that they allow or not.
struct Case {
    old: &'static str,
    new: &'static str,
    /// What is told of them; nothing if the change goes through.
    told: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        old: "CREATE TABLE t (id integer PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, NULL);",
        new: "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL);",
        told: &["column public.t.a: 2 Null [2, 3]"],
    },
    Case {
        old: "CREATE TABLE t (id integer PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x'), (2, 'x'), (3, NULL), (4, NULL), (5, 'y');",
        new: "CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE);",
        told: &["constraint t_a_key on public.t: 2 Duplicate [1, 2]"],
    },
    Case {
        old: "CREATE TABLE t (a text, b boolean); INSERT INTO t VALUES ('x', true), ('X', true), ('x', false);",
        new: "CREATE TABLE t (a text, b boolean); CREATE UNIQUE INDEX i ON t (lower(a)) WHERE b;",
        told: &["index public.i: 2 Duplicate []"],
    },
    Case {
        old: "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (id integer PRIMARY KEY, p_id integer);
              INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 1), (2, 7), (3, NULL);",
        new: "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (id integer PRIMARY KEY, p_id integer REFERENCES p);",
        told: &["constraint t_p_id_fkey on public.t: 1 Orphan [2]"],
    },
    Case {
        old: "CREATE TABLE t (id integer PRIMARY KEY, a text, n numeric, b bigint);
              INSERT INTO t VALUES (1, 'abc', 123.456, 5), (2, 'abcdef', 5, 3000000000);",
        new: "CREATE TABLE t (id integer PRIMARY KEY, a varchar(4), n numeric(4, 2), b integer);",
        told: &[
            "column public.t.a: 1 DoesNotFit [2]",
            "column public.t.n: 1 DoesNotFit [1]",
            "column public.t.b: 1 DoesNotFit [2]",
        ],
    },
    Case {
        old: "CREATE TABLE t (a text, u text); INSERT INTO t VALUES ('12', '00000000-0000-0000-0000-000000000001'), ('x', 'y');",
        new: "CREATE TABLE t (a integer, u uuid);",
        told: &["column public.t.a: 1 DoesNotFit []", "column public.t.u: 1 DoesNotFit []"],
    },
    Case {
        old: "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (m mood); INSERT INTO t VALUES ('sad'), ('glad');",
        new: "CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE t (m mood);",
        told: &["column public.t.m: 1 DoesNotFit []"],
    },
    Case {
        old: "CREATE DOMAIN d AS text; CREATE TABLE t (a integer, s d); INSERT INTO t VALUES (1, 'it''s VALUE'), (-1, 'y');",
        new: "CREATE DOMAIN d AS text CHECK (length(VALUE) < 5); CREATE TABLE t (a integer CHECK (a > 0), s d);",
        told: &[
            "domain constraint d_check on public.d: 1 Violates []",
            "constraint t_a_check on public.t: 1 Violates []",
        ],
    },
    Case {
        old: "CREATE TABLE t (a integer); INSERT INTO t VALUES (1);",
        new: "CREATE TABLE t (a integer, b integer NOT NULL);",
        told: &["column public.t.b: 1 NoValue []"],
    },
    // The same changes, and rows that allow them.
    Case {
        old: "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (id integer, a text, p_id integer, n numeric);
              INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 'x', 1, 9.99), (2, 'y', NULL, 1);",
        new: "CREATE TABLE p (id integer PRIMARY KEY);
              CREATE TABLE t (id smallint PRIMARY KEY, a varchar(4) NOT NULL UNIQUE, p_id integer REFERENCES p,
                  n numeric(3, 2) CHECK (n > 0), b integer NOT NULL DEFAULT 1);",
        told: &[],
    },
];

async fn read(session: &mut Session) -> Catalog {
    introspect(session).await.unwrap().catalog
}

#[tokio::test]
async fn rows_in_the_way_are_found_and_no_others() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let mut wrong = Vec::new();
    for (at, case) in CASES.iter().enumerate() {
        let open = async |name: String| Session::open(&server.database(&name).await.unwrap()).await.unwrap();
        let (mut old, mut new) = (open(format!("old_{at}")).await, open(format!("new_{at}")).await);
        old.batch_execute(case.old).await.unwrap();
        new.batch_execute(case.new).await.unwrap();
        let (from, to) = (read(&mut old).await, read(&mut new).await);
        let asked = questions(&from, &to, &[]).unwrap();
        let answers = ask(&mut old, &asked).await.unwrap();
        let told: Vec<_> = answers
            .in_the_way
            .iter()
            .map(|own| format!("{}: {} {:?} [{}]", own.object, own.count, own.problem, own.keys.join(", ")))
            .collect();
        if told != case.told || !answers.not_asked.is_empty() {
            wrong.push(format!("case {at}: {told:?} {:?}", answers.not_asked));
        }
        // The independent answer: the statements themselves.
        let plan = plan(&from, &to, &relvar_migrate::Options::default()).unwrap();
        old.batch_execute(PREAMBLE).await.unwrap();
        let mut fails = false;
        for statement in &plan.statements {
            fails |= old.batch_execute(&statement.sql).await.is_err();
        }
        if fails == case.told.is_empty() {
            wrong.push(format!("case {at}: the plan {}", if fails { "fails" } else { "runs" }));
        }
        old.close().await;
        new.close().await;
    }
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn names_that_change_are_asked_under_the_old_one() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let open = async |name: &str| Session::open(&server.database(name).await.unwrap()).await.unwrap();
    let (mut old, mut new) = (open("old").await, open("new").await);
    old.batch_execute(
        "CREATE TABLE film (\"the id\" integer PRIMARY KEY, a integer); INSERT INTO film VALUES (1, -5), (2, NULL);",
    )
    .await
    .unwrap();
    new.batch_execute(
        "CREATE TABLE movie (id integer CONSTRAINT film_pkey PRIMARY KEY, b integer NOT NULL CHECK (b > 0));",
    )
    .await
    .unwrap();
    let (from, to) = (read(&mut old).await, read(&mut new).await);
    let renames = ["table public.film=movie", "column public.film.\"the id\"=id", "column public.film.a=b"];
    let renames = renames.map(|own| own.parse().unwrap());
    let answers = ask(&mut old, &questions(&from, &to, &renames).unwrap()).await.unwrap();
    let told: Vec<_> =
        answers.in_the_way.iter().map(|own| (own.relation.to_string(), own.count, own.keys.clone())).collect();
    let film = || "public.film".to_owned();
    assert_eq!(told, [(film(), 1, vec!["2".to_owned()]), (film(), 1, vec!["1".to_owned()])]);
    old.close().await;
    new.close().await;
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
}
