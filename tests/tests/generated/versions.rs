//! The same schema gives the same code, and has the same fingerprint, on every version of PostgreSQL and from every provider
//! of servers that is at hand.
//!
//! One exception: since PostgreSQL 16, the definition of a view of one relation names that relation's columns without the
//! relation. So views, and what they are in, have other fingerprints there than before.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use relvar_catalog::{
    Fingerprints,
    catalog::{ObjectId, RelationKind},
    connect::Session,
    fingerprints,
    introspect::introspect,
    load,
    scratch::{Choice, Options, Server},
};
use relvar_codegen::{Config, FileTree, generate};

/// The schema of an example, then those of the golden cases.
fn schemas() -> Vec<PathBuf> {
    let workspace = tests::workspace();
    let cases = fs::read_dir(workspace.join("codegen/tests/cases")).unwrap();
    let mut schemas: Vec<PathBuf> = cases.map(|case| case.unwrap().path().join("schema.sql")).collect();
    schemas.sort();
    schemas.insert(0, workspace.join("examples/rental/schema.sql"));
    schemas
}

/// Fingerprints, and whether they are of PostgreSQL 16 or later.
type Prints = (bool, Fingerprints);

/// Whether an object has its text from PostgreSQL's definition of a view.
fn is_view(object: &ObjectId) -> bool {
    matches!(object, ObjectId::Relation { kind: RelationKind::View | RelationKind::MaterializedView, .. })
}

/// The files and the fingerprints of each schema that a server loads; without a server, none.
async fn generated(choice: &str) -> BTreeMap<PathBuf, (FileTree, Option<Prints>)> {
    let mut files = BTreeMap::new();
    let options = Options { provider: Some(Choice::from(choice)), ..Options::from_env() };
    let server = match tokio::task::spawn_blocking(move || Server::start(&options)).await.unwrap() {
        Ok(server) => server,
        Err(error) => {
            eprintln!("skipped: {choice}: {error}");
            return files;
        }
    };
    for (at, schema) in schemas().into_iter().enumerate() {
        // A server without further databases has room for one schema.
        let config = match server.database(&format!("versions_{at}")).await {
            Ok(config) => config,
            Err(_) if at == 0 => server.config(),
            Err(_) => break,
        };
        let mut session = Session::open(&config).await.unwrap();
        let scripts = load::read_scripts(std::slice::from_ref(&schema)).unwrap();
        match load::load(&session, &scripts, load::Data::Skip, |_, _| {}).await {
            Ok(_) => {
                session.batch_execute("reset all").await.unwrap();
                let catalog = introspect(&mut session).await.unwrap().catalog;
                // Before 15, the schema `public` has another owner.
                let prints =
                    (catalog.server_version >= 15).then(|| (catalog.server_version >= 16, fingerprints(&catalog)));
                files.insert(schema, (generate(&catalog, &Config::default()).files, prints));
            }
            Err(error) => eprintln!("skipped: {choice}: {error}"),
        }
        session.close().await;
    }
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();
    files
}

#[tokio::test]
async fn code_and_fingerprints_are_the_same_on_every_server() {
    let mut first: BTreeMap<PathBuf, (&str, FileTree)> = BTreeMap::new();
    let mut prints: BTreeMap<PathBuf, (&str, Prints)> = BTreeMap::new();
    for choice in ["system", "fetched:14", "fetched:15", "fetched:16", "fetched:17", "fetched:18", "embedded"] {
        for (schema, (files, own)) in generated(choice).await {
            let (of, expected) = first.entry(schema.clone()).or_insert_with(|| (choice, files.clone()));
            let name = schema.display();
            for (path, text) in expected.iter() {
                assert_eq!(files.text(path), Some(text), "{name}: {path} on {choice}, and on {of}");
            }
            assert_eq!(files.len(), expected.len(), "{name}: files on {choice}, and on {of}");
            let Some(own) = own else { continue };
            let (of, expected) = prints.entry(schema.clone()).or_insert_with(|| (choice, own.clone()));
            let ((is_16, own), (was_16, expected)) = (&own, &*expected);
            let same_views = is_16 == was_16;
            assert!(own.objects.keys().eq(expected.objects.keys()), "{name}: objects on {choice}, and on {of}");
            for (object, print) in expected.objects.iter().filter(|(object, _)| same_views || !is_view(object)) {
                assert_eq!(own.objects.get(object), Some(print), "{name}: {object} on {choice}, and on {of}");
            }
            if same_views || !own.objects.keys().any(is_view) {
                assert_eq!(own, expected, "{name}: on {choice}, and on {of}");
            }
        }
    }
    assert!(!first.is_empty(), "no server loads anything");
}
