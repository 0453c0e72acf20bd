//! What the catalog does not model further can be made again from its definitions.
#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::{
    Catalog,
    catalog::{OtherObject, TypeKind},
    connect::Session,
    introspect::introspect,
    scratch,
};

const SCHEMA: &str = include_str!("cases/others/schema.sql");
const NEW: &str = "-- What is made again.";

/// What only some versions and builds have.
const BY_BUILD: [&str; 8] = [
    "CREATE COLLATION far.loose (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false)",
    "CREATE COLLATION far.swapped (PROVIDER = icu, LOCALE = 'und', RULES = '&v << w <<< W')",
    "CREATE COLLATION far.plain (PROVIDER = builtin, LOCALE = 'C.UTF-8')",
    "CREATE CONVERSION far.\"Latin\" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
    "CREATE DEFAULT CONVERSION far.latin FOR 'LATIN2' TO 'UTF8' FROM iso8859_to_utf8",
    "CREATE PUBLICATION whole FOR TABLES IN SCHEMA far, TABLE far.album",
    "CREATE PUBLICATION part FOR TABLE far.track (id, title) WHERE (id > 0), far.album",
    "CREATE PUBLICATION computed FOR TABLE far.track WITH (publish_generated_columns = stored)",
];

async fn read(session: &mut Session) -> Catalog {
    session.batch_execute("RESET ALL").await.unwrap();
    introspect(session).await.unwrap().catalog
}

/// The objects without what other statements give them.
fn bare(catalog: &Catalog) -> Vec<OtherObject> {
    let bare = |object: &OtherObject| OtherObject { owner: None, comment: None, privileges: None, ..object.clone() };
    catalog.others.iter().map(bare).collect()
}

#[tokio::test]
async fn definitions_make_the_same_objects_again() {
    let start = || scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let (prelude, _) = SCHEMA.split_once(NEW).unwrap();
    let expected = {
        let server = start();
        let mut session = Session::open(&server.config()).await.unwrap();
        session.batch_execute(SCHEMA).await.unwrap();
        for statement in BY_BUILD {
            if let Err(error) = session.batch_execute(statement).await {
                println!("passed over on {}: {error:?}: {statement}", server.description());
            }
        }
        let catalog = read(&mut session).await;
        session.close().await;
        catalog
    };
    assert!(expected.others.len() > 25);
    let definition = |object: &OtherObject| object.definition.clone().unwrap_or_else(|| format!("{object:?}"));
    let mut left: Vec<String> = expected.others.iter().map(definition).collect();

    let server = start();
    let mut session = Session::open(&server.config()).await.unwrap();
    session.batch_execute(prelude).await.unwrap();
    // In whatever order their dependencies allow.
    loop {
        let before = left.len();
        let mut failed = Vec::new();
        for definition in left {
            if let Err(error) = session.batch_execute(&definition).await {
                println!("{error:?}: {definition}");
                failed.push(definition);
            }
        }
        left = failed;
        if left.is_empty() || left.len() == before {
            break;
        }
    }
    assert_eq!(left, Vec::<String>::new(), "definitions that fail");
    let made = read(&mut session).await;
    assert_eq!(bare(&made), bare(&expected));
    let of_others = |catalog: &Catalog| {
        let mut dependencies = catalog.dependencies.clone();
        dependencies.retain(|d| catalog.others.iter().any(|o| d.dependent == o.id));
        dependencies
    };
    assert_eq!(of_others(&made), of_others(&expected));
    base_types_too(&mut session, &made).await;
    session.close().await;
}

/// Drops the base type, makes it again from its definition, and compares.
async fn base_types_too(session: &mut Session, catalog: &Catalog) {
    let definition = |catalog: &Catalog| {
        let mut base = catalog.types.iter().filter_map(|type_| match &type_.kind {
            TypeKind::Base { definition, .. } => definition.clone(),
            _ => None,
        });
        base.next().unwrap()
    };
    let expected = definition(catalog);
    session.batch_execute("DROP TYPE far.meters CASCADE; CREATE TYPE far.meters").await.unwrap();
    for routine in catalog.routines.iter().filter(|routine| routine.name.name.starts_with("meters_")) {
        session.batch_execute(routine.definition.as_ref().unwrap()).await.unwrap();
    }
    session.batch_execute(&expected).await.unwrap();
    assert_eq!(definition(&read(session).await), expected);
}
