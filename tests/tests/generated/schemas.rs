//! Real schemas, each from a live database, from DDL and from a snapshot: the same bytes, and they compile.
//!
//! They are read from the folder that `RELVAR_SHARED` names (`../shared` beside the workspace by default); without it the
//! test says so and passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::path::Path;

use relvar_catalog::{Source, connect::Session, introspect::introspect, load, scratch, snapshot};
use relvar_codegen::{Config, FileTree, generate};

fn files(catalog: &relvar_catalog::Catalog) -> FileTree {
    generate(catalog, &Config::default()).files
}

#[tokio::test]
async fn every_source_gives_the_same_models_and_they_compile() {
    let schemas = tests::schemas();
    if schemas.is_empty() {
        eprintln!("skipped: no schemas; RELVAR_SHARED names the folder that has them");
        return;
    }
    let mut trees = Vec::new();
    for (name, file) in &schemas {
        let Some(tree) = generated_alike(name, file).await else { continue };
        let folder = tempfile::tempdir().unwrap();
        let first = tree.write(folder.path()).unwrap();
        assert_eq!(first.written.len(), tree.len(), "{name}: every file is new");
        let second = tree.write(folder.path()).unwrap();
        assert_eq!((second.written, second.removed), (vec![], vec![]), "{name}: the second run writes nothing");
        assert_eq!(tree.check(folder.path()).unwrap(), [], "{name}: nothing is stale");
        trees.push((name.as_str(), tree));
    }
    let packages: Vec<_> = trees.iter().map(|(name, tree)| (*name, tree)).collect();
    tests::cargo(&packages, &[&["check", "--workspace"]]).unwrap();
}

/// The models of a schema from all three sources; `None` where no server at hand can load it.
async fn generated_alike(name: &str, file: &Path) -> Option<FileTree> {
    let scripts = load::read_scripts(&[file.to_owned()]).unwrap();
    let extensions = load::wanted_extensions(&scripts);
    // As a superuser both times: default privileges are not those of members of extensions otherwise.
    let options = scratch::Options { extensions, trust: true, ..scratch::Options::from_env() };
    let started = options.clone();
    let server = match tokio::task::spawn_blocking(move || scratch::Server::start(&started)).await.unwrap() {
        Ok(server) => server,
        Err(error) => {
            eprintln!("skipped: {name}: {error}");
            return None;
        }
    };
    let mut session = Session::open(&server.config()).await.unwrap();
    load::load(&session, &scripts, load::Data::Skip, |_, _| {}).await.unwrap_or_else(|e| panic!("{name}: {e}"));
    session.batch_execute("reset all").await.unwrap();
    let live = introspect(&mut session).await.unwrap().catalog;
    session.close().await;
    tokio::task::spawn_blocking(move || server.stop()).await.unwrap();

    let source = Source::Schema { paths: vec![file.to_owned()], server: options };
    let from_ddl = source.read(&mut |_| {}).await.unwrap_or_else(|e| panic!("{name}: {e}")).catalog;
    let text = snapshot::write(&live);
    assert_eq!(snapshot::write(&from_ddl), text, "{name}: the same snapshot from a live database and from DDL");
    let from_snapshot = snapshot::read(&text).unwrap();
    assert_eq!(from_snapshot, live, "{name}: a snapshot loses nothing");

    let tree = files(&live);
    assert_eq!(files(&from_snapshot), tree, "{name}: the same files from the snapshot");
    Some(tree)
}
