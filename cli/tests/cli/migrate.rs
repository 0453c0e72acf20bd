//! `relvar migrate`, as the command is used.

use std::{fs, path::Path};

use crate::common::{Relvar, Run, execute, folder, scratch};

/// A command about the revisions in a folder.
fn migrate(folder: &Path, url: &str, arguments: &[&str]) -> Run {
    let dir = folder.join("migrations").display().to_string();
    Relvar::with_arguments(&[&["migrate", "--dir", &dir, "--url", url], arguments].concat()).run()
}

/// Writes the files of a new revision; its id.
fn revision(folder: &Path, (message, id): (&str, &str), up: &str, down: &str) {
    let made = migrate(folder, "postgres://nobody@localhost:1/none", &["new", message, "--id", id]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let path = Path::new(made.stdout.trim()).to_owned();
    let header = fs::read_to_string(path.join("up.sql")).unwrap();
    fs::write(path.join("up.sql"), format!("{header}{up}")).unwrap();
    fs::write(path.join("down.sql"), down).unwrap();
}

#[test]
fn a_database_goes_up_and_down() {
    let server = scratch();
    let url = server.url();
    let folder = folder();
    let run = |arguments: &[&str]| migrate(folder.path(), &url, arguments);
    revision(folder.path(), ("Make films", "1111aaaa"), "CREATE TABLE film (id int);", "DROP TABLE film;");
    revision(
        folder.path(),
        ("Add rating", "2222bbbb"),
        "ALTER TABLE film ADD rating text;",
        "ALTER TABLE film DROP rating;",
    );

    assert_eq!(run(&["current"]).stdout, "");
    let status = run(&["status"]);
    assert_eq!(status.status, 2, "{}", status.stderr);
    assert!(status.stdout.contains("pending    1111aaaa, 2222bbbb"), "{}", status.stdout);
    let dry = run(&["up", "--dry-run"]);
    assert!(dry.stdout.contains("ALTER TABLE film ADD rating text;"), "{}", dry.stdout);
    assert_eq!(run(&["current"]).stdout, "");

    let up = run(&["up"]);
    assert_eq!(up.status, 0, "{}", up.stderr);
    assert!(
        up.stderr.contains("applied 1111aaaa Make films") && up.stderr.contains("applied 2222bbbb"),
        "{}",
        up.stderr
    );
    assert!(run(&["up"]).stderr.contains("nothing to apply"));
    assert_eq!(run(&["status"]).status, 0);
    assert_eq!(run(&["current"]).stdout, "1111aaaa -> 2222bbbb (head), Add rating\n");
    assert_eq!(run(&["heads"]).stdout, "1111aaaa -> 2222bbbb (head), Add rating\n");
    assert_eq!(run(&["down"]).status, 0);
    assert_eq!(run(&["history"]).stdout, "○ 1111aaaa -> 2222bbbb (head), Add rating\n● base -> 1111aaaa, Make films\n");
    assert_eq!(run(&["stamp", "head"]).status, 0);
    assert_eq!(run(&["down", "base"]).status, 1, "the column is not there");
    let json: serde_json::Value = serde_json::from_str(&run(&["status", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["current"][0], "2222bbbb");
    assert_eq!(run(&["stamp", "1111"]).status, 0);
    assert_eq!(run(&["down", "-1"]).status, 0);
    let show = run(&["show", "2222"]);
    assert!(show.stdout.contains("ALTER TABLE film DROP rating"), "{}", show.stdout);
    execute(&server, "DROP SCHEMA relvar CASCADE");
}

#[test]
fn an_edited_revision_is_shown() {
    let server = scratch();
    let url = server.url();
    let folder = folder();
    let run = |arguments: &[&str]| migrate(folder.path(), &url, arguments);
    revision(folder.path(), ("Make actors", "3333aaaa"), "CREATE TABLE actor (id int);\n", "DROP TABLE actor;");
    assert_eq!(run(&["up"]).status, 0);
    assert_eq!(run(&["verify"]).status, 0);
    let path = fs::read_dir(folder.path().join("migrations")).unwrap().next().unwrap().unwrap().path().join("up.sql");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    assert_eq!(run(&["verify"]).status, 0, "another checkout is no edit");
    fs::write(&path, text.replace("id int", "id bigint")).unwrap();
    let edited = run(&["verify"]);
    assert_eq!(edited.status, 2);
    assert!(
        edited.stdout.contains("-CREATE TABLE actor (id int);\n+CREATE TABLE actor (id bigint);"),
        "{}",
        edited.stdout
    );
    assert_eq!(run(&["status"]).status, 2);
    assert!(run(&["up"]).stderr.contains("3333aaaa was edited"));
    assert_eq!(run(&["verify", "--accept", "3333"]).status, 0);
    assert_eq!(run(&["status"]).status, 0);
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let missing = run(&["up"]);
    assert_eq!(missing.status, 1);
    assert!(missing.stderr.contains("stamp --purge"), "{}", missing.stderr);
    assert!(missing.stderr.contains("3333aaaa"), "{}", missing.stderr);
    execute(&server, "DROP TABLE actor; DROP SCHEMA relvar CASCADE");
}
