//! `relvar dev`: from an edited schema to a revision, a migrated database and its models.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use crate::common::{execute, folder, scratch};

#[test]
fn an_edited_schema_becomes_a_revision_and_models() {
    let (server, folder) = (scratch(), folder());
    let schema = folder.path().join("schema");
    fs::create_dir(&schema).unwrap();
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_relvar"))
            .args(["dev", "--once", "--url", &server.url()])
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    fs::write(schema.join("film.sql"), "CREATE TABLE film (id int PRIMARY KEY);").unwrap();
    let (status, said) = run(&[], "Make films\n");
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("CREATE TABLE public.film") && said.contains("Make films"), "{said}");
    execute(&server, "SELECT id FROM film");
    assert!(fs::read_to_string(folder.path().join("src/models/public/film.rs")).unwrap().contains("pub id: i32"));
    let revisions = || {
        let entries = fs::read_dir(folder.path().join("migrations")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert!(revisions()[0].contains("make_films"), "{:?}", revisions());
    let (status, said) = run(&[], "");
    assert!(status == Some(0) && said.contains("agree"), "{said}");

    // Nobody answers: nothing is written.
    fs::write(schema.join("film.sql"), "CREATE TABLE film (id int PRIMARY KEY, title text);").unwrap();
    assert_eq!(run(&[], "").0, Some(0));
    assert_eq!(revisions().len(), 1);
    assert_eq!(run(&["--yes", "--no-generate"], "").0, Some(0));
    assert_eq!(revisions().len(), 2);
    execute(&server, "SELECT title FROM film");
    fs::write(schema.join("film.sql"), "CREATE TABLE film (").unwrap();
    let (status, said) = run(&["--yes"], "");
    assert!(status == Some(1) && said.contains("film.sql"), "{said}");
}

#[test]
fn models_follow_what_is_applied() {
    let (server, folder) = (scratch(), folder());
    crate::migrate::revision(
        folder.path(),
        ("Make films", "1111aaaa"),
        "CREATE TABLE film (id int);",
        "DROP TABLE film;",
    );
    let up = Command::new(env!("CARGO_BIN_EXE_relvar"))
        .args(["migrate", "up", "--generate", "--url", &server.url()])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
    assert!(folder.path().join("src/models/public/film.rs").exists());
}
