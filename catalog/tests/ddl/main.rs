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

/// Triggers that partitions have of their table, and rules that notify.
const SWITCHES: &str = "
    CREATE TABLE public.run (id integer, kind integer) PARTITION BY LIST (kind);
    CREATE TABLE public.run_1 PARTITION OF public.run FOR VALUES IN (1);
    CREATE TABLE public.run_2 (id integer, kind integer);
    CREATE FUNCTION public.heal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER always AFTER INSERT ON public.run FOR EACH ROW EXECUTE FUNCTION public.heal();
    CREATE TRIGGER table_only AFTER INSERT ON public.run FOR EACH ROW EXECUTE FUNCTION public.heal();
    CREATE TRIGGER usual AFTER INSERT ON public.run FOR EACH ROW EXECUTE FUNCTION public.heal();
    ALTER TABLE public.run ENABLE ALWAYS TRIGGER always;
    ALTER TABLE ONLY public.run ENABLE REPLICA TRIGGER table_only;
    ALTER TABLE public.run ATTACH PARTITION public.run_2 FOR VALUES IN (2);
    ALTER TABLE public.run_2 DISABLE TRIGGER usual;
    CREATE TABLE public.note (id integer);
    CREATE TABLE public.square (side integer, area integer GENERATED ALWAYS AS (side * side) STORED);
    CREATE TABLE public.tile (side integer, area integer GENERATED ALWAYS AS (side * side) STORED);
    ALTER TABLE public.tile INHERIT public.square;
    CREATE PROCEDURE public.swap(OUT a integer, b integer) LANGUAGE sql AS 'SELECT b';
    CREATE FUNCTION public.same(\"json\" json) RETURNS json LANGUAGE sql AS 'SELECT $1';
    CREATE PROCEDURE public.swap(a integer, b integer) LANGUAGE sql AS 'SELECT 1';
    CREATE POLICY noted ON public.note USING ((SELECT true));
    CREATE RULE kept AS ON DELETE TO public.note WHERE old.id > 0 DO INSTEAD NOTHING;
    CREATE RULE told AS ON INSERT TO public.note DO NOTIFY note;
    CREATE RULE told_instead AS ON UPDATE TO public.note DO INSTEAD NOTIFY \"Note\";
";

/// Settings of the sessions of a database, and of those of one role.
const SETTINGS: &str = r#"
    DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET search_path = "$user", "Odd, one", public', current_database());
        EXECUTE format('ALTER DATABASE %I SET application.region = $a$a %% ''b'' \ "c"$a$', current_database());
        EXECUTE format('ALTER DATABASE %I SET work_mem = %L', current_database(), '8MB');
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET application."Odd$x" = %L', current_user, current_database(), '');
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %L', current_user, current_database(), '');
    END $$;
"#;

/// Objects of every kind that can have a security label.
const LABELLED: &str = r#"
    CREATE SCHEMA "Odd";
    CREATE TABLE "Odd".t (id integer GENERATED ALWAYS AS IDENTITY, "Name" text);
    CREATE VIEW "Odd".v AS SELECT id FROM "Odd".t;
    CREATE MATERIALIZED VIEW "Odd".m AS SELECT id FROM "Odd".t;
    CREATE FOREIGN DATA WRAPPER w;
    CREATE SERVER s FOREIGN DATA WRAPPER w;
    CREATE FOREIGN TABLE "Odd".f (id integer) SERVER s;
    CREATE SEQUENCE "Odd".s;
    CREATE TYPE "Odd".mood AS ENUM ('sad');
    CREATE TYPE "Odd".pair AS (a integer);
    CREATE DOMAIN "Odd".even AS integer;
    CREATE FUNCTION "Odd".f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
    CREATE PROCEDURE "Odd".p(integer, OUT integer) LANGUAGE sql AS 'SELECT 1';
    CREATE AGGREGATE "Odd".total(integer) (SFUNC = int4pl, STYPE = integer);
    CREATE LANGUAGE other HANDLER plpgsql_call_handler;
    CREATE PUBLICATION published;
    CREATE FUNCTION "Odd".e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER seen ON ddl_command_end EXECUTE FUNCTION "Odd".e();
    INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
        SELECT object, class, part, 'Some provider', 'it''s ' || row_number() OVER () FROM (
            SELECT oid, 'pg_class'::regclass, 0 FROM pg_class WHERE relnamespace = '"Odd"'::regnamespace
                AND relkind IN ('r', 'v', 'm', 'f', 'S')
            UNION ALL SELECT attrelid, 'pg_class'::regclass, attnum FROM pg_attribute WHERE attnum > 0
                AND attrelid IN ('"Odd".t'::regclass, '"Odd".v'::regclass, '"Odd".pair'::regclass)
            UNION ALL SELECT oid, 'pg_type'::regclass, 0 FROM pg_type WHERE typnamespace = '"Odd"'::regnamespace
                AND typname IN ('mood', 'pair', 'even')
            UNION ALL SELECT oid, 'pg_proc'::regclass, 0 FROM pg_proc WHERE pronamespace = '"Odd"'::regnamespace
            UNION ALL SELECT oid, 'pg_namespace'::regclass, 0 FROM pg_namespace WHERE nspname IN ('Odd', 'public')
            UNION ALL SELECT oid, 'pg_language'::regclass, 0 FROM pg_language WHERE lanname = 'other'
            UNION ALL SELECT oid, 'pg_publication'::regclass, 0 FROM pg_publication
            UNION ALL SELECT oid, 'pg_event_trigger'::regclass, 0 FROM pg_event_trigger
        ) labelled (object, class, part);
"#;

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
    schemas.push(("switches".to_owned(), SWITCHES.to_owned()));
    schemas.push(("settings".to_owned(), SETTINGS.to_owned()));
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
        let said: Vec<_> = script.diagnostics.iter().map(|said| said.message.as_str()).collect();
        let mappings = ["pg_monitor server depot", "public server \"Plain One\""].map(|mapping| {
            format!(
                "`user mapping for {mapping}` is written without options: they are not read, for they hold passwords"
            )
        });
        assert_eq!(said, if name == "others" { mappings.to_vec() } else { Vec::new() }, "{name}");
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

/// Members of an extension, of each kind that has privileges; some have others than the default.
const MEMBERS: &str = r#"
    CREATE EXTENSION hstore;
    CREATE SCHEMA "Odd";
    CREATE TABLE "Odd".t (id integer, "Name" text, other text);
    CREATE TABLE "Odd".u (id integer);
    CREATE VIEW "Odd".v AS SELECT id FROM "Odd".t;
    CREATE SEQUENCE "Odd".s;
    CREATE TYPE "Odd".mood AS ENUM ('sad');
    CREATE FUNCTION "Odd".f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION "Odd".g() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    CREATE PROCEDURE "Odd".p(integer) LANGUAGE sql AS 'SELECT 1';
    CREATE AGGREGATE "Odd".total(integer) (SFUNC = int4pl, STYPE = integer);
    CREATE TRUSTED LANGUAGE other HANDLER plpgsql_call_handler;
    CREATE FOREIGN DATA WRAPPER w;
    CREATE SERVER "Odd" FOREIGN DATA WRAPPER w;
    GRANT SELECT ON "Odd".v TO PUBLIC;
    GRANT SELECT ON "Odd".t TO pg_monitor WITH GRANT OPTION;
    GRANT SELECT ("Name"), UPDATE (other) ON "Odd".t TO pg_signal_backend;
    REVOKE ALL ON FUNCTION "Odd".f FROM PUBLIC;
    GRANT USAGE ON FOREIGN SERVER "Odd" TO PUBLIC;
    ALTER EXTENSION hstore ADD SCHEMA "Odd";
    ALTER EXTENSION hstore ADD TABLE "Odd".t;
    ALTER EXTENSION hstore ADD TABLE "Odd".u;
    ALTER EXTENSION hstore ADD VIEW "Odd".v;
    ALTER EXTENSION hstore ADD SEQUENCE "Odd".s;
    ALTER EXTENSION hstore ADD TYPE "Odd".mood;
    ALTER EXTENSION hstore ADD FUNCTION "Odd".f(integer, text);
    ALTER EXTENSION hstore ADD FUNCTION "Odd".g();
    ALTER EXTENSION hstore ADD PROCEDURE "Odd".p(integer);
    ALTER EXTENSION hstore ADD AGGREGATE "Odd".total(integer);
    ALTER EXTENSION hstore ADD LANGUAGE other;
    ALTER EXTENSION hstore ADD FOREIGN DATA WRAPPER w;
    ALTER EXTENSION hstore ADD SERVER "Odd";
"#;

/// What is done to the members later.
const MEMBERS_CHANGED: &str = r#"
    GRANT USAGE ON SCHEMA "Odd" TO pg_monitor;
    REVOKE GRANT OPTION FOR SELECT ON "Odd".t FROM pg_monitor;
    REVOKE SELECT ("Name"), UPDATE (other) ON "Odd".t FROM pg_signal_backend;
    GRANT SELECT (other) ON "Odd".t TO pg_signal_backend;
    GRANT INSERT ("Name") ON "Odd".t TO PUBLIC;
    REVOKE DELETE ON "Odd".u FROM CURRENT_USER;
    REVOKE SELECT ON "Odd".v FROM PUBLIC;
    GRANT USAGE ON SEQUENCE "Odd".s TO PUBLIC;
    REVOKE USAGE ON TYPE "Odd".mood FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION "Odd".f TO pg_monitor WITH GRANT OPTION;
    REVOKE EXECUTE ON PROCEDURE "Odd".p FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION "Odd".total TO pg_monitor;
    REVOKE USAGE ON LANGUAGE other FROM PUBLIC;
    GRANT USAGE ON FOREIGN DATA WRAPPER w TO pg_monitor;
    REVOKE USAGE ON FOREIGN SERVER "Odd" FROM PUBLIC;
    REVOKE EXECUTE ON FUNCTION akeys(hstore) FROM PUBLIC;
"#;

#[tokio::test]
async fn members_of_extensions_get_the_privileges_that_they_have() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    let mut changed = Session::open(&server.database("members").await.unwrap()).await.unwrap();
    changed.batch_execute(MEMBERS).await.unwrap();
    changed.batch_execute(MEMBERS_CHANGED).await.unwrap();
    let expected = read(&mut changed).await;
    // Of what was changed, the extension had granted something on three objects and two columns, and revoked something on one.
    assert_eq!(expected.extensions[0].initial_privileges.len(), 6);
    let script = ddl(&expected, &Options::default());
    assert_eq!(script.diagnostics, []);

    // The files of the extension lack these members: they are made by hand before.
    let mut again = Session::open(&server.database("members_again").await.unwrap()).await.unwrap();
    again.batch_execute(MEMBERS).await.unwrap();
    assert_eq!(read(&mut again).await.extensions[0].initial_privileges, []);
    for statement in &script.statements {
        again.batch_execute(&statement.sql).await.unwrap_or_else(|error| panic!("{}: {error:?}", statement.sql));
    }
    let made = read(&mut again).await;
    assert_same(&made, &expected, "members");
    assert_eq!(ddl(&made, &Options::default()), script);
    let lists = "SELECT string_agg(acl, ' ' ORDER BY acl COLLATE \"C\") FROM (
        SELECT relname || attname || attacl::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE relnamespace = '\"Odd\"'::regnamespace AND attacl <> '{}'
        UNION ALL SELECT proname || proacl::text FROM pg_proc WHERE proacl IS NOT NULL AND oid >= 16384
        UNION ALL SELECT relname || relacl::text FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384
        UNION ALL SELECT srvname || srvacl::text FROM pg_foreign_server
        UNION ALL SELECT lanname || lanacl::text FROM pg_language WHERE lanacl IS NOT NULL) lists (acl)";
    let [lists, lists_again]: [String; 2] =
        [changed.query_one(lists, &[]).await.unwrap().get(0), again.query_one(lists, &[]).await.unwrap().get(0)];
    assert_eq!(lists_again, lists);
    let without = ddl(&expected, &Options { no_privileges: true, ..Options::default() });
    assert!(
        without.statements.iter().all(|own| own.sql.starts_with("CREATE EXTENSION") || own.sql.starts_with("COMMENT")),
        "{without}"
    );
    changed.close().await;
    again.close().await;

    // Default privileges took effect on what the extension made; the script sets them after it.
    let mut session = Session::open(&server.database("granted").await.unwrap()).await.unwrap();
    session
        .batch_execute(
            "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO pg_monitor;
             ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
             CREATE EXTENSION hstore",
        )
        .await
        .unwrap();
    let expected = read(&mut session).await;
    session.close().await;
    let script = ddl(&expected, &Options::default());
    let grant = "GRANT ALL ON FUNCTION public.akeys(public.hstore) TO pg_monitor";
    assert!(script.statements.iter().any(|own| own.sql == grant), "{script}");
    let mut session = Session::open(&server.database("granted_again").await.unwrap()).await.unwrap();
    session.batch_execute(&script.to_string()).await.unwrap();
    assert_same(&read(&mut session).await, &expected, "default privileges");
    session.close().await;
}

/// No provider can be loaded here. `COMMENT` names objects as `SECURITY LABEL` does, and takes all that it takes.
#[tokio::test]
async fn security_labels_are_on_the_objects_that_have_them() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    let mut session = Session::open(&server.database("labelled").await.unwrap()).await.unwrap();
    session.batch_execute(LABELLED).await.unwrap();
    let catalog = read(&mut session).await;
    let script = ddl(&catalog, &Options::default());
    assert_eq!(script.diagnostics, []);
    let labels: Vec<_> = script.statements.iter().filter(|own| own.sql.starts_with("SECURITY LABEL")).collect();
    session.batch_execute("DELETE FROM pg_description WHERE objoid >= 16384 OR objoid = 2200").await.unwrap();
    for label in &labels {
        let error = session.batch_execute(&label.sql).await.unwrap_err();
        let message = error.as_db_error().unwrap().message();
        assert_eq!(message, "security label provider \"Some provider\" is not loaded", "{}", label.sql);
        let comment = label.sql.replacen("SECURITY LABEL FOR \"Some provider\"", "COMMENT", 1);
        session.batch_execute(&comment).await.unwrap_or_else(|error| panic!("{comment}: {error:?}"));
    }
    let different = "
        SELECT count(*) FROM pg_seclabel FULL JOIN
            (SELECT * FROM pg_description WHERE objoid >= 16384 OR objoid = 2200) d USING (objoid, classoid, objsubid)
        WHERE label IS DISTINCT FROM description";
    let different: i64 = session.query_one(different, &[]).await.unwrap().get(0);
    let all: i64 = session.query_one("SELECT count(*) FROM pg_seclabel", &[]).await.unwrap().get(0);
    assert_eq!((different, i64::try_from(labels.len()).unwrap()), (0, all));
    session.close().await;
    // What the event trigger acts on is there before it.
    let place = |start: &str| script.statements.iter().rposition(|own| own.sql.starts_with(start)).unwrap();
    let trigger = place("CREATE EVENT TRIGGER");
    let late: Vec<_> = labels.iter().filter(|label| place(&label.sql) > trigger).map(|own| &own.object).collect();
    assert_eq!(late, [&ObjectId::EventTrigger("seen".to_owned())]);
    let without = ddl(&catalog, &Options { no_security_labels: true, ..Options::default() });
    assert!(!without.to_string().contains("SECURITY LABEL"));
}

#[tokio::test]
async fn what_cannot_be_written_is_reported() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    let config = server.database("unwritten").await.unwrap();
    let mut session = Session::open(&config).await.unwrap();
    let schema = "
        CREATE TABLE public.t (id integer) PARTITION BY LIST (id);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1);
        CREATE SUBSCRIPTION s CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
        INSERT INTO pg_seclabel SELECT oid, 'pg_subscription'::regclass, 0, 'p', 'x' FROM pg_subscription;";
    for statement in schema.split(';') {
        session.batch_execute(statement).await.unwrap();
    }
    let mut expected = vec![
        "`subscription s` is left out: its connection is not read, for it holds a password",
        "`security label of p on subscription s` is left out, as its object is",
    ];
    let version: i32 =
        session.query_one("SELECT current_setting('server_version_num')::int", &[]).await.unwrap().get(0);
    if version >= 140_000 {
        // It waits for the other session, and leaves the partition half detached.
        let other = Session::open(&config).await.unwrap();
        other.batch_execute("BEGIN; SELECT FROM public.t").await.unwrap();
        session.batch_execute("SET statement_timeout = 500").await.unwrap();
        session.batch_execute("ALTER TABLE public.t DETACH PARTITION public.one CONCURRENTLY").await.unwrap_err();
        other.close().await;
        expected.insert(0, "`table public.one` is written as a partition, though its detaching has begun");
    }
    let catalog = read(&mut session).await;
    let script = ddl(&catalog, &Options::default());
    assert_eq!(script.diagnostics.iter().map(|said| said.message.as_str()).collect::<Vec<_>>(), expected);
    session.batch_execute("DROP SUBSCRIPTION s").await.unwrap();
    session.close().await;
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
