//! Connecting, loading and reading, against a server.

#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use relvar_catalog::{
    Source,
    connect::{Config, Session},
    fingerprints,
    introspect::introspect,
    load::{Data, Script, load},
    scratch, snapshot,
};

fn server() -> scratch::Server {
    scratch::Server::start(&scratch::Options::from_env()).unwrap_or_else(|error| panic!("{error}"))
}

async fn session(server: &scratch::Server) -> Session {
    Session::open(&server.config()).await.unwrap()
}

fn script(text: &str) -> Script {
    Script { name: "shop.sql".to_owned(), text: text.to_owned() }
}

#[tokio::test]
async fn a_statement_that_fails_is_shown_with_its_line() {
    let server = server();
    let session = session(&server).await;
    let check = async |text: &str, expected: &str| {
        let error = load(&session, &[script(text)], Data::Load, |_, _| ()).await.unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
        session.batch_execute("ROLLBACK").await.unwrap();
    };
    check(
        "CREATE TABLE ok (id integer);\n\nCREATE TABLE film (\n    id integer,\n    rating mpaa_rating\n);\nSELECT 1;",
        "`shop.sql`, line 5: type \"mpaa_rating\" does not exist\n  5 |     rating mpaa_rating\nhint: ",
    )
    .await;
    // What came before the culprit was done.
    session.batch_execute("DROP TABLE ok").await.unwrap();
    check("BEGIN;\n-- ü\nSELECT 'ü', nope;\nCOMMIT;", "`shop.sql`, line 3: column \"nope\" does not exist\n  3 | ")
        .await;
    check("SELECT 1;\nSELECT 'open;\n", "`shop.sql`, line 2: this quoted string does not end\n  2 | SELECT 'open;")
        .await;
    check("\\connect other\n", "`shop.sql`, line 1: `\\connect` is a command of psql\n  1 | \\connect other\nhint: ")
        .await;
    check("CREATE EXTENSION no_such_extension;", "`shop.sql`, line 1: ").await;
    let missing = script("CREATE EXTENSION no_such_extension;");
    let error = load(&session, &[missing], Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(error.contains("hint: install the extension for this server"), "{error}");
    check(
        "CREATE TABLE n (i integer);\nCOPY n FROM stdin;\n1\nx\n\\.\n",
        "`shop.sql`, line 2: invalid input syntax for type integer: \"x\"",
    )
    .await;
    session.close().await;
}

#[tokio::test]
async fn scripts_run_as_psql_runs_them() {
    let server = server();
    let session = session(&server).await;
    let dump = script(
        "\\restrict abc\nSELECT pg_catalog.set_config('search_path', '', false);\n\
         CREATE TYPE public.mood AS ENUM ('sad');\nALTER TYPE public.mood ADD VALUE 'glad';\n\
         CREATE TABLE public.diary (mood public.mood DEFAULT 'glad', note text); -- so it goes\n\
         ALTER TABLE public.diary OWNER TO nobody_here;\nGRANT SELECT ON public.diary TO nobody_here;\n\
         COPY public.diary (mood, note) FROM stdin;\nsad\ta;'b\n\\N\tc\\nd\n\\.\n\
         CREATE INDEX CONCURRENTLY diary_note ON public.diary (note);\n\\unrestrict abc\n",
    );
    let remarks = load(&session, &[dump], Data::Load, |_, _| ()).await.unwrap_or_else(|error| panic!("{error}"));
    let remarks: Vec<_> = remarks.iter().map(|remark| remark.message.as_str()).collect();
    assert_eq!(remarks, ["role `nobody_here` does not exist: 2 statements were passed over"]);
    let row = session.query_one("SELECT count(*), max(note) FROM public.diary", &[]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, &str>(1)), (2, "c\nd"));
    session.close().await;
}

#[tokio::test]
async fn a_role_without_rights_reads_the_catalog_and_is_told() {
    let server = server();
    let mut session = session(&server).await;
    session
        .batch_execute(
            "CREATE SCHEMA closed; CREATE TABLE closed.hidden (id integer);
             CREATE TABLE public.half (open integer, shut integer); CREATE TABLE public.free (id integer);
             GRANT SELECT (open) ON public.half TO PUBLIC; GRANT SELECT ON public.free TO PUBLIC;
             CREATE ROLE relvar_test_reader; SET ROLE relvar_test_reader;",
        )
        .await
        .unwrap();
    let introspection = introspect(&mut session).await.unwrap();
    session.batch_execute("RESET ROLE; DROP ROLE relvar_test_reader").await.unwrap();
    session.close().await;

    let relations = introspection.catalog.relations;
    let unreadable: Vec<_> = relations
        .iter()
        .flat_map(|relation| {
            let columns = relation.columns.iter().filter(|column| column.unreadable);
            columns.map(move |column| format!("{}.{}", relation.name, column.name))
        })
        .collect();
    assert_eq!(unreadable, ["closed.hidden.id", "public.half.shut"]);
    let remarks: Vec<_> = introspection.diagnostics.iter().map(|remark| remark.message.as_str()).collect();
    assert_eq!(
        remarks,
        [
            "role `relvar_test_reader` may not use schema `closed`: its 1 relations are listed, but queries on them will fail",
            "role `relvar_test_reader` may not read `closed.hidden`",
            "role `relvar_test_reader` may not read `public.half`",
        ]
    );
}

#[tokio::test]
async fn what_the_catalog_does_not_have_is_named() {
    let server = server();
    let mut session = session(&server).await;
    let own = "CREATE TABLE public.film (id integer); CREATE VIEW public.films AS SELECT * FROM public.film;
        CREATE TYPE public.pair AS (a integer, b integer); SELECT lo_create(0); CREATE TEMP TABLE scratch (id integer);";
    session.batch_execute(own).await.unwrap();
    assert_eq!(introspect(&mut session).await.unwrap().unmodelled, [""; 0]);
    let system = "CREATE FUNCTION pg_catalog.twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * n';
        CREATE DOMAIN information_schema.word AS text;
        SET allow_system_table_mods = on; CREATE TABLE pg_catalog.notes (id serial);";
    session.batch_execute(system).await.unwrap();
    let expected = [
        "function pg_catalog.twice(integer)",
        "sequence pg_catalog.notes_id_seq",
        "table pg_catalog.notes",
        "type information_schema.word",
    ];
    assert_eq!(introspect(&mut session).await.unwrap().unmodelled, expected);
    session.close().await;
}

#[tokio::test]
async fn extensions_say_which_tables_hold_rows_of_users() {
    let server = server();
    let mut session = session(&server).await;
    // As the script of an extension does with `pg_extension_config_dump`.
    let configure = "CREATE TABLE public.words (word text, builtin boolean); CREATE TABLE public.hits (word text);
        SET allow_system_table_mods = on;
        UPDATE pg_extension SET extconfig = ARRAY['public.words'::regclass::oid, 'public.hits'::regclass::oid],
            extcondition = ARRAY['WHERE NOT builtin', ''] WHERE extname = 'plpgsql';";
    session.batch_execute(configure).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    let tables = catalog.extensions[0].configuration.iter();
    let tables: Vec<_> = tables.map(|own| (own.table.to_string(), own.condition.as_deref())).collect();
    let words = ("public.words".to_owned(), Some("WHERE NOT builtin"));
    assert_eq!(tables, [("public.hits".to_owned(), None), words]);
    session.close().await;
}

#[tokio::test]
async fn what_is_granted_and_revoked_is_no_difference() {
    let server = server();
    let mut session = session(&server).await;
    let schema = "create table t (a int); create function f() returns int language sql as 'select 1'";
    session.batch_execute(schema).await.unwrap();
    let before = introspect(&mut session).await.unwrap().catalog;
    let statements = "
        grant select on t to pg_monitor; revoke select on t from pg_monitor;
        grant execute on function f to pg_monitor; revoke execute on function f from pg_monitor;
        grant select (a) on t to pg_monitor; revoke select (a) on t from pg_monitor";
    session.batch_execute(statements).await.unwrap();
    let after = introspect(&mut session).await.unwrap().catalog;
    assert!(after == before);
    assert_eq!(fingerprints(&after), fingerprints(&before));
    session.batch_execute("revoke execute on function f from public").await.unwrap();
    let revoked = introspect(&mut session).await.unwrap().catalog;
    assert_eq!(revoked.routines[0].privileges.as_ref().map(Vec::len), Some(1));
    assert!(fingerprints(&revoked).schemas["public"] != fingerprints(&before).schemas["public"]);
    session.close().await;
}

#[tokio::test]
async fn every_source_gives_the_same_catalog() {
    let folder = std::env::temp_dir().join(format!("relvar-sources-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let case = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/routines/schema.sql");
    // A leakproof function is for superusers.
    let trusted = scratch::Options { trust: true, ..scratch::Options::from_env() };
    let schema = Source::Schema { paths: vec![case.clone()], server: trusted };
    let mut steps = Vec::new();
    let from_schema = schema.read(&mut |step| steps.push(step.to_string())).await.unwrap().catalog;
    assert!(steps.iter().any(|step| step.starts_with("PostgreSQL ")), "{steps:?}");
    assert_eq!(steps.last().map(String::as_str), Some("reading the catalog"));

    let snapshot_file = folder.join("relvar.snapshot.json");
    fs::write(&snapshot_file, snapshot::write(&from_schema)).unwrap();
    let from_snapshot = Source::Snapshot(snapshot_file.clone()).read(&mut |_| ()).await.unwrap().catalog;
    assert!(from_snapshot == from_schema);

    let server = server();
    let session = session(&server).await;
    let scripts = relvar_catalog::load::read_scripts(&[case]).unwrap();
    load(&session, &scripts, Data::Skip, |_, _| ()).await.unwrap();
    session.close().await;
    let live = Source::Database(server.url().parse::<Config>().unwrap());
    assert!(live.read(&mut |_| ()).await.unwrap().catalog == from_schema);

    fs::write(&snapshot_file, "{}").unwrap();
    let error = Source::Snapshot(snapshot_file).read(&mut |_| ()).await.unwrap_err().to_string();
    assert!(error.contains("relvar.snapshot.json`: not a snapshot"), "{error}");
    let error = Source::Snapshot(folder.join("none")).read(&mut |_| ()).await.unwrap_err().to_string();
    assert!(error.contains("none` cannot be read"), "{error}");
    fs::remove_dir_all(folder).unwrap();
}
