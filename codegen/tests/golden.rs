//! Golden cases: a catalog, perhaps a configuration, and the files and diagnostics they give.
//!
//! `RELVAR_BLESS=1 cargo test -p relvar-codegen` writes what is generated now over what is expected; review the diff.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

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

fn files_in(folder: &Path, root: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_in(&path, root, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap());
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
    let expected_folder = folder.join("expected");
    if std::env::var_os("RELVAR_BLESS").is_some() {
        let _ = fs::remove_dir_all(&expected_folder);
        for (path, text) in &actual {
            let path = expected_folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let mut expected = BTreeMap::new();
    files_in(&expected_folder, &expected_folder, &mut expected);
    let paths = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&actual), paths(&expected), "the files of `{name}`");
    for (path, text) in &actual {
        let diff = similar::TextDiff::from_lines(&expected[path], text);
        assert!(diff.ratio() >= 1.0, "{name}/{}:\n{}", path.display(), diff.unified_diff());
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
    associations composites crate_layout foreign_keys names oracle partitions relations routines schemas split_layout tags
    type_choices types unique_indexes views
}
