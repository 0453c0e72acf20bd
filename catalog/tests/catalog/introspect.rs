//! Case folders: what `schema.sql` makes is read as `catalog.json` says.
//!
//! Later versions say some things differently: `catalog.NN.json` is for PostgreSQL NN and later. A schema that begins
//! with `-- since NN` is for those alone. `UPDATE_EXPECT=1` writes the files that differ anew, `UPDATE_EXPECT=NN` writes
//! what differs as `catalog.NN.json`.

#![cfg(feature = "scratch")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking, and say what they pass over"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use relvar_catalog::{Catalog, Source, SourceError, Step, scratch, snapshot};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// The number at the start of a text.
fn number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The catalog of a case; nothing where the server is too old for it.
async fn read(case: &Path) -> Option<Catalog> {
    let schema = case.join("schema.sql");
    let since = fs::read_to_string(&schema).unwrap().strip_prefix("-- since ").and_then(number).unwrap_or(0);
    // Base types and the like are for superusers.
    let server = scratch::Options { trust: true, ..scratch::Options::from_env() };
    let source = Source::Schema { paths: vec![schema], server };
    let mut version = 0;
    let mut started = |step: Step<'_>| {
        if let Step::Started(server) = step {
            version = server.description().strip_prefix("PostgreSQL ").and_then(number).unwrap();
        }
    };
    match source.read(&mut started).await {
        Ok(introspection) => {
            assert_eq!(introspection.diagnostics, []);
            Some(introspection.catalog)
        }
        Err(SourceError::LoadOn { .. }) if version < since => {
            println!("{}: passed over, the server is PostgreSQL {version}", case.display());
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// The expectation for a version: the newest that is not for a later one.
fn expectation(case: &Path, version: u32) -> PathBuf {
    let of_version = (13..=version).rev().map(|version| case.join(format!("catalog.{version}.json")));
    of_version.filter(|path| path.exists()).chain([case.join("catalog.json")]).next().unwrap()
}

#[tokio::test]
async fn catalogs_are_as_expected() {
    let bless = std::env::var("UPDATE_EXPECT").ok();
    let mut failed = Vec::new();
    for case in cases() {
        let Some(catalog) = read(&case).await else { continue };
        let version = catalog.server_version;
        // The one line that is meant to differ.
        let text = snapshot::write(&Catalog { server_version: 0, ..catalog.clone() });
        assert_eq!(snapshot::read(&text).unwrap(), Catalog { server_version: 0, ..catalog });

        let path = expectation(&case, version);
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if text == expected {
            continue;
        }
        match bless.as_deref() {
            Some("1") => fs::write(path, text).unwrap(),
            Some(version) => fs::write(case.join(format!("catalog.{version}.json")), text).unwrap(),
            None => {
                let pairs = text.lines().zip(expected.lines()).enumerate();
                for (line, (new, old)) in pairs.filter(|(_, (new, old))| new != old).take(3) {
                    println!("{}:{}\n  expected {old}\n  found    {new}", path.display(), line + 1);
                }
                failed.push(case);
            }
        }
    }
    assert!(failed.is_empty(), "differ from what is expected (UPDATE_EXPECT=1 writes it anew): {failed:#?}");
}
