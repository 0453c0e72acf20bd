//! Objects that get another name keep their data, and what PostgreSQL renames with them is not made anew.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::{
    Catalog,
    connect::Session,
    ddl::PREAMBLE,
    introspect::introspect,
    load::Script,
    scratch::{Options, Server},
};
use relvar_migrate::{Plan, Rename, annotated, diff, diff_renamed, plan, proposals, reversed};

/// A schema with rows, what it becomes with its annotations, what is read before and after, and how many statements lead there.
struct Case {
    old: &'static str,
    new: &'static str,
    before: &'static str,
    after: &'static str,
    statements: usize,
}

const CASES: &[Case] = &[
    // A column that all kinds of expressions name.
    Case {
        old: "CREATE TABLE film (id integer PRIMARY KEY, length integer NOT NULL DEFAULT 7 CHECK (length > 0),
                  twice integer GENERATED ALWAYS AS (length * 2) STORED);
              CREATE INDEX film_long ON film (lower(length::text)) WHERE length > 100;
              CREATE VIEW long AS SELECT id, length FROM film WHERE length > 100;
              CREATE MATERIALIZED VIEW lengths AS SELECT max(length) FROM film;
              CREATE POLICY p ON film USING (length > 0);
              CREATE RULE r AS ON UPDATE TO film WHERE old.length > 5 DO ALSO NOTHING;
              COMMENT ON COLUMN film.length IS 'minutes';
              INSERT INTO film VALUES (1, 90), (2, 120);",
        new: "CREATE TABLE film (id integer PRIMARY KEY,
                  -- @renamed from film.length
                  duration integer NOT NULL DEFAULT 7 CONSTRAINT film_length_check CHECK (duration > 0),
                  twice integer GENERATED ALWAYS AS (duration * 2) STORED);
              CREATE INDEX film_long ON film (lower(duration::text)) WHERE duration > 100;
              CREATE VIEW long AS SELECT id, duration AS length FROM film WHERE duration > 100;
              CREATE MATERIALIZED VIEW lengths AS SELECT max(duration) FROM film;
              CREATE POLICY p ON film USING (duration > 0);
              CREATE RULE r AS ON UPDATE TO film WHERE old.duration > 5 DO ALSO NOTHING;
              COMMENT ON COLUMN film.duration IS 'minutes';",
        before: "SELECT string_agg(id || ':' || length || ':' || twice, ' ' ORDER BY id) FROM film",
        after: "SELECT string_agg(id || ':' || duration || ':' || twice, ' ' ORDER BY id) FROM film",
        statements: 1,
    },
    // A table, whose keys, indexes and sequences have names that are made of its own.
    Case {
        old: "CREATE TABLE film (id serial PRIMARY KEY, nr integer GENERATED ALWAYS AS IDENTITY, title text UNIQUE,
                  next integer REFERENCES film);
              CREATE INDEX film_title_idx ON film (title);
              CREATE TABLE seen (film_id integer REFERENCES film);
              CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
              CREATE TRIGGER film_noted BEFORE INSERT ON film FOR EACH ROW EXECUTE FUNCTION noted();
              CREATE VIEW titles AS SELECT film.title FROM film;
              INSERT INTO film (title) VALUES ('a'), ('b'); INSERT INTO seen VALUES (2);",
        new: "-- @renamed from film
              CREATE TABLE movie (id serial PRIMARY KEY, nr integer GENERATED ALWAYS AS IDENTITY, title text UNIQUE,
                  next integer REFERENCES movie);
              CREATE INDEX movie_title_idx ON movie (title);
              CREATE TABLE seen (film_id integer REFERENCES movie);
              CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
              CREATE TRIGGER movie_noted BEFORE INSERT ON movie FOR EACH ROW EXECUTE FUNCTION noted();
              CREATE VIEW titles AS SELECT movie.title FROM movie;",
        before: "SELECT string_agg(id || title || nr, ' ' ORDER BY id) || nextval('film_id_seq') FROM film",
        after: "SELECT string_agg(id || title || nr, ' ' ORDER BY id) || currval('movie_id_seq') FROM movie",
        statements: 8,
    },
    // A table and its column, and a real change beside.
    Case {
        old: "CREATE TABLE film (id integer PRIMARY KEY, a integer); INSERT INTO film VALUES (1, 2);",
        new: "-- @renamed from public.film
              CREATE TABLE movie (id integer PRIMARY KEY,
              -- @renamed from film.a
              b integer, c text);",
        before: "SELECT id || ' ' || a FROM film",
        after: "SELECT id || ' ' || b FROM movie",
        statements: 4,
    },
    // A label, a type, an attribute, a domain with its check.
    Case {
        old: "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TYPE place AS (street text, nr integer);
              CREATE DOMAIN short AS text CONSTRAINT is_short CHECK (length(VALUE) < 9);
              CREATE TABLE film (m mood DEFAULT 'sad', p place, s short, ms mood[], CHECK (m <> 'sad' OR s <> ''));
              CREATE FUNCTION f(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1';
              INSERT INTO film VALUES ('sad', ROW('x', 1), 'y', '{sad,glad}');",
        new: "-- @renamed from mood
              CREATE TYPE feeling AS ENUM (
                  -- @renamed from sad
                  'glum', 'glad');
              -- @renamed from place
              CREATE TYPE address AS (
                  -- @renamed from street
                  road text, nr integer);
              -- @renamed from short
              CREATE DOMAIN brief AS text
                  -- @renamed from is_short
                  CONSTRAINT is_brief CHECK (length(VALUE) < 9);
              CREATE TABLE film (m feeling DEFAULT 'glum', p address, s brief, ms feeling[],
                  CHECK (m <> 'glum' OR s <> ''));
              CREATE FUNCTION f(feeling) RETURNS feeling LANGUAGE sql AS 'SELECT $1';",
        before: "SELECT replace(film::text || (p).street, 'sad', 'glum') FROM film",
        after: "SELECT film::text || (p).road FROM film",
        statements: 6,
    },
    // Routines, and what calls them.
    Case {
        old: "CREATE FUNCTION one(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1';
              CREATE TABLE film (id integer DEFAULT one(4), CHECK (one(id) > 0)); CREATE INDEX i ON film (one(id));
              INSERT INTO film VALUES (1);",
        new: "-- @renamed from one
              CREATE FUNCTION same(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1';
              CREATE TABLE film (id integer DEFAULT same(4), CHECK (same(id) > 0)); CREATE INDEX i ON film (same(id));",
        before: "SELECT one(id)::text FROM film",
        after: "SELECT same(id)::text FROM film",
        statements: 1,
    },
    // Two columns change places, which no annotation can say, and a third one had the name that another gets.
    Case {
        old: "CREATE TABLE film (a text, b text, c integer, d integer); INSERT INTO film VALUES ('1', '2', 3, 4);",
        new: "CREATE TABLE film (a text, b text, d integer);",
        before: "SELECT a || b || c FROM film",
        after: "SELECT b || a || d FROM film",
        statements: 6,
    },
    // Partitions and children have the column of their parent.
    Case {
        old: "CREATE TABLE film (k integer, v text) PARTITION BY RANGE (k);
              CREATE TABLE film1 PARTITION OF film FOR VALUES FROM (0) TO (9);
              CREATE TABLE base (x integer CHECK (x > 0)); CREATE TABLE child (y integer) INHERITS (base);
              CREATE INDEX ON film (k);
              INSERT INTO film VALUES (1, 'a'); INSERT INTO child VALUES (1, 2);",
        new: "CREATE TABLE film (
              -- @renamed from k
              key integer, v text) PARTITION BY RANGE (key);
              CREATE TABLE film1 PARTITION OF film FOR VALUES FROM (0) TO (9);
              CREATE TABLE base (
              -- @renamed from base.x
              z integer CHECK (z > 0)); CREATE TABLE child (y integer) INHERITS (base);
              CREATE INDEX ON film (key);",
        before: "SELECT (SELECT k || v FROM film) || (SELECT x || ' ' || y FROM child)",
        after: "SELECT (SELECT key || v FROM film) || (SELECT z || ' ' || y FROM child)",
        statements: 5,
    },
    // Names that need quotes.
    Case {
        old: "CREATE TABLE \"a.b\" (\"it's\" integer PRIMARY KEY, \"x\"\"y\" text CHECK (\"x\"\"y\" <> ''));
              CREATE VIEW v AS SELECT \"x\"\"y\" AS k FROM \"a.b\"; INSERT INTO \"a.b\" VALUES (1, 'z');",
        new: "-- @renamed from \"a.b\"
              CREATE TABLE \"select\" (
              -- @renamed from \"a.b\".\"it's\"
              \"--\" integer CONSTRAINT \"a.b_pkey\" PRIMARY KEY,
              -- @renamed from \"x\"\"y\"
              \"from\" text CONSTRAINT \"a.b_x\"\"y_check\" CHECK (\"from\" <> ''));
              CREATE VIEW v AS SELECT \"from\" AS k FROM \"select\";",
        before: "SELECT \"it's\" || \"x\"\"y\" FROM \"a.b\"",
        after: "SELECT \"--\" || \"from\" FROM \"select\"",
        statements: 3,
    },
];

/// The case whose columns change places.
const SWAPPED: usize = 5;
const SWAP: &[&str] = &["column public.film.a=b", "column public.film.b=a", "column public.film.c=d"];

async fn read(session: &mut Session) -> Catalog {
    introspect(session).await.unwrap().catalog
}

async fn text(session: &Session, sql: &str) -> Result<Option<String>, String> {
    session.query_one(sql, &[]).await.map(|row| row.get(0)).map_err(|error| format!("{error:?}: {sql}"))
}

async fn run(session: &Session, plan: &Plan) -> Result<(), String> {
    session.batch_execute(PREAMBLE).await.unwrap();
    for statement in &plan.statements {
        session.batch_execute(&statement.sql).await.map_err(|error| format!("{error:?}: {}", statement.sql))?;
    }
    session.batch_execute("RESET ALL").await.unwrap();
    Ok(())
}

fn options(renames: &[Rename]) -> relvar_migrate::Options {
    relvar_migrate::Options { renames: renames.to_vec(), inverse: true, ..Default::default() }
}

/// There by renames, and back by what undoes each statement.
async fn lead(server: &Server, at: usize, case: &Case) -> Result<(), String> {
    let open = async |name: String| Session::open(&server.database(&name).await.unwrap()).await.unwrap();
    let (mut old, mut new) = (open(format!("old_{at}")).await, open(format!("new_{at}")).await);
    old.batch_execute(case.old).await.unwrap();
    new.batch_execute(case.new).await.unwrap();
    let (from, to) = (read(&mut old).await, read(&mut new).await);
    let script = Script { name: "new.sql".to_owned(), text: case.new.to_owned() };
    let (renames, notes) = annotated(&[script], &from, &to);
    if !notes.is_empty() {
        return Err(format!("{notes:?}"));
    }
    let renames = if at == SWAPPED { SWAP.iter().map(|own| own.parse().unwrap()).collect() } else { renames };
    let rows = text(&old, case.before).await?;
    let there = plan(&from, &to, &options(&renames)).map_err(|error| error.to_string())?;
    let statements: Vec<_> = there.statements.iter().map(|own| own.sql.as_str()).collect();
    run(&old, &there).await?;
    let made = read(&mut old).await;
    let left = diff(&made, &to);
    if !left.is_empty() {
        return Err(format!("left: {left:?} after {statements:#?}"));
    }
    let kept = text(&old, case.after).await?;
    if kept != rows {
        return Err(format!("{rows:?} became {kept:?} by {statements:#?}"));
    }
    if statements.len() != case.statements {
        return Err(format!("{} statements: {statements:#?}", statements.len()));
    }
    if diff_renamed(&from, &to, &renames).unwrap().is_empty() {
        return Err("a rename is no difference".to_owned());
    }
    if plan(&made, &to, &options(&[])).unwrap().statements.is_empty() {
        // The second plan is empty, also with the annotations, which stay in the files.
        let script = Script { name: "new.sql".to_owned(), text: case.new.to_owned() };
        let (again, notes) = annotated(&[script], &made, &to);
        if !again.is_empty() || !notes.is_empty() {
            return Err(format!("again: {again:?} {notes:?}"));
        }
    } else {
        return Err("the second plan is not empty".to_owned());
    }
    let undone = there.statements.iter().filter(|own| own.sql.contains("RENAME"));
    if undone.clone().any(|own| own.inverse.as_ref().is_none_or(|own| own.statements.is_empty())) {
        return Err("a rename does not name what undoes it".to_owned());
    }
    let back = plan(&made, &from, &options(&reversed(&renames))).map_err(|error| format!("back: {error}"))?;
    run(&old, &back).await.map_err(|error| format!("back: {error}"))?;
    let left = diff(&read(&mut old).await, &from);
    let rows_back = text(&old, case.before.split(" || nextval").next().unwrap()).await;
    old.close().await;
    new.close().await;
    if !left.is_empty() {
        return Err(format!("back: left: {left:?}"));
    }
    rows_back.map(drop).or_else(|error| if case.before.contains("nextval") { Ok(()) } else { Err(error) })
}

#[tokio::test]
async fn what_is_renamed_keeps_its_data() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let mut wrong = Vec::new();
    for (at, case) in CASES.iter().enumerate() {
        if let Err(error) = lead(&server, at, case).await {
            wrong.push(format!("case {at}: {error}"));
        }
    }
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_may_be_a_rename_is_proposed_with_a_reason() {
    let server = Server::start_async(Options::from_env(), &mut |_| {}).await.unwrap();
    let open = async |name: &str| Session::open(&server.database(name).await.unwrap()).await.unwrap();
    let (mut old, mut new) = (open("old").await, open("new").await);
    old.batch_execute(
        "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE film (id integer, length integer, a text, b text);
         CREATE TABLE gone (x integer, y text); CREATE TABLE apart (x integer);
         CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';",
    )
    .await
    .unwrap();
    new.batch_execute(
        "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE film (id integer, duration integer, c text, d text);
         CREATE TABLE come (x integer, y text); CREATE TABLE other (x bigint);
         CREATE FUNCTION first() RETURNS integer LANGUAGE sql AS 'SELECT 1';",
    )
    .await
    .unwrap();
    let (from, to) = (read(&mut old).await, read(&mut new).await);
    let found = proposals(&from, &to);
    let renames: Vec<_> = found.iter().map(|own| own.rename.to_string()).collect();
    // Of two columns that could be either of two others nothing is said.
    assert_eq!(
        renames,
        [
            "table public.gone=come",
            "column public.film.length=duration",
            "function public.one()=first",
            "label glad of type public.mood=happy",
        ]
    );
    assert!(
        found.iter().all(|own| own.reason.contains("the same") || own.reason.contains("both are integer")),
        "{found:?}"
    );
    // None is applied unless somebody says so.
    let asked: Vec<Rename> = found.into_iter().map(|own| own.rename).collect();
    let drops = |renames: &[Rename]| {
        let plan = plan(&from, &to, &options(renames)).unwrap();
        plan.statements.iter().filter(|own| own.sql.contains("DROP")).count()
    };
    assert_eq!((drops(&[]), drops(&asked)), (7, 3));
    old.close().await;
    new.close().await;
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
}
