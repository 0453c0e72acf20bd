//! The DDL of a catalog makes the same catalog again, and files load in any order.
#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod labels;
mod loading;
mod members;

use std::{fs, path::PathBuf};

use relvar_catalog::{
    Catalog,
    catalog::ObjectId,
    connect::Session,
    ddl::{Options, ddl},
    introspect::{self, introspect},
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

/// What another order of statements, or their form, would lose.
const FORMS: &str = "
    CREATE TABLE public.twice (a integer PRIMARY KEY, b integer, UNIQUE (b) DEFERRABLE);
    ALTER TABLE public.twice ADD UNIQUE (a), ADD CONSTRAINT again UNIQUE (a), ADD UNIQUE (b), ADD UNIQUE (b) INCLUDE (a);
    CREATE TABLE public.parent (a integer NOT NULL, b integer GENERATED ALWAYS AS (a * 2) STORED, CHECK (a > 0));
    CREATE TABLE public.joined (b integer GENERATED ALWAYS AS (a * 2) STORED, own text DEFAULT 'x', a integer NOT NULL,
        CONSTRAINT parent_a_check CHECK (a > 0));
    ALTER TABLE public.joined INHERIT public.parent;
";

/// Indexes of partitioned tables that not all partitions have.
const PARTIAL: &str = "
    CREATE TABLE public.run (id integer, kind integer) PARTITION BY LIST (kind);
    CREATE TABLE public.run_1 PARTITION OF public.run FOR VALUES IN (1) PARTITION BY LIST (id);
    CREATE TABLE public.run_1_1 PARTITION OF public.run_1 FOR VALUES IN (1);
    CREATE TABLE public.run_1_2 PARTITION OF public.run_1 FOR VALUES IN (2);
    CREATE INDEX run_id ON ONLY public.run (id);
    CREATE INDEX run_1_id ON ONLY public.run_1 (id);
    CREATE INDEX run_1_2_id ON public.run_1_2 (id);
    ALTER INDEX public.run_id ATTACH PARTITION public.run_1_id;
    ALTER INDEX public.run_1_id ATTACH PARTITION public.run_1_2_id;
";

/// The same of compression (PostgreSQL 14).
const COMPRESSED: &str = "
    CREATE TABLE public.packed (id integer, text text COMPRESSION pglz) PARTITION BY LIST (id);
    CREATE TABLE public.packed_1 PARTITION OF public.packed FOR VALUES IN (1);
    CREATE TABLE public.packed_2 PARTITION OF public.packed FOR VALUES IN (2);
    ALTER TABLE public.packed ALTER COLUMN text SET COMPRESSION default;
    ALTER TABLE public.packed_2 ALTER COLUMN text SET COMPRESSION default;
    CREATE MATERIALIZED VIEW public.seen AS SELECT text FROM public.packed;
    ALTER MATERIALIZED VIEW public.seen ALTER COLUMN text SET COMPRESSION pglz;
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
        EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'Shop, 100 % "open"');
    END $$;
"#;

const ROLES: &str = r#"
    CREATE ROLE "Odd group" NOINHERIT CREATEDB;
    CREATE ROLE "Odd other" BYPASSRLS REPLICATION;
    CREATE ROLE "Odd one" LOGIN PASSWORD 'secret' CONNECTION LIMIT 3 VALID UNTIL '2031-01-01 00:00:00+00'
        IN ROLE "Odd other", pg_monitor;
    GRANT "Odd group" TO "Odd one" WITH ADMIN OPTION;
    ALTER ROLE "Odd one" SET search_path = "Odd, one", public;
    COMMENT ON ROLE "Odd one" IS 'It''s odd';
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
    schemas.push(("forms".to_owned(), FORMS.to_owned()));
    schemas.push(("partial".to_owned(), PARTIAL.to_owned()));
    let is_older = ["12", "13"].iter().any(|old| server.description().starts_with(&format!("PostgreSQL {old}")));
    if !is_older {
        schemas.push(("compressed".to_owned(), COMPRESSED.to_owned()));
    }
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
        // All of it exists.
        let text = ddl(&made, &Options { if_not_exists: true, ..Options::default() }).to_string();
        session.batch_execute(&text).await.unwrap_or_else(|error| panic!("{name}, once more: {error:?}\n{text}"));
        assert_same(&read(&mut session).await, &expected, &format!("{name}, once more"));
        session.close().await;

        // Attaching a partition makes the indexes that it lacks, so that such files have one order.
        if name == "partial" {
            continue;
        }
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

/// The catalogs of PostgreSQL are open to everybody, so a role without rights sees all of a schema.
#[tokio::test]
async fn a_role_without_rights_writes_the_same_script() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let mut session = Session::open(&server.config()).await.unwrap();
    let others = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/others/schema.sql"));
    for schema in [CIRCLES, SWITCHES, &others.unwrap()] {
        session.batch_execute(schema).await.unwrap();
    }
    session.batch_execute("RESET ALL; CREATE ROLE relvar_stranger").await.unwrap();
    let expected = ddl(&introspect(&mut session).await.unwrap().catalog, &Options::default());
    session.batch_execute("SET SESSION AUTHORIZATION relvar_stranger").await.unwrap();
    let read = introspect(&mut session).await.unwrap();
    assert!(read.catalog.relations.iter().any(|relation| relation.unreadable));
    assert_eq!(ddl(&read.catalog, &Options::default()), expected);
    session.batch_execute("RESET SESSION AUTHORIZATION").await.unwrap();
    session.close().await;
}

/// Roles are made on a server that does not have them, and stay as they are on one that does.
#[tokio::test]
async fn roles_are_made_on_request() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    let mut session = Session::open(&server.config()).await.unwrap();
    session.batch_execute(ROLES).await.unwrap();
    let mut catalog = introspect(&mut session).await.unwrap().catalog;
    catalog.roles = introspect::roles(&mut session).await.unwrap();
    catalog.roles.retain(|role| role.name.starts_with("Odd"));
    assert_eq!(catalog.roles.len(), 3);
    assert_eq!(snapshot::read(&snapshot::write(&catalog)).unwrap(), catalog);
    assert!(!snapshot::write(&catalog).contains("secret"), "no password");
    assert!(!ddl(&catalog, &Options::default()).to_string().contains("CREATE ROLE"));

    let script = ddl(&catalog, &Options { roles: true, ..Options::default() }).to_string();
    session.batch_execute("DROP ROLE \"Odd one\", \"Odd group\", \"Odd other\"").await.unwrap();
    for _ in 0..2 {
        session
            .batch_execute(&format!("{script}RESET ALL"))
            .await
            .unwrap_or_else(|error| panic!("{error:?}\n{script}"));
        let mut made = introspect::roles(&mut session).await.unwrap();
        made.retain(|role| role.name.starts_with("Odd"));
        assert_eq!(made, catalog.roles);
    }
    session.close().await;
}

/// A collation that only the key of a partitioned table has, and no column.
#[tokio::test]
async fn keys_of_partitions_keep_their_collations() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let mut session = Session::open(&server.config()).await.unwrap();
    let schema =
        "CREATE TABLE public.sorted (name text) PARTITION BY RANGE (name COLLATE \"POSIX\", lower(name) COLLATE \"C\")";
    session.batch_execute(schema).await.unwrap();
    let key = "SELECT pg_get_partkeydef('public.sorted'::regclass)";
    let expected: String = session.query_one(key, &[]).await.unwrap().get(0);
    assert!(expected.contains("POSIX"), "{expected}");
    let script = ddl(&read(&mut session).await, &Options::default());
    session.batch_execute(&format!("DROP TABLE public.sorted; {script}")).await.unwrap();
    let made: String = session.query_one(key, &[]).await.unwrap().get(0);
    assert_eq!(made, expected);
    session.close().await;
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
