//! The catalogs of the golden cases of the generator are what their schemas make, as the version that made them says it.
//!
//! `UPDATE_EXPECT=1` reads them anew.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::{env, fs, path::Path};

use relvar_catalog::{Source, scratch::Options, snapshot};

#[tokio::test]
async fn the_catalogs_of_the_golden_cases_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/cases");
    let mut stale = Vec::new();
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let path = case.join("catalog.json");
        // One in an older format is stale.
        let stored = snapshot::read(&fs::read_to_string(&path).unwrap()).unwrap_or_default();
        let mut server = Options::from_env();
        server.extensions = vec!["citext".to_owned(), "hstore".to_owned()];
        let source = Source::Schema { paths: vec![case.join("schema.sql")], server };
        let made = source.read(&mut |_| {}).await.unwrap().catalog;
        if stored.server_version != 0 && made.server_version != stored.server_version {
            eprintln!("skipped: the catalogs are of PostgreSQL {}, not {}", stored.server_version, made.server_version);
            return;
        }
        if made == stored {
            continue;
        }
        match env::var_os("UPDATE_EXPECT") {
            Some(_) => fs::write(path, snapshot::write(&made)).unwrap(),
            None => stale.push(path),
        }
    }
    assert!(stale.is_empty(), "not what their schemas make: {stale:#?}");
}
