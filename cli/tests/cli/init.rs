//! `relvar init` writes what the other commands read; `generate --watch` does its work again when something changes.

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::common::{Relvar, execute, folder, scratch, write};

const SCHEMA: &str = "\
create schema audit;
create table audit.entry (entry_id int primary key, details jsonb not null);
create table film (film_id int primary key, title text not null, at tstzrange);
create view film_list as select film_id, title from film;
create table schema_migrations (version text primary key);
";

#[test]
fn what_is_written_is_read_and_says_what_is_there() {
    let folder = folder();
    write(&folder, "schema.sql", SCHEMA);
    let run = Relvar::new(["init", "--schema", "schema.sql"]).within(&folder).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = fs::read_to_string(folder.path().join("relvar.toml")).unwrap();
    for part in [
        "schema_files = [\"schema.sql\"]",
        "# `audit`: 1 relation\n# `public`: 3 relations\ninclude = [\"audit\", \"public\"]",
        "exclude = [\"public.schema_migrations\"]",
        "# - audit.entry.details",
        "# relation = \"public.film_list\"",
    ] {
        assert!(text.contains(part), "expected `{part}` in:\n{text}");
    }
    let run = Relvar::new(["generate"]).within(&folder).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("unused-config"), "{}", run.stderr);
    assert!(run.stderr.contains("3 relations"), "{}", run.stderr);

    let again = Relvar::new(["init", "--schema", "schema.sql"]).within(&folder).run();
    assert_eq!(again.status, 3);
    assert!(again.stderr.contains("already") && again.stderr.contains("--force"), "{}", again.stderr);
}

/// Waits for something that another process does.
fn until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(90), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn watching_generates_again() {
    let folder = folder();
    write(&folder, "schema.sql", "create table film (film_id int primary key);\n");
    write(&folder, "relvar.toml", "[database]\nschema_files = [\"schema.sql\"]\n");
    let models = folder.path().join("src/models/public");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_relvar"))
        .args(["generate", "--watch"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the models are written", || models.join("film.rs").exists());
    write(&folder, "schema.sql", "create table film (film_id int primary key);\ncreate table actor (id int);\n");
    until("a change of the schema is noticed", || models.join("actor.rs").exists());
    write(&folder, "schema.sql", "create tabel film;\n");
    write(&folder, "relvar.toml", "[database]\nschema_files = [\"other.sql\"]\n");
    write(&folder, "other.sql", "create table language (id int primary key);\n");
    until("another configuration is noticed, after a mistake", || {
        write(&folder, "relvar.toml", "[database]\nschema_files = [\"other.sql\"]\n");
        std::thread::sleep(Duration::from_millis(500));
        models.join("language.rs").exists()
    });
    watching.kill().unwrap();
    watching.wait().unwrap();
}

#[test]
fn watching_a_database_generates_again() {
    let server = scratch();
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return;
    }
    execute(&server, "create table film (film_id int primary key)");
    let folder = folder();
    let models = folder.path().join("src/models/public");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_relvar"))
        .args(["generate", "--watch", "--url", &server.url()])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the models are written", || models.join("film.rs").exists());
    execute(&server, "create table actor (id int)");
    until("a change of the database is noticed", || models.join("actor.rs").exists());
    watching.kill().unwrap();
    watching.wait().unwrap();
}

#[test]
fn every_layout_works_as_it_is_written() {
    for (layout, made) in [
        ("module", &["src/models/public/film.rs"][..]),
        ("crate", &["models/Cargo.toml", "models/src/public/film.rs"]),
        ("build-script", &["relvar.snapshot.json"]),
    ] {
        let folder = folder();
        write(&folder, "schema.sql", SCHEMA);
        let run = Relvar::new(["init", "--schema", "schema.sql", "--layout", layout]).within(&folder).run();
        assert_eq!(run.status, 0, "{}", run.stderr);
        let generate = Relvar::new(["generate"]).within(&folder).run();
        let status = i32::from(layout == "build-script");
        assert_eq!(generate.status, status, "{}", generate.stderr);
        for file in made {
            assert!(folder.path().join(file).exists(), "{layout}: {file}");
        }
        let check = || Relvar::new(["check"]).within(&folder).run();
        assert_eq!(check().status, 0, "{layout}: {}", check().stderr);
        write(&folder, "schema.sql", &SCHEMA.replace("title text not null", "title text"));
        assert_eq!(check().status, 2, "{layout}: {}", check().stderr);
        if layout == "crate" {
            crate::generate::resolves(&folder, "models");
        }
    }
}

#[test]
fn a_url_is_not_written_and_this_is_said() {
    let server = scratch();
    execute(&server, SCHEMA);
    let folder = folder();
    let run = Relvar::new(["init", "--url", &server.url()]).within(&folder).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("set DATABASE_URL to it for the next commands"), "{}", run.stderr);
    let text = fs::read_to_string(folder.path().join("relvar.toml")).unwrap();
    assert!(text.contains("url_env = \"DATABASE_URL\"") && !text.contains(&server.url()), "{text}");
    let run = Relvar::new(["generate"]).within(&folder).run();
    assert!(run.status == 1 && run.stderr.contains("in the environment variable DATABASE_URL"), "{}", run.stderr);
    let run = Relvar::new(["generate"]).within(&folder).with("DATABASE_URL", &server.url()).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn watching_notices_a_configuration_that_is_written_later() {
    let folder = folder();
    write(&folder, "schema.sql", "create table film (film_id int primary key);\n");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_relvar"))
        .args(["generate", "--watch", "--schema", "schema.sql"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the models are written", || folder.path().join("src/models/public/film.rs").exists());
    write(&folder, "relvar.toml", "[rename.relations]\n\"public.film\" = \"Movie\"\n");
    let film = folder.path().join("src/models/public/film.rs");
    until("the configuration is noticed", || {
        fs::read_to_string(&film).is_ok_and(|text| text.contains("pub struct Movie"))
    });
    watching.kill().unwrap();
    watching.wait().unwrap();
}
