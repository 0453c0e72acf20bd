//! Declarations and types that are put together here are what the server says.

#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests fail by panicking, and say what they pass over")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use relvar_catalog::{
    Catalog,
    catalog::{Relation, TypeRef},
    connect::Session,
    introspect::introspect,
    load::{Data, load},
    scratch, snapshot,
};

/// The folders of large schemas that are not part of the project.
fn shared_schemas() -> Vec<PathBuf> {
    let named = std::env::var_os("RELVAR_SHARED").unwrap_or_else(|| "../shared".into());
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(named).join("schemas");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("passed over: there is no folder {}", folder.display());
        return Vec::new();
    };
    let mut schemas: Vec<_> = entries.map(|entry| entry.unwrap().path().join("schema.sql")).collect();
    schemas.sort();
    schemas
}

#[tokio::test]
async fn what_is_put_together_here_is_what_the_server_says() {
    let mut schemas: Vec<_> = shared_schemas();
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    schemas.extend(
        ["constraints", "indexes", "names", "partitions", "relations", "types"]
            .map(|case| cases.join(case).join("schema.sql")),
    );
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    for (at, schema) in schemas.iter().enumerate() {
        let config = server.database(&format!("shared_{at}")).await.unwrap();
        let mut session = Session::open(&config).await.unwrap();
        let scripts = relvar_catalog::load::read_scripts(std::slice::from_ref(schema)).unwrap();
        let loaded = load(&session, &scripts, Data::Skip, |_, _| ()).await;
        loaded.unwrap_or_else(|error| panic!("{}: {error}", schema.display()));
        session.batch_execute("RESET ALL").await.unwrap();
        let catalog = introspect(&mut session).await.unwrap().catalog;
        assert_eq!(snapshot::read(&snapshot::write(&catalog)).unwrap(), catalog);

        session.batch_execute("SET search_path = pg_catalog").await.unwrap();
        for (what, query) in DEFINITIONS {
            let expected = said(&session, query).await;
            let found = found(&catalog, what);
            assert_eq!(found.len(), expected.len(), "{}: {what}", schema.display());
            for (name, definition) in found {
                let server = &expected[&name];
                // Of an expression the collation is said here even where it follows from the expression.
                let implied = what == "index" && definition.replace(") COLLATE public.german", ")") == *server;
                assert!(definition == *server || implied, "{}: {what} {name:?}: {definition}", schema.display());
            }
        }
        let types = "SELECT format_type(t.oid, -1), coalesce(n.nspname, tn.nspname)::text, coalesce(e.typname, t.typname)::text,
                e.oid IS NOT NULL
            FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace
            LEFT JOIN pg_type e ON e.typarray = t.oid LEFT JOIN pg_namespace n ON n.oid = e.typnamespace";
        for row in session.query(types, &[]).await.unwrap() {
            let parsed = TypeRef::parse(row.get::<_, &str>(0));
            let found = (parsed.name.schema.as_str(), parsed.name.name.as_str(), parsed.array);
            assert_eq!(found, (row.get(1), row.get(2), row.get(3)), "{}", parsed.sql);
        }
        session.close().await;
    }
}

/// A relation and the name of a part of it.
type Name = (String, String, String);

/// What the server says of each part of relations.
const DEFINITIONS: [(&str, &str); 4] = [
    (
        "index",
        "SELECT n.nspname::text, c.relname::text, i.relname::text, pg_get_indexdef(i.oid)
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
         JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
    ),
    (
        "constraint",
        "SELECT n.nspname::text, c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND k.contype NOT IN ('t', 'n')
           AND NOT EXISTS (SELECT FROM pg_constraint p
                           WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid AND k.contype = 'f')",
    ),
    (
        "trigger",
        "SELECT n.nspname::text, c.relname::text, t.tgname::text, pg_get_triggerdef(t.oid)
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT t.tgisinternal",
    ),
    (
        "rule",
        "SELECT n.nspname::text, c.relname::text, r.rulename::text, pg_get_ruledef(r.oid)
         FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND r.rulename <> '_RETURN'",
    ),
];

async fn said(session: &Session, query: &str) -> BTreeMap<Name, String> {
    let rows = session.query(query, &[]).await.unwrap();
    rows.iter().map(|row| ((row.get(0), row.get(1), row.get(2)), row.get::<_, String>(3))).collect()
}

fn found(catalog: &Catalog, what: &str) -> BTreeMap<Name, String> {
    let parts = |relation: &Relation| -> Vec<(String, String)> {
        match what {
            "index" => relation.indexes.iter().map(|i| (i.name.clone(), relation.index_definition(i))).collect(),
            "constraint" => {
                let of_columns = |c: &&relvar_catalog::catalog::Constraint| {
                    matches!(c.kind, relvar_catalog::catalog::ConstraintKind::NotNull { .. })
                };
                let constraints = relation.constraints.iter().filter(|c| !of_columns(c));
                constraints.map(|c| (c.name.clone(), relation.constraint_definition(c))).collect()
            }
            "trigger" => relation.triggers.iter().map(|t| (t.name.clone(), relation.trigger_definition(t))).collect(),
            _ => relation.rules.iter().map(|r| (r.name.clone(), relation.rule_definition(r))).collect(),
        }
    };
    let named = |relation: &Relation, (part, sql): (String, String)| {
        ((relation.name.schema.clone(), relation.name.name.clone(), part), sql)
    };
    catalog
        .relations
        .iter()
        .flat_map(|relation| parts(relation).into_iter().map(|part| named(relation, part)))
        .collect()
}
