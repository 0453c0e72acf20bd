//! Members of extensions, and what was changed of their privileges.

use relvar_catalog::{
    connect::Session,
    ddl::{Options, ddl},
    scratch,
};

use super::{assert_same, read};

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
