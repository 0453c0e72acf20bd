//! From how many parents a relation has a column or a check is what the server counts.
#![cfg(feature = "scratch")]

use std::collections::BTreeMap;

use relvar_catalog::{catalog::ConstraintKind, connect::Session, introspect::introspect, scratch};

const SCHEMA: &str = "
    CREATE TABLE public.a (id integer, name text, CONSTRAINT positive CHECK (id > 0));
    CREATE TABLE public.b (id integer, place text, CONSTRAINT positive CHECK (id > 0), CHECK (place <> '') NO INHERIT);
    CREATE TABLE public.ab (id integer, own text) INHERITS (public.a, public.b);
    CREATE TABLE public.abc () INHERITS (public.ab);
    CREATE TABLE public.joined (id integer, name text, CONSTRAINT positive CHECK (id > 0));
    ALTER TABLE public.joined INHERIT public.a;
    CREATE TABLE public.left (id integer, name text, CONSTRAINT positive CHECK (id > 0)) INHERITS (public.a);
    ALTER TABLE public.left NO INHERIT public.a;
    CREATE TABLE public.run (id integer CHECK (id < 9), kind integer) PARTITION BY LIST (kind);
    CREATE TABLE public.run_1 PARTITION OF public.run FOR VALUES IN (1) PARTITION BY LIST (id);
    CREATE TABLE public.run_1_1 PARTITION OF public.run_1 DEFAULT;
";

#[tokio::test]
async fn counts_are_those_of_the_server() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let mut session = Session::open(&server.config()).await.unwrap();
    session.batch_execute(SCHEMA).await.unwrap();
    let query = "
        SELECT c.relname || '.' || a.attname, a.attinhcount::int4 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
        UNION ALL
        SELECT c.relname || ' ' || k.conname, k.coninhcount::int4 FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND k.contype = 'c'";
    let rows = session.query(query, &[]).await.unwrap();
    let expected: BTreeMap<String, usize> =
        rows.iter().map(|row| (row.get(0), usize::try_from(row.get::<_, i32>(1)).unwrap())).collect();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    let mut counts = BTreeMap::new();
    for relation in &catalog.relations {
        for column in &relation.columns {
            let count = catalog.parents_with_column(relation, &column.name);
            counts.insert(format!("{}.{}", relation.name.name, column.name), count);
        }
        for check in relation.constraints.iter().filter(|own| matches!(own.kind, ConstraintKind::Check(_))) {
            let count = catalog.parents_with_check(relation, &check.name);
            counts.insert(format!("{} {}", relation.name.name, check.name), count);
        }
    }
    assert!(expected.values().any(|count| *count == 2));
    assert_eq!(counts, expected);
}
