//! Whatever a database calls its objects, the code parses, compiles and asks for these objects: no two items share a
//! name, none has a name that Rust's lints object to, and every name of the database is in the code as it is.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

mod catalogs;
mod checks;
mod comments;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config as Cases, TestRunner},
};
use relvar_catalog::Catalog;
use relvar_codegen::{Config, generate};

use catalogs::{catalog, name};
use checks::check;
use comments::commented;

#[test]
fn comments_stay_comments() {
    check(&commented());
}

#[test]
fn devices_of_windows_are_no_files() {
    for name in ["con", "CON", "aux", "nul", "prn", "com1", "Lpt9"] {
        let relation = serde_json::json!({
            "name": relvar_catalog::QualifiedName::new(name, name),
            "kind": "table", "owner": "o",
            "columns": [],
        });
        let catalog = serde_json::json!({
            "server_version": 15,
            "schemas": [{ "name": name, "owner": "o" }],
            "relations": [relation],
        });
        check(&serde_json::from_value(catalog).unwrap());
    }
}

/// 300 cases, or as many as `PROPTEST_CASES` says.
fn cases() -> Cases {
    let chosen = Cases::default();
    Cases { cases: env::var_os("PROPTEST_CASES").map_or(300, |_| chosen.cases), ..chosen }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn hostile_names_stay_names(catalog in catalog(&name())) {
        check(&catalog);
    }
}

/// The same catalogs in every run.
fn some_catalogs(count: usize) -> Vec<Catalog> {
    let config = Cases { rng_seed: proptest::test_runner::RngSeed::Fixed(2027), ..Cases::default() };
    let mut runner = TestRunner::new(config);
    (0..count).map(|_| catalog(&name()).new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn hostile_names_compile_and_document() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("src");
    let mut catalogs = some_catalogs(60);
    catalogs.push(commented());
    for (at, catalog) in catalogs.iter().enumerate() {
        generate(catalog, &Config::default()).files.write(source.join(format!("m{at}"))).unwrap();
    }
    let modules: Vec<String> = (0..catalogs.len()).map(|at| format!("pub mod m{at};\n")).collect();
    let head = "//! Models.\n#![deny(warnings, missing_docs, rustdoc::all)]\n\n";
    fs::write(source.join("lib.rs"), head.to_owned() + &modules.concat()).unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let manifest = format!(
        "[package]\nname = \"hostile\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nrelvar = {{ path = {:?} }}\n\n[workspace]\n",
        workspace.join("runtime").display().to_string()
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let commands =
        [&["check", "--quiet"][..], &["doc", "--quiet", "--no-deps"], &["test", "--quiet", "--doc", "--", "--list"]];
    for command in commands {
        let output = Command::new(env!("CARGO"))
            .args(command)
            .env("CARGO_TARGET_DIR", target.join("nested"))
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // No text of the database is a program to test.
        let tests = String::from_utf8_lossy(&output.stdout);
        assert!(!tests.contains(": test"), "{tests}");
    }
}
