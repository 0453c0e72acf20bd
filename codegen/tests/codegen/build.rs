//! Build scripts, run by Cargo: what they write, what they say, and that sources may be read-only.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use relvar_catalog::{Catalog, snapshot};
use tempfile::TempDir;

/// A package with a build script that makes models of this input.
fn package(input: &str, files: &[(&str, &str)]) -> TempDir {
    // Packages of one name would take each other's build scripts out of the target folder.
    static PACKAGES: AtomicUsize = AtomicUsize::new(0);
    let name = format!("built{}", PACKAGES.fetch_add(1, Ordering::Relaxed));
    let folder = tempfile::tempdir().unwrap();
    let codegen = env!("CARGO_MANIFEST_DIR");
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [build-dependencies]\nrelvar-codegen = {{ path = {codegen:?} }}\n\n[workspace]\n"
    );
    let script = format!("fn main() {{\n    relvar_codegen::Build::new({input:?}).name(\"shop\").run();\n}}\n");
    let library = "pub const MODELS: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/shop.rs\"));\n";
    let own = [("Cargo.toml", manifest.as_str()), ("build.rs", &script), ("src/lib.rs", library)];
    fs::create_dir(folder.path().join("src")).unwrap();
    for (name, text) in own.iter().chain(files) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::copy(Path::new(codegen).join("../Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    folder
}

/// Whether it builds without network, and what Cargo shows.
fn build(folder: &TempDir) -> (bool, String) {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--color=never"])
        .env("CARGO_TARGET_DIR", target.join("nested"))
        .env("RUST_BACKTRACE", "0")
        .current_dir(folder.path())
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

fn check(input: &str, files: &[(&str, &str)], builds: bool, expected: &[&str]) {
    let (built, shown) = build(&package(input, files));
    assert_eq!(built, builds, "{shown}");
    for part in expected {
        assert!(shown.contains(part), "expected `{part}` in:\n{shown}");
    }
    assert!(!shown.contains("panicked"), "{shown}");
}

#[test]
fn mistakes_show_as_errors_of_cargo() {
    check("relvar.toml", &[], false, &["relvar.toml` cannot be read", "hint: `relvar init` writes one"]);
    check(
        "relvar.toml",
        &[("relvar.toml", "")],
        false,
        &["relvar.snapshot.json` cannot be read", "hint: `relvar snapshot`"],
    );
    let unknown = [("relvar.toml", "[database]\nsnapshop = \"a.json\"\n")];
    check(
        "relvar.toml",
        &unknown,
        false,
        &["@0.0.0: relvar.toml:2: unknown key `snapshop` in `[database]`; hint: did you mean `snapshot`?"],
    );
    check("package.json", &[("package.json", "{\"name\": 1}\n")], false, &["package.json`: ", "relvar snapshot"]);
    let merged = "{\n  \"format\": 2,\n<<<<<<< HEAD\n}\n";
    check(
        "merged.json",
        &[("merged.json", merged)],
        false,
        &["merged.json`: the snapshot cannot be read at line 3, column 1: key must be a string; hint: write it anew"],
    );
}

#[test]
fn a_snapshot_alone_or_with_a_configuration() {
    let snapshot = snapshot::write(&Catalog::default());
    check("relvar.snapshot.json", &[("relvar.snapshot.json", &snapshot)], true, &[]);
    let config = "[database]\nsnapshot = \"shop.json\"\n\n[relations]\nexclude = [\"audit_*\"]\n";
    let error = "@0.0.0: [unused-config]: `audit_*`: `relations.exclude` has a pattern that matches no relation";
    check("relvar.toml", &[("relvar.toml", config), ("shop.json", &snapshot)], false, &[error]);
}

/// Cargo would show warnings with every build, although nothing has changed.
#[test]
fn what_is_no_error_is_not_shown() {
    let text = include_str!("../cases/names/catalog.json");
    let catalog = snapshot::read(text).unwrap();
    let noticed = relvar_codegen::generate(&catalog, &relvar_codegen::Config::default()).diagnostics;
    assert!(!noticed.is_empty() && noticed.iter().all(|diagnostic| !diagnostic.rule.is_error()));
    let folder = package("relvar.snapshot.json", &[("relvar.snapshot.json", text)]);
    for _ in 0..2 {
        let (built, shown) = build(&folder);
        assert!(built && !shown.contains("warning"), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn sources_may_be_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let snapshot = snapshot::write(&Catalog::default());
    let folder = package("relvar.snapshot.json", &[("relvar.snapshot.json", &snapshot)]);
    // Even a user who may write anywhere leaves a folder as it was, which is what is asked here.
    let before = files(folder.path());
    for path in &before {
        fs::set_permissions(path, fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let (built, shown) = build(&folder);
    let after = files(folder.path());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(built, "{shown}");
    assert_eq!(after, before);
}

#[cfg(unix)]
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
    files.sort();
    files
}
