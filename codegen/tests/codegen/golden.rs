//! Golden cases: a catalog, perhaps a configuration, and the files and diagnostics they give.
//!
//! `UPDATE_EXPECT=1 cargo test -p relvar-codegen` writes what is generated now over what is expected; review the diff.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use expect_test::expect_file;
use relvar_catalog::{Catalog, snapshot};
use relvar_codegen::{Config, Generated, generate};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

fn read(folder: &Path) -> (Catalog, Config) {
    let catalog = snapshot::read(&fs::read_to_string(folder.join("catalog.json")).unwrap()).unwrap();
    let config = fs::read_to_string(folder.join("relvar.toml")).unwrap_or_default();
    (catalog, Config::from_toml(&config, "relvar.toml").unwrap())
}

fn files(generated: &Generated) -> BTreeMap<PathBuf, String> {
    let mut files: BTreeMap<_, _> =
        generated.files.iter().map(|(path, text)| (Path::new("files").join(path), text.to_owned())).collect();
    let diagnostics =
        generated.diagnostics.iter().fold(String::new(), |all, diagnostic| format!("{all}{diagnostic}\n"));
    files.insert("diagnostics.txt".into(), diagnostics);
    files
}

/// The files below a folder, by their paths in it.
fn files_in(folder: &Path, root: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_in(&path, root, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().to_owned());
        }
    }
}

fn check(name: &str) {
    let folder = case(name);
    let (catalog, config) = read(&folder);
    let generated = generate(&catalog, &config);
    assert_eq!(generate(&catalog, &config).files, generated.files, "the same bytes twice");
    let actual = files(&generated);
    for (path, text) in &actual {
        if path.extension().is_some_and(|extension| extension == "rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{name}/{}: {error}\n{text}", path.display()));
        }
    }
    let expected = folder.join("expected");
    for (path, text) in &actual {
        expect_file![expected.join(path)].assert_eq(text);
    }
    let mut there = BTreeSet::new();
    files_in(&expected, &expected, &mut there);
    for path in there.iter().filter(|path| !actual.contains_key(*path)) {
        let path = expected.join(path);
        assert!(env::var_os("UPDATE_EXPECT").is_some(), "{} is no longer generated", path.display());
        fs::remove_file(path).unwrap();
    }
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*
    };
}

cases! {
    associations composites crate_layout foreign_keys modules names oracle partitions relations routines schemas split_layout tags
    type_choices types unique_indexes views
}
