//! Real schemas, each from a live database, from DDL and from a snapshot: the same bytes, and they compile.
//!
//! They are read from the folder that `RELVAR_SHARED` names (`../shared` beside the workspace by default); without it the
//! test says so and passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

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
    let crates = tempfile::tempdir().unwrap();
    let mut members = Vec::new();
    for (name, file) in &schemas {
        let Some(tree) = generated_alike(name, file).await else { continue };
        let package = crates.path().join(name);
        let models = package.join("src/models");
        let first = tree.write(&models).unwrap();
        assert_eq!(first.written.len(), tree.len(), "{name}: every file is new");
        let second = tree.write(&models).unwrap();
        assert_eq!((second.written, second.removed), (vec![], vec![]), "{name}: the second run writes nothing");
        assert_eq!(tree.check(&models).unwrap(), [], "{name}: nothing is stale");
        write_package(&package, name);
        members.push(name.clone());
    }
    check(crates.path(), &members);
}

/// The models of a schema from all three sources; `None` where no server at hand can load it.
async fn generated_alike(name: &str, file: &Path) -> Option<FileTree> {
    let scripts = load::read_scripts(&[file.to_owned()]).unwrap();
    let extensions = load::wanted_extensions(&scripts);
    let options = scratch::Options { extensions, ..scratch::Options::from_env() };
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

fn write_package(package: &Path, name: &str) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nrelvar = \"0.1\"\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let library = "//! Models.\n#![deny(warnings, missing_docs)]\n\npub mod models;\n";
    fs::write(package.join("src/lib.rs"), library).unwrap();
}

/// Compiles the packages, in a target folder of their own that is kept for the next run.
fn check(folder: &Path, members: &[String]) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[patch.crates-io]\nrelvar = {{ path = {:?} }}\n",
        workspace.join("runtime").display().to_string()
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--workspace"])
        .env("CARGO_TARGET_DIR", target.join("schemas"))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
