//! `relvar check` against what is on disk, a snapshot, and a database that has moved on.

use crate::common::{Relvar, execute, folder, scratch, write};
use relvar_catalog::scratch::Server;
use tempfile::TempDir;

const SCHEMA: &str = "\
create table language (language_id int primary key, name text not null unique);
create table film (
    film_id int primary key,
    title text not null,
    length int,
    language_id int not null references language
);
create view film_list as select film_id, title from film;
create type mood as enum ('calm', 'wild');
";

/// A project with models and a snapshot of the schema, and a server with the same schema.
fn project() -> (TempDir, Server) {
    let folder = folder();
    write(&folder, "schema.sql", SCHEMA);
    write(&folder, "relvar.toml", "[database]\nschema_files = [\"schema.sql\"]\nsnapshot = \"relvar.snapshot.json\"\n");
    for command in ["snapshot", "generate"] {
        let run = Relvar::new([command]).within(&folder).run();
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let server = scratch();
    execute(&server, SCHEMA);
    (folder, server)
}

#[test]
fn a_drifted_database_is_told_apart_object_by_object() {
    let (folder, server) = project();
    let check = || Relvar::new(["check", "--url", &server.url()]).within(&folder).run();
    let run = check();
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout, "");

    execute(
        &server,
        "alter table film alter title drop not null, alter length type bigint, add born date not null default now();
         alter table film drop constraint film_language_id_fkey;
         alter table language drop column name;
         drop view film_list;
         create table extra (id int);
         alter type mood add value 'sad';",
    );
    let run = check();
    assert_eq!(run.status, 2, "{}", run.stderr);
    let said: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.contains("in the database") || line.contains("in the snapshot"))
        .collect();
    assert_eq!(
        said,
        [
            "relation `public.extra`: only in the database",
            "relation `public.film`, column `born`: only in the database",
            "relation `public.film`, column `length`, type: `integer` in the snapshot, `bigint` in the database",
            "relation `public.film`, column `title`, not null: only in the snapshot",
            "relation `public.film`, constraint `film_language_id_fkey`: only in the snapshot",
            "relation `public.film_list`: only in the snapshot",
            "relation `public.language`, column `name`: only in the snapshot",
            "relation `public.language`, constraint `language_name_key`: only in the snapshot",
            "relation `public.language`, index `language_name_key`: only in the snapshot",
            "type `public.mood`, labels: `[\"calm\",\"wild\"]` in the snapshot, `[\"calm\",\"wild\",\"sad\"]` in the database",
        ],
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("--- a/relvar.snapshot.json\n+++ b/relvar.snapshot.json\n"), "{}", run.stdout);
    assert!(run.stdout.contains("-    pub length: Option<i32>,\n"), "{}", run.stdout);

    let run = Relvar::new(["check", "--url", &server.url(), "--format", "json"]).within(&folder).run();
    assert_eq!(run.status, 2);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["snapshot"]["differences"].as_array().unwrap().len(), said.len());
    assert!(document["stale"].as_array().unwrap().iter().any(|file| file["path"] == "public/film.rs"));
}

/// Who owns the objects, and what else differs between two servers with one schema, is no drift.
#[test]
fn owners_and_privileges_are_no_drift() {
    let (folder, server) = project();
    execute(
        &server,
        "do $$ begin create role nobody; exception when duplicate_object then end $$;
         grant select on film to nobody; alter table language owner to nobody;",
    );
    let run = Relvar::new(["check", "--url", &server.url()]).within(&folder).run();
    execute(&server, "alter table language owner to current_user; drop owned by nobody; drop role nobody;");
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
}

/// A project whose build script makes the models has none on disk.
#[test]
fn a_snapshot_alone_is_checked() {
    let (folder, server) = project();
    std::fs::remove_dir_all(folder.path().join("src")).unwrap();
    let snapshot = folder.path().join("relvar.snapshot.json").to_string_lossy().into_owned();
    let check = || Relvar::new(["check", "--url", &server.url(), "--snapshot", &snapshot]).within(&folder).run();
    let run = check();
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("no models in `src/models`"), "{}", run.stderr);
    execute(&server, "drop view film_list");
    assert_eq!(check().status, 2);
}

/// Models are the same whoever checks them: a role that may read some columns only is no reason for a difference.
#[test]
fn privileges_on_some_columns_are_no_difference() {
    let (folder, server) = project();
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return;
    }
    execute(
        &server,
        "create role reader login password 'secret'; grant select (film_id, title) on film to reader;
         grant select on language, film_list to reader;",
    );
    let url = server.url().replacen("postgres@", "reader:secret@", 1);
    let check = || Relvar::new(["check", "--url", &url]).within(&folder).run();
    let run = check();
    let models = run.stderr.lines().find(|line| line.contains("src/models")).unwrap_or_default().to_owned();
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(models, "`src/models` is up to date");
    // Models that this role generated are up to date for it too.
    let run = Relvar::new(["generate", "--url", &url]).within(&folder).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(check().status, 0, "{}", check().stderr);
    execute(&server, "drop owned by reader; drop role reader");
}
