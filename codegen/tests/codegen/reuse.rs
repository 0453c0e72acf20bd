//! What an earlier run left is taken only if it is what would be printed now.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::{fs, path::Path};

use relvar_catalog::{Catalog, snapshot};
use relvar_codegen::{Config, FileTree, InTheWay, generate, regenerate};
use tempfile::TempDir;

const CASES: [&str; 5] = ["relations", "names", "types", "views", "composites"];

fn catalog(case: &str) -> Catalog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case).join("catalog.json");
    snapshot::read(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder with the models of a case.
fn written(case: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    generate(&catalog(case), &Config::default()).files.write(folder.path()).unwrap();
    folder
}

/// What is generated with what is in a folder, beside what is generated without.
fn check(folder: &Path, case: &str) {
    let (catalog, config) = (catalog(case), Config::default());
    let again = regenerate(&catalog, &config, &FileTree::read(folder).unwrap()).files;
    assert!(again == generate(&catalog, &config).files, "{case}");
    again.update(folder, InTheWay::Overwrite).unwrap();
    assert_eq!(again.check(folder).unwrap(), [], "{case}");
}

/// Writes other texts over the files of a folder, as if they had been printed of code with these fingerprints.
fn reprint(folder: &Path, text: impl Fn(&str) -> String, code: impl Fn(&str) -> String) {
    let before = FileTree::read(folder).unwrap();
    let manifest = folder.join("relvar.manifest");
    let known = fs::read_to_string(&manifest).unwrap();
    let after: FileTree = before.iter().map(|(path, old)| (path.to_owned(), text(old))).collect();
    after.update(folder, InTheWay::Overwrite).unwrap();
    let code = |path: &str| code(known.lines().filter_map(entry).find(|(_, at)| *at == path).unwrap().0);
    let lines = fs::read_to_string(&manifest).unwrap();
    let lines = lines.lines().map(|line| match line.split_once("  ").filter(|_| !line.starts_with('#')) {
        Some((hash, path)) => format!("{hash} {}  {path}\n", code(path)),
        None => format!("{line}\n"),
    });
    fs::write(manifest, lines.collect::<String>()).unwrap();
    let there = FileTree::read(folder).unwrap();
    assert!(there.iter().eq(after.iter()), "all of it is known");
}

/// The fingerprint of the code in a line of a manifest, and the path.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (words, path) = line.split_once("  ").filter(|_| !line.starts_with('#'))?;
    Some((words.split_once(' ')?.1, path))
}

#[test]
fn nothing_of_another_schema_is_taken() {
    for case in CASES {
        let folder = written(case);
        for other in CASES {
            check(folder.path(), other);
        }
    }
}

#[test]
fn a_file_that_was_edited_is_not_taken() {
    let folder = written("relations");
    let root = folder.path().join("mod.rs");
    fs::write(&root, fs::read_to_string(&root).unwrap() + "// mine\n").unwrap();
    assert_eq!(FileTree::read(folder.path()).unwrap().text("mod.rs"), None);
    check(folder.path(), "relations");
}

#[test]
fn a_manifest_of_another_folder_is_no_help() {
    let (folder, other) = (written("relations"), written("types"));
    fs::copy(other.path().join("relvar.manifest"), folder.path().join("relvar.manifest")).unwrap();
    check(folder.path(), "relations");
}

#[test]
fn what_another_printer_printed_is_printed_again() {
    let folder = written("relations");
    reprint(folder.path(), |text| text.replace("    ", "\t"), |_| "0123456789abcdef".to_owned());
    check(folder.path(), "relations");
}

/// So the other tests are about something.
#[test]
fn a_file_of_the_same_code_is_taken() {
    let folder = written("relations");
    reprint(folder.path(), |text| format!("{text}// as it was\n"), str::to_owned);
    let before = FileTree::read(folder.path()).unwrap();
    assert!(before.len() > 3);
    let again = regenerate(&catalog("relations"), &Config::default(), &before).files;
    assert!(again == before);
}
