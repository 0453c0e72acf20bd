//! `relvar migrate squash`: one revision in the place of several.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::{
    common::{execute, folder, scratch},
    migrate::{migrate, revision},
};

const NOWHERE: &str = "postgres://nobody@localhost:1/none";

/// A chain with one of each: types, keys, views, functions, triggers, policies, comments, rights.
fn chain() -> TempDir {
    let folder = folder();
    let write = |name, up, down| revision(folder.path(), name, up, down);
    write(
        ("Make films", "1111aaaa"),
        "CREATE SCHEMA shop; CREATE TYPE shop.rating AS ENUM ('G', 'PG'); CREATE DOMAIN shop.year AS int CHECK (VALUE > 1800);
         CREATE TABLE shop.language (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
         CREATE TABLE shop.film (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, rating shop.rating,
             year shop.year, language_id int REFERENCES shop.language, CHECK (title <> ''));
         COMMENT ON TABLE shop.film IS 'It''s a film';",
        "DROP SCHEMA shop CASCADE;",
    );
    write(
        ("Count films", "2222bbbb"),
        "CREATE FUNCTION shop.films(of shop.rating) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM shop.film WHERE rating = of $$;
         CREATE FUNCTION shop.touched() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RETURN NEW; END $sql$;
         CREATE TRIGGER touched BEFORE UPDATE ON shop.film FOR EACH ROW EXECUTE FUNCTION shop.touched();
         CREATE VIEW shop.titles AS SELECT title FROM shop.film; GRANT SELECT ON shop.titles TO PUBLIC;
         CREATE INDEX film_title ON shop.film (lower(title));",
        "DROP VIEW shop.titles; DROP TRIGGER touched ON shop.film; DROP FUNCTION shop.touched, shop.films; DROP INDEX shop.film_title;",
    );
    write(
        ("Hide films", "3333cccc"),
        "ALTER TABLE shop.film ENABLE ROW LEVEL SECURITY; CREATE POLICY all_films ON shop.film USING (true);
         ALTER TABLE shop.film DROP CONSTRAINT film_title_check; ALTER TABLE shop.film ADD length int;",
        "ALTER TABLE shop.film DROP length; ALTER TABLE shop.film ADD CHECK (title <> ''); DROP POLICY all_films ON shop.film;
         ALTER TABLE shop.film DISABLE ROW LEVEL SECURITY;",
    );
    folder
}

#[test]
fn one_revision_takes_the_place_of_all() {
    let folder = chain();
    let server = scratch();
    let url = server.url();
    let run = |arguments: &[&str]| migrate(folder.path(), &url, arguments);
    assert_eq!(run(&["up"]).status, 0);
    revision(folder.path(), ("Make actors", "4444dddd"), "CREATE TABLE shop.actor (id int);", "DROP TABLE shop.actor;");
    let made = run(&["squash", "1111aaaa..3333cccc", "--id", "ffff0000"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let up = fs::read_to_string(Path::new(made.stdout.trim()).join("up.sql")).unwrap();
    assert!(up.contains("-- replaces = 1111aaaa, 2222bbbb, 3333cccc"), "{up}");
    assert!(up.contains("CREATE TABLE shop.film") && up.contains("relvar.has_"), "{up}");
    assert!(folder.path().join("migrations/.squashed").is_dir());
    assert_eq!(run(&["heads"]).stdout, "ffff0000 -> 4444dddd (head), Make actors\n");

    // What is at the last of them goes on, without any change before.
    let status = run(&["status"]);
    assert!(status.stdout.contains("pending    ffff0000, 4444dddd"), "{}{}", status.stdout, status.stderr);
    let up = run(&["up"]);
    assert_eq!(up.status, 0, "{}", up.stderr);
    execute(
        &server,
        "DO $$ BEGIN ASSERT (SELECT replaces FROM relvar.revision WHERE type = 'consolidated')
             = '{1111aaaa,2222bbbb,3333cccc}'; END $$",
    );
    assert_eq!(run(&["status"]).status, 0);
    assert_eq!(run(&["down", "base"]).status, 0);
    assert_eq!(run(&["up"]).status, 0);
    execute(&server, "SELECT FROM shop.film, shop.actor, shop.titles");

    // What is at another one of them is told what to do.
    execute(&server, "UPDATE relvar.head SET revision = '2222bbbb'");
    let between = run(&["up"]);
    assert_eq!(between.status, 1);
    assert!(
        between.stderr.contains("ffff0000") && between.stderr.contains("bring it to 3333cccc"),
        "{}",
        between.stderr
    );
    let test = run(&["test"]);
    assert_eq!((test.status, test.stdout.as_str()), (0, ""), "{}", test.stderr);
}

#[test]
fn a_range_within_the_history() {
    let folder = chain();
    let made = migrate(folder.path(), NOWHERE, &["squash", "2222bbbb..3333cccc"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let test = migrate(folder.path(), NOWHERE, &["test"]);
    assert_eq!((test.status, test.stdout.as_str()), (0, ""), "{}", test.stderr);
}

#[test]
fn what_would_be_lost_is_refused() {
    let folder = chain();
    revision(
        folder.path(),
        ("Languages", "5555eeee"),
        "INSERT INTO shop.language (name) VALUES ('English');",
        "DELETE FROM shop.language;",
    );
    let rows = migrate(folder.path(), NOWHERE, &["squash"]);
    assert_eq!(rows.status, 3, "{}", rows.stderr);
    assert!(rows.stderr.contains("`shop.language`") && rows.stderr.contains("--without-rows"), "{}", rows.stderr);
    assert!(rows.stderr.contains("up.sql:") && rows.stderr.contains("INSERT INTO shop.language"), "{}", rows.stderr);
    assert!(!folder.path().join("migrations/.squashed").exists());
    let made = migrate(folder.path(), NOWHERE, &["new", "Another", "--id", "6666ffff", "--parent", "2222", "--splice"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let branch = migrate(folder.path(), NOWHERE, &["squash", "1111aaaa..3333cccc"]);
    assert!(branch.stderr.contains("`6666ffff` follows `2222bbbb`"), "{}", branch.stderr);
}
