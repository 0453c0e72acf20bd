//! Files on disk: what is written, what is kept, what is refused.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use relvar_codegen::{FileTree, OutputError, Staleness, output::ConflictKind};

fn tree(files: &[(&str, &str)]) -> FileTree {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn first() -> FileTree {
    tree(&[("mod.rs", "pub mod a;\n"), ("a/mod.rs", "// a\n"), ("a/b.rs", "// b\n")])
}

/// Every file below a folder but the manifest, by path.
fn files(folder: &Path) -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if !path.ends_with("relvar.manifest") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}

#[test]
fn a_second_time_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("src/models");
    let report = first().write(&models).unwrap();
    assert_eq!(report.written, ["a/b.rs", "a/mod.rs", "mod.rs"]);
    let times = || files_times(&models);
    let before = times();
    let report = first().write(&models).unwrap();
    assert_eq!((report.written.len(), report.removed.len(), report.unchanged), (0, 0, 3));
    assert_eq!(times(), before);
    assert_eq!(first().check(&models).unwrap(), []);
}

fn files_times(folder: &Path) -> Vec<(PathBuf, std::time::SystemTime)> {
    let mut times: Vec<_> = ["mod.rs", "a/mod.rs", "a/b.rs", "relvar.manifest"]
        .iter()
        .map(|name| folder.join(name))
        .map(|path| (path.clone(), fs::metadata(&path).unwrap().modified().unwrap()))
        .collect();
    times.sort();
    times
}

#[test]
fn what_is_no_longer_generated_goes_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    first().write(folder.path()).unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/notes.rs"), "// mine\n").unwrap();
    let report = tree(&[("mod.rs", "pub mod c;\n"), ("c.rs", "// c\n")]).write(folder.path()).unwrap();
    assert_eq!(report.written, ["c.rs", "mod.rs"]);
    assert_eq!(report.removed, ["a/b.rs", "a/mod.rs"]);
    let left: Vec<String> = files(folder.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, ["c.rs", "mine/notes.rs", "mod.rs"]);
    assert!(!folder.path().join("a").exists());
}

/// What a user adds lives beside generated files, in the same folders, and outlives them.
#[test]
fn files_of_the_user_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    first().write(folder.path()).unwrap();
    let own = ["README.md", "films.rs", "a/extra.rs", "a/b/impls.rs", ".gitignore"];
    for name in own {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("// {name}\n")).unwrap();
    }
    let times = || own.map(|name| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap());
    let before = times();
    let report = tree(&[("mod.rs", "pub mod c;\n"), ("c.rs", "// c\n")]).write(folder.path()).unwrap();
    assert_eq!(report.removed, ["a/b.rs", "a/mod.rs"]);
    assert_eq!(tree(&[("mod.rs", "pub mod c;\n"), ("c.rs", "// c\n")]).check(folder.path()).unwrap(), []);
    for name in own {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), format!("// {name}\n"));
    }
    assert_eq!(times(), before);
}

fn conflicts(result: Result<relvar_codegen::WriteReport, OutputError>) -> Vec<(String, ConflictKind)> {
    match result.unwrap_err() {
        OutputError::Conflicts(conflicts) => conflicts
            .into_iter()
            .map(|conflict| (conflict.path.file_name().unwrap().to_str().unwrap().to_owned(), conflict.kind))
            .collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn work_of_others_is_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(folder.path().join("a/b.rs"), "// by hand\n").unwrap();
    assert_eq!(conflicts(first().write(folder.path())), [("b.rs".to_owned(), ConflictKind::Foreign)]);
    assert_eq!(files(folder.path()), [("a/b.rs".to_owned(), "// by hand\n".to_owned())], "nothing was written");

    fs::remove_file(folder.path().join("a/b.rs")).unwrap();
    first().write(folder.path()).unwrap();
    fs::write(folder.path().join("a/b.rs"), "// b, changed\n").unwrap();
    let next = tree(&[("mod.rs", "pub mod a; // more\n"), ("a/mod.rs", "// a\n"), ("a/b.rs", "// b, too\n")]);
    assert_eq!(conflicts(next.write(folder.path())), [("b.rs".to_owned(), ConflictKind::Edited)]);
    assert_eq!(fs::read_to_string(folder.path().join("mod.rs")).unwrap(), "pub mod a;\n", "nothing was written");
    // Not even where it is no longer generated.
    let without = tree(&[("mod.rs", "\n")]);
    assert_eq!(conflicts(without.write(folder.path())), [("b.rs".to_owned(), ConflictKind::Edited)]);
    assert!(folder.path().join("a/b.rs").exists());
}

#[test]
fn a_file_written_by_hand_as_it_would_be_generated_is_no_conflict() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mod.rs"), "pub mod a;\n").unwrap();
    assert_eq!(first().write(folder.path()).unwrap().written, ["a/b.rs", "a/mod.rs"]);
    assert_eq!(first().check(folder.path()).unwrap(), []);
}

#[test]
fn check_shows_what_would_change_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    first().write(folder.path()).unwrap();
    let before = files(folder.path());
    let stale = tree(&[("mod.rs", "pub mod a;\npub mod c;\n"), ("a/mod.rs", "// a\n"), ("c.rs", "// c\n")])
        .check(folder.path())
        .unwrap();
    let summary: Vec<_> =
        stale.iter().map(|file| (file.path.to_str().unwrap().replace('\\', "/"), file.kind)).collect();
    assert_eq!(
        summary,
        [
            ("a/b.rs".to_owned(), Staleness::Obsolete),
            ("c.rs".to_owned(), Staleness::Missing),
            ("mod.rs".to_owned(), Staleness::Changed)
        ]
    );
    assert_eq!(stale[2].diff, "--- a/mod.rs\n+++ b/mod.rs\n@@ -1 +1,2 @@\n pub mod a;\n+pub mod c;\n");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let error = first().write(folder.path().join("file/models")).unwrap_err().to_string();
    assert!(error.starts_with("cannot create `") && error.contains("file/models"), "{error}");
    assert!(error.contains("hint: "), "{error}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write anywhere");
        return;
    }
    let error = first().write(&closed).unwrap_err().to_string();
    assert!(error.contains("closed") && error.contains("hint: make the folder writable"), "{error}");
}

#[test]
fn a_run_that_was_cut_short_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    first().write(folder.path()).unwrap();
    let manifest = folder.path().join("relvar.manifest");
    let before = fs::read_to_string(&manifest).unwrap();
    let second = tree(&[("mod.rs", "pub mod b;\n"), ("a/mod.rs", "// a\n"), ("a/b.rs", "// b\n")]);
    second.write(folder.path()).unwrap();
    let after = fs::read_to_string(&manifest).unwrap();
    // As it is between the first file and the last: both manifests' lines, the new file in place.
    fs::write(&manifest, format!("{before}{after}")).unwrap();
    let third = tree(&[("mod.rs", "pub mod c;\n")]);
    assert_eq!(third.write(folder.path()).unwrap().written, ["mod.rs"]);
    assert_eq!(files(folder.path()), [("mod.rs".to_owned(), "pub mod c;\n".to_owned())]);
}

#[test]
fn a_manifest_cannot_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("models");
    first().write(&models).unwrap();
    fs::write(folder.path().join("victim"), "// b\n").unwrap();
    let manifest = fs::read_to_string(models.join("relvar.manifest")).unwrap();
    fs::write(models.join("relvar.manifest"), manifest.replace("a/b.rs", "../victim")).unwrap();
    let error = first().write(&models).unwrap_err().to_string();
    assert!(error.contains("is not a manifest of relvar (line 2)"), "{error}");
    assert!(folder.path().join("victim").exists());
}
