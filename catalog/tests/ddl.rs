//! The DDL of a catalog makes the same catalog again, and files load in any order.
#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use relvar_catalog::{
    Catalog,
    catalog::ObjectId,
    connect::Session,
    ddl::{Options, ddl},
    introspect::introspect,
    load::{Data, Script, load},
    scratch, snapshot,
};

/// What needs something that is made of it.
const CIRCLES: &str = "
    CREATE TABLE public.a (id integer PRIMARY KEY, b integer);
    CREATE TABLE public.b (id integer PRIMARY KEY, a integer REFERENCES public.a);
    ALTER TABLE public.a ADD FOREIGN KEY (b) REFERENCES public.b, ADD FOREIGN KEY (id) REFERENCES public.a;
    CREATE TABLE public.film (id bigserial, title text NOT NULL);
    CREATE FUNCTION public.is_long(film public.film) RETURNS boolean IMMUTABLE LANGUAGE plpgsql
        AS $$ BEGIN RETURN length(film.title) > 3; END $$;
    ALTER TABLE public.film ADD CHECK (public.is_long(film));
    CREATE FUNCTION public.films() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.film';
    ALTER TABLE public.film ADD COLUMN seen bigint DEFAULT public.films();
    CREATE VIEW public.short AS SELECT id, title FROM public.film;
    CREATE FUNCTION public.first() RETURNS SETOF public.short STABLE BEGIN ATOMIC
        SELECT id, title FROM public.short; END;
    CREATE OR REPLACE VIEW public.short AS SELECT id, title FROM public.film
        WHERE id IN (SELECT id FROM public.first());
    CREATE DOMAIN public.even AS integer;
    CREATE FUNCTION public.is_even(public.even) RETURNS boolean IMMUTABLE LANGUAGE plpgsql
        AS $$ BEGIN RETURN $1 % 2 = 0; END $$;
    ALTER DOMAIN public.even ADD CONSTRAINT even_check CHECK (public.is_even(VALUE));
    CREATE TYPE public.span;
    CREATE FUNCTION public.canon(public.span) RETURNS public.span IMMUTABLE STRICT LANGUAGE internal AS 'int4range_canonical';
    CREATE TYPE public.span AS RANGE (SUBTYPE = integer, CANONICAL = public.canon);
";

async fn read(session: &mut Session) -> Catalog {
    session.batch_execute("RESET ALL").await.unwrap();
    introspect(session).await.unwrap().catalog
}

/// Shows the lines of their snapshots that differ.
fn assert_same(made: &Catalog, expected: &Catalog, name: &str) {
    let (made, expected) = (snapshot::write(made), snapshot::write(expected));
    let only = |a: &str, b: &str, sign: &str| {
        let lines = a.lines().filter(|line| !b.lines().any(|other| other == *line));
        lines.map(|line| format!("{sign} {line}")).collect::<Vec<_>>().join("\n")
    };
    assert!(made == expected, "{name}\n{}\n{}", only(&expected, &made, "-"), only(&made, &expected, "+"));
}

#[tokio::test]
async fn a_schema_is_made_again_from_its_ddl() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut schemas: Vec<(String, String)> = fs::read_dir(cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path.join("schema.sql")))
        .map(|(name, file)| (name, fs::read_to_string(file).unwrap()))
        .collect();
    schemas.push(("circles".to_owned(), CIRCLES.to_owned()));
    schemas.retain(|(name, _)| {
        match name.strip_prefix("postgresql_").and_then(|version| version.parse::<u32>().ok()) {
            Some(version) => server.description().starts_with(&format!("PostgreSQL {version}")),
            None => true,
        }
    });
    for (name, schema) in schemas {
        let mut session = Session::open(&server.database(&name).await.unwrap()).await.unwrap();
        session.batch_execute(&schema).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let expected = read(&mut session).await;
        session.close().await;

        let script = ddl(&expected, &Options::default());
        assert_eq!(script.diagnostics, [], "{name}");
        let mut session = Session::open(&server.database(&format!("{name}_again")).await.unwrap()).await.unwrap();
        let text = script.to_string();
        session.batch_execute(&text).await.unwrap_or_else(|error| panic!("{name}: {error:?}\n{text}"));
        let made = read(&mut session).await;
        assert_same(&made, &expected, &name);
        assert_eq!(ddl(&made, &Options::default()), script, "{name}: the same text again");
        session.close().await;

        // Each object in a file of its own, and the last first.
        let mut files: Vec<Script> = Vec::new();
        for statement in &script.statements {
            let name = statement.home.to_string();
            match files.iter_mut().find(|file| file.name == name) {
                Some(file) => file.text.extend([statement.sql.as_str(), ";\n"]),
                None => files.push(Script { name, text: format!("{};\n", statement.sql) }),
            }
        }
        // What is for objects that are made later stays last.
        files.sort_by_key(|file| file.name.starts_with("default privileges"));
        let late = files.iter().position(|file| file.name.starts_with("default privileges")).unwrap_or(files.len());
        files[..late].reverse();
        let mut session = Session::open(&server.database(&format!("{name}_reversed")).await.unwrap()).await.unwrap();
        load(&session, &files, Data::Skip, |_, _| ()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_same(&read(&mut session).await, &expected, &format!("{name}, in another order"));
        session.close().await;
    }
}

#[tokio::test]
async fn a_part_says_what_it_needs() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let mut session = Session::open(&server.config()).await.unwrap();
    session.batch_execute(CIRCLES).await.unwrap();
    let catalog = read(&mut session).await;
    session.close().await;
    let wanted: ObjectId = "table public.b".parse().unwrap();
    let (script, missing) = ddl(&catalog, &Options::default()).select(|home| *home == wanted);
    assert_eq!(missing.iter().map(ToString::to_string).collect::<Vec<_>>(), ["table public.a"]);
    assert!(script.statements.iter().all(|statement| statement.home == wanted));
    assert!(
        script.statements[0].sql.starts_with("CREATE TABLE public.b (\n    id integer NOT NULL,\n    a integer,\n")
    );
}

#[tokio::test]
async fn what_is_left_after_all_rounds_is_reported() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let script = |name: &str, text: &str| Script { name: name.to_owned(), text: text.to_owned() };
    let files = [
        script(
            "1.sql",
            "CREATE VIEW public.v AS SELECT * FROM public.t;\nCREATE VIEW public.w AS SELECT * FROM nowhere;",
        ),
        script(
            "2.sql",
            "BEGIN;\nCOMMENT ON VIEW public.v IS 'x';\nCREATE TABLE public.t (m public.mood, n public.none);\nCOMMIT;",
        ),
        script("3.sql", "CREATE TYPE public.mood AS ENUM ('sad');\nALTER TABLE public.t ADD COLUMN late integer;"),
    ];
    let error = load(&session, &files, Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(
        error.starts_with("5 statements need what does not exist\n`1.sql`, line 1: relation \"public.t\""),
        "{error}"
    );
    for place in
        ["`1.sql`, line 2: ", "`2.sql`, line 2: ", "`2.sql`, line 3: type \"public.none\"", "`3.sql`, line 2: "]
    {
        assert!(error.contains(place), "{place}: {error}");
    }
    // What removes something is not put off.
    let removal = [script("1.sql", "DROP TABLE public.u;"), script("2.sql", "CREATE TABLE public.u (i integer);")];
    let error = load(&session, &removal, Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(error.starts_with("`1.sql`, line 1: table \"u\" does not exist"), "{error}");
    session.close().await;
}

#[tokio::test]
async fn bodies_of_functions_are_looked_at_in_the_end() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let script = |text: &str| [Script { name: "f.sql".to_owned(), text: text.to_owned() }];
    let early = "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t';\nCREATE TABLE t ();";
    load(&session, &script(early), Data::Skip, |_, _| ()).await.unwrap();
    let wrong =
        "SET search_path = public;\nCREATE FUNCTION g() RETURNS bigint LANGUAGE sql\n AS 'SELECT count(*) FROM u';";
    let error = load(&session, &script(wrong), Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(error.starts_with("`f.sql`, line 2: relation \"u\" does not exist"), "{error}");
    let unchecked = format!("SET check_function_bodies = off;\nDROP FUNCTION g();\n{wrong}");
    load(&session, &script(&unchecked), Data::Skip, |_, _| ()).await.unwrap();
    session.close().await;
}
