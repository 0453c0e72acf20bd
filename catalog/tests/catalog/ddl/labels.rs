//! Security labels.

use relvar_catalog::{
    catalog::ObjectId,
    connect::Session,
    ddl::{Options, ddl},
    scratch,
};

use super::read;

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
