//! What the catalog keeps as statements can be made again from them.
#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::{
    Catalog,
    catalog::{Definition, OtherObject, TypeKind},
    connect::Session,
    introspect::introspect,
    scratch,
};

const SCHEMA: &str = include_str!("../cases/others/schema.sql");
const NEW: &str = "-- What is made again.";

/// What only some builds have.
const BY_BUILD: [&str; 2] = [
    "CREATE CONVERSION far.\"Latin\" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
    "CREATE DEFAULT CONVERSION far.latin FOR 'LATIN2' TO 'UTF8' FROM iso8859_to_utf8",
];

async fn read(session: &mut Session) -> Catalog {
    session.batch_execute("RESET ALL").await.unwrap();
    introspect(session).await.unwrap().catalog
}

/// The objects without what other statements give them.
fn bare(catalog: &Catalog) -> Vec<OtherObject> {
    let bare = |object: &OtherObject| OtherObject { owner: None, comment: None, privileges: None, ..object.clone() };
    let is_statement = |object: &&OtherObject| matches!(object.definition, Some(Definition::Sql(_)));
    catalog.others.iter().filter(is_statement).map(bare).collect()
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
    let definition = |object: OtherObject| match object.definition {
        Some(Definition::Sql(sql)) => Some(sql),
        _ => None,
    };
    let mut left: Vec<String> = bare(&expected).into_iter().filter_map(definition).collect();
    assert!(left.len() > 15);

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
        let objects = bare(catalog);
        dependencies.retain(|d| objects.iter().any(|o| d.dependent == o.id));
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
    for function in SCHEMA.lines().filter(|line| line.starts_with("CREATE FUNCTION far.meters_")) {
        session.batch_execute(function).await.unwrap();
    }
    session.batch_execute(&expected).await.unwrap();
    assert_eq!(definition(&read(session).await), expected);
}
