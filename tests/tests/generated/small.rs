//! Hundreds of small schemas, each a corner of SQL: a snapshot loses nothing of them, and the models of all compile.
//!
//! They are `diffcases/*/*/{old,new}.sql` in the folder that `RELVAR_SHARED` names; without it the test says so and passes.
//! Of those two thousand it takes every sixteenth, and all with `RELVAR_CASES=all`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use relvar_catalog::{Catalog, connect::Session, introspect::introspect, load, scratch, snapshot};
use relvar_codegen::{Config, generate};
use tests::{cargo_on_modules, shared};

#[tokio::test]
async fn models_of_small_schemas_compile() {
    let every = if env::var_os("RELVAR_CASES").is_some_and(|cases| cases == "all") { 1 } else { 16 };
    let cases: Vec<_> = cases().into_iter().step_by(every).collect();
    if cases.is_empty() {
        eprintln!("skipped: no cases; RELVAR_SHARED names the folder that has them");
        return;
    }
    let server = tokio::task::spawn_blocking(|| scratch::Server::start(&scratch::Options::from_env()).unwrap());
    let server = server.await.unwrap();
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return;
    }
    let postgres = Session::open(&server.config()).await.unwrap();
    let (mut modules, mut refused) = (Vec::new(), 0);
    for (number, scripts) in cases.iter().enumerate() {
        let name = format!("case_{number}");
        let catalog = catalog(&server, &name, scripts).await;
        postgres.batch_execute(&format!("drop database {name}")).await.unwrap();
        let Some(catalog) = catalog else {
            refused += 1;
            continue;
        };
        let read = snapshot::read(&snapshot::write(&catalog)).unwrap();
        assert!(read == catalog, "a snapshot loses something of {scripts:?}");
        modules.push((name, generate(&catalog, &Config::default()).files));
    }
    assert!(refused * 10 < cases.len(), "the server refused {refused} of {} schemas", cases.len());
    cargo_on_modules(&modules, &["check"]).unwrap_or_else(|error| panic!("case_N is the N-th of {cases:#?}\n{error}"));
}

/// The scripts of each case, in order; every text once.
fn cases() -> Vec<Vec<PathBuf>> {
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    for source in entries(&shared().join("diffcases")) {
        for case in entries(&source) {
            for state in ["old.sql", "new.sql"] {
                let files = ["setup.sql", state].map(|file| case.join(file));
                let scripts: Vec<PathBuf> = files.into_iter().filter(|file| file.exists()).collect();
                let texts: Vec<String> = scripts.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
                if texts.iter().any(|text| text.contains("CREATE") || text.contains("create")) && seen.insert(texts) {
                    cases.push(scripts);
                }
            }
        }
    }
    cases
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// What these scripts make; `None`, with a message, where the server refuses them.
async fn catalog(server: &scratch::Server, name: &str, scripts: &[PathBuf]) -> Option<Catalog> {
    let mut session = Session::open(&server.database(name).await.unwrap()).await.unwrap();
    let loaded = load::load(&session, &load::read_scripts(scripts).unwrap(), load::Data::Skip, |_, _| {}).await;
    let catalog = match loaded {
        Ok(_) => {
            session.batch_execute("reset all").await.unwrap();
            Some(introspect(&mut session).await.unwrap().catalog)
        }
        Err(error) => {
            eprintln!("passed over: {error}");
            None
        }
    };
    session.close().await;
    catalog
}
