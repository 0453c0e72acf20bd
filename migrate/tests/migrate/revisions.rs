//! Revisions on disk.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::Path};

use relvar_migrate::revision::{New, Revisions};

fn new(message: &str) -> New {
    New { message: message.to_owned(), ..New::default() }
}

/// Writes a revision without looking at the graph.
fn write(folder: &Path, name: &str, header: &str) {
    fs::create_dir_all(folder.join(name)).unwrap();
    fs::write(folder.join(name).join("up.sql"), format!("-- relvar revision\n{header}\n\nSELECT 1;\n")).unwrap();
}

fn error(folder: &Path) -> String {
    Revisions::read(folder).unwrap_err().to_string()
}

#[test]
fn a_folder_that_does_not_exist_has_none() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Revisions::read(&folder.path().join("migrations")).unwrap().list().is_empty());
}

#[test]
fn each_follows_the_head_until_there_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("migrations");
    let first = Revisions::read(&path).unwrap().create(&path, &new("Make films")).unwrap();
    let second = Revisions::read(&path).unwrap().create(&path, &new("Add rating")).unwrap();
    assert!(first.header.parents.is_empty());
    assert_eq!(second.header.parents, [first.id()]);
    assert!(second.name().contains("_add_rating_"), "{}", second.name());
    let all = Revisions::read(&path).unwrap();
    assert_eq!(all.get(second.id()), Some(&second));

    let fork = New { parents: vec![first.id().to_owned()], ..new("Fork") };
    let refused = all.create(&path, &fork).unwrap_err().to_string();
    assert!(refused.contains("--splice"), "{refused}");
    let third = all.create(&path, &New { is_splice: true, labels: vec!["fork".to_owned()], ..fork }).unwrap();
    let all = Revisions::read(&path).unwrap();
    let refused = all.create(&path, &new("After which?")).unwrap_err().to_string();
    for revision in [&second, &third] {
        assert!(refused.contains(revision.id()) && refused.contains(&revision.name()), "{refused}");
    }
    let fourth = all.create(&path, &New { parents: vec!["fork@head".to_owned()], ..new("On the fork") }).unwrap();
    assert_eq!(fourth.header.parents, [third.id()]);
    let merge = Revisions::read(&path).unwrap().merge(&path, &new("Join")).unwrap();
    let mut parents = merge.header.parents.clone();
    parents.sort();
    let mut heads = vec![second.id().to_owned(), fourth.id().to_owned()];
    heads.sort();
    assert_eq!(parents, heads);
    let all = Revisions::read(&path).unwrap();
    assert_eq!(all.history().heads(), [merge.id()]);
    assert!(all.merge(&path, &new("Again")).unwrap_err().to_string().contains("nothing to merge"));
}

#[test]
fn faults_name_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(path, "1", "-- id = aaaa\n-- parents =");
    write(path, "2", "-- id = aaaa\n-- parents =");
    let text = error(path);
    assert!(text.contains("1/up.sql") && text.contains("2/up.sql"), "{text}");
    write(path, "2", "-- id = bbbb\n-- parents = cccc");
    let text = error(path);
    assert!(text.contains("2/up.sql") && text.contains("`cccc`"), "{text}");
    write(path, "2", "-- id = bb+b\n-- parents = aaaa");
    assert!(error(path).contains("`+` is not allowed"));
    write(path, "1", "-- id = aaaa\n-- parents = bbbb");
    write(path, "2", "-- id = bbbb\n-- parents = aaaa");
    assert!(error(path).contains("circle"));
    write(path, "1", "-- id = aaaa\n-- parents = aaaa");
    assert!(error(path).contains("circle"));
    write(path, "1", "-- id = aaaa\n-- depends = bbbb");
    assert!(error(path).contains("depend on each other"));
    write(path, "1", "-- id = aaaa\n-- depends = shop");
    assert!(error(path).contains("neither a revision nor a branch"));
    write(path, "1", "-- id = aaaa\n-- labels = shop");
    write(path, "2", "-- id = bbbb\n-- labels = shop");
    assert!(error(path).contains("taken by `aaaa`"));
    fs::remove_file(path.join("1/up.sql")).unwrap();
    fs::write(path.join("1/down.sql"), "").unwrap();
    assert!(error(path).contains("no `up.sql`"));
}

#[test]
fn a_checkout_with_other_line_ends_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let made = Revisions::read(path).unwrap().create(path, &new("Make films")).unwrap();
    let file = made.folder.join("up.sql");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    let read = Revisions::read(path).unwrap();
    assert_eq!(read.list()[0].header, made.header);
    assert_eq!(read.list()[0].checksum(), made.checksum());
}
