//! `relvar migrate`, as the command is used.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use crate::common::{Relvar, Run, execute, folder, scratch};

/// A command about the revisions in a folder.
pub fn migrate(folder: &Path, url: &str, arguments: &[&str]) -> Run {
    let dir = folder.join("migrations").display().to_string();
    Relvar::with_arguments(&[&["migrate", "--dir", &dir, "--url", url], arguments].concat()).run()
}

/// Writes the files of a new revision; its id.
pub fn revision(folder: &Path, (message, id): (&str, &str), up: &str, down: &str) {
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
    assert_eq!(run(&["history"]).stdout, "○  2222bbbb (head), Add rating\n●  1111aaaa, Make films\n");
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

/// How many statements of the revisions are done, as the records say.
fn record(folder: &Path, url: &str) -> serde_json::Value {
    let status = migrate(folder, url, &["status", "--format", "json"]);
    serde_json::from_str(&status.stdout).expect(&status.stderr)
}

#[test]
fn a_runner_that_is_killed_is_gone_on_with() {
    let server = scratch();
    let url = server.url();
    let folder = folder();
    let up =
        "CREATE TABLE before (id int);\nINSERT INTO before SELECT 1 FROM pg_sleep(2);\nCREATE TABLE after (id int);\n";
    revision(folder.path(), ("Slow", "4444aaaa"), up, "DROP TABLE before, after;");
    revision(folder.path(), ("Slow and alone", "5555bbbb"), &up.replace("before", "b2").replace("after", "a2"), "");
    let file =
        fs::read_dir(folder.path().join("migrations")).unwrap().map(|entry| entry.unwrap().path().join("up.sql"));
    let file = file.into_iter().find(|path| path.display().to_string().contains("5555")).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("-- message", "-- transaction = off\n-- message")).unwrap();

    let killed = |target: &str, after: Duration| {
        let dir = folder.path().join("migrations");
        let mut command = Command::new(env!("CARGO_BIN_EXE_relvar"));
        let mut child = command.args(["migrate", "up", target, "--url", &url, "--dir"]).arg(dir).spawn().unwrap();
        thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    };
    // In a transaction nothing is left, once the server has noticed.
    killed("4444", Duration::from_secs(1));
    assert_eq!(record(folder.path(), &url)["current"], serde_json::json!([]));
    let again = migrate(folder.path(), &url, &["up", "4444"]);
    assert_eq!(again.status, 0, "{}", again.stderr);
    // Outside of one, what is done stays, and the statement that was under way is not counted.
    killed("5555", Duration::from_secs(1));
    let state = record(folder.path(), &url);
    assert_eq!(state["unfinished"], serde_json::json!(["5555bbbb"]));
    let again = migrate(folder.path(), &url, &["up"]);
    assert_eq!(again.status, 0, "{}", again.stderr);
    execute(&server, "DO $$ BEGIN ASSERT (SELECT count(*) FROM before) = 1 AND (SELECT count(*) FROM b2) = 1; END $$");
    execute(&server, "SELECT FROM after, a2");
    assert_eq!(record(folder.path(), &url)["unfinished"], serde_json::json!([]));
    execute(&server, "DROP TABLE before, after, b2, a2; DROP SCHEMA relvar CASCADE");
}

#[test]
fn a_schema_is_led_to() {
    let folder = folder();
    let schema = |text: &str| crate::common::write(&folder, "schema.sql", text);
    let run = |message: &str| {
        let path = folder.path().join("schema.sql").display().to_string();
        migrate(folder.path(), "postgres://nobody@localhost:1/none", &["new", message, "--auto", "--schema", &path])
    };
    schema("CREATE TABLE film (id int PRIMARY KEY);");
    let first = run("Make films");
    assert_eq!(first.status, 0, "{}", first.stderr);
    let made = Path::new(first.stdout.trim()).to_owned();
    let up = fs::read_to_string(made.join("up.sql")).unwrap();
    assert!(up.contains("CREATE TABLE public.film") && !up.contains("OWNER"), "{up}");
    schema("CREATE TABLE film (id int PRIMARY KEY, rating text); CREATE VIEW rated AS SELECT id FROM film;");
    let second = run("Rate films");
    assert_eq!(second.status, 0, "{}", second.stderr);
    let down = fs::read_to_string(Path::new(second.stdout.trim()).join("down.sql")).unwrap();
    assert!(down.contains("DROP VIEW public.rated") && down.contains("-- locks public.film"), "{down}");
    let path = folder.path().join("schema.sql").display().to_string();
    let check = |url: &str| migrate(folder.path(), url, &["check", "--schema", &path]);
    let server = scratch();
    let behind = check(&server.url());
    assert_eq!(behind.status, 2, "{}", behind.stderr);
    assert!(behind.stdout.contains("the database lacks") && !behind.stdout.contains("lead to"), "{}", behind.stdout);
    assert_eq!(migrate(folder.path(), &server.url(), &["up"]).status, 0);
    assert_eq!(check(&server.url()).status, 0);
    execute(&server, "DROP VIEW rated; DROP TABLE film; DROP SCHEMA relvar CASCADE");
    let third = run("Nothing");
    assert_eq!((third.status, third.stdout.as_str()), (0, ""), "{}", third.stderr);
    assert!(third.stderr.contains("there is nothing to write"), "{}", third.stderr);
    assert_eq!(fs::read_dir(folder.path().join("migrations")).unwrap().count(), 2);
}

#[test]
fn revisions_are_tried_up_down_and_up_again() {
    let folder = folder();
    let run = || migrate(folder.path(), "postgres://nobody@localhost:1/none", &["test"]);
    revision(
        folder.path(),
        ("Make films", "1111aaaa"),
        "CREATE TYPE rating AS ENUM ('G', 'PG'); CREATE TABLE film (id int PRIMARY KEY, rating rating);",
        "DROP TABLE film; DROP TYPE rating;",
    );
    revision(
        folder.path(),
        ("Title", "2222bbbb"),
        "ALTER TABLE film ADD title text NOT NULL; CREATE INDEX film_title ON film (title); COMMENT ON TABLE film IS 'A';",
        "COMMENT ON TABLE film IS NULL; ALTER TABLE film DROP title;",
    );
    let good = run();
    assert_eq!((good.status, good.stdout.as_str()), (0, ""), "{}", good.stderr);
    assert!(good.stderr.contains("2 revisions up, down and up again; catalogs and dumps compared"), "{}", good.stderr);

    // It leaves a table behind, so it cannot be applied again.
    revision(folder.path(), ("Actors", "3333cccc"), "CREATE TABLE actor (id int);", "SELECT 1;");
    let left = run();
    assert_eq!(left.status, 2, "{}", left.stderr);
    assert!(left.stdout.contains("3333cccc `down.sql` does not lead back:\n  + table public.actor"), "{}", left.stdout);
    assert!(left.stdout.contains("`up.sql` fails after `down.sql`"), "{}", left.stdout);
    let down = |id: &str, sql: &str| {
        let mut folders = fs::read_dir(folder.path().join("migrations")).unwrap().map(|entry| entry.unwrap().path());
        let path = folders.find(|path| path.display().to_string().ends_with(id)).unwrap();
        fs::write(path.join("down.sql"), sql).unwrap();
    };
    down("3333cccc", "DROP TABLE actor");
    down("1111aaaa", "DROP TABLE film;");
    let json = migrate(folder.path(), "postgres://nobody@localhost:1/none", &["test", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.status, found[0]["revision"].as_str()), (2, Some("1111aaaa")), "{}", json.stdout);
    down("1111aaaa", "DROP TABLE films;");
    let broken = run();
    assert!(broken.stdout.contains("`down.sql` fails:") && broken.stdout.contains("films"), "{}", broken.stdout);
}

#[test]
fn a_database_that_was_changed_by_hand_is_seen() {
    let server = scratch();
    let url = server.url();
    let folder = folder();
    let run = |arguments: &[&str]| migrate(folder.path(), &url, arguments);
    revision(folder.path(), ("Make films", "1111aaaa"), "CREATE TABLE film (id int);", "DROP TABLE film;");
    assert_eq!(run(&["up"]).status, 0);
    execute(&server, "ALTER TABLE film ADD by_hand int");
    let status = run(&["status"]);
    assert_eq!(status.status, 2);
    assert!(status.stdout.contains("drifted    ~ table public.film"), "{}", status.stdout);
    let json: serde_json::Value = serde_json::from_str(&run(&["status", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["drifted"], serde_json::json!([{ "verb": "change", "object": "table public.film" }]));
    revision(folder.path(), ("Make actors", "2222bbbb"), "CREATE TABLE actor (id int);", "DROP TABLE actor;");
    let refused = run(&["up"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.contains("~ table public.film") && refused.stderr.contains("--allow-drift"),
        "{}",
        refused.stderr
    );
    assert_eq!(run(&["up", "--allow-drift"]).status, 0);
    assert_eq!(run(&["status"]).status, 0);
    execute(&server, "DROP TABLE film, actor; DROP SCHEMA relvar CASCADE");
}

/// An example of the repository.
fn example(path: &str) -> String {
    format!("{}/../examples/{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_gallery_agrees_with_its_revisions() {
    let (dir, schema) = (example("gallery/migrations"), example("gallery/schema.sql"));
    let check = Relvar::new(["migrate", "--dir", &dir, "check", "--schema", &schema]).run();
    assert_eq!((check.status, check.stdout.as_str()), (0, ""), "{}", check.stderr);
    let test = Relvar::new(["migrate", "--dir", &dir, "test"]).run();
    assert_eq!((test.status, test.stdout.as_str()), (0, ""), "{}", test.stderr);
}

#[test]
fn a_database_that_exists_is_adopted() {
    let server = scratch();
    let url = server.url();
    let folder = folder();
    let run = |arguments: &[&str]| migrate(folder.path(), &url, arguments);
    assert!(run(&["baseline"]).stderr.contains("the database is empty"));
    execute(
        &server,
        "CREATE TABLE film (id int PRIMARY KEY, title text NOT NULL); CREATE VIEW titles AS SELECT title FROM film;
         CREATE ROLE reader; GRANT SELECT ON titles TO reader; INSERT INTO film VALUES (1, 'Alien');
         CREATE TABLE alembic_version (version_num varchar(32) NOT NULL PRIMARY KEY);
         INSERT INTO alembic_version VALUES ('c31bba7cdef1')",
    );
    assert!(run(&["baseline", "--from-sqlx"]).stderr.contains("there is no table `_sqlx_migrations`"));
    let adopted = run(&["baseline", "--from-alembic"]);
    assert_eq!(adopted.status, 0, "{}", adopted.stderr);
    let up = fs::read_to_string(Path::new(adopted.stdout.trim()).join("up.sql")).unwrap();
    assert!(up.contains("CREATE TABLE public.film") && up.contains("TO reader"), "{up}");
    assert!(up.contains("-- id = c31bba7cdef1") && !up.contains("alembic_version"), "{up}");
    assert!(run(&["current"]).stdout.contains("c31bba7cdef1"));
    assert!(run(&["up"]).stderr.contains("nothing to apply"));
    execute(&server, "DO $$ BEGIN ASSERT (SELECT type FROM relvar.revision) = 'baseline'; END $$");
    execute(&server, "DO $$ BEGIN ASSERT (SELECT count(*) FROM alembic_version) = 1; END $$");
    assert_eq!(run(&["status"]).status, 0);
    let again = run(&["baseline"]);
    assert!(again.status == 64 && again.stderr.contains("c31bba7cdef1 already"), "{}", again.stderr);

    // On a second database of the same kind the revision is there.
    execute(&server, "DROP SCHEMA relvar CASCADE");
    assert_eq!(run(&["baseline", "--from-alembic"]).status, 0);
    assert!(run(&["current"]).stdout.contains("c31bba7cdef1"));
    execute(&server, "DROP SCHEMA relvar CASCADE; UPDATE alembic_version SET version_num = 'ffffeeee'");
    let unknown = run(&["baseline", "--from-alembic"]);
    assert!(unknown.status == 1 && unknown.stderr.contains("ffffeeee"), "{}", unknown.stderr);
    execute(
        &server,
        "CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT now());
         INSERT INTO __diesel_schema_migrations VALUES ('20240101000000'), ('20240202000000');
         CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, success boolean NOT NULL);
         INSERT INTO _sqlx_migrations VALUES (1, true), (2, false)",
    );
    let diesel = run(&["baseline", "--from-diesel"]);
    assert!(diesel.stderr.contains("Diesel has the database at 20240202000000"), "{}", diesel.stderr);
    assert!(run(&["baseline", "--from-sqlx"]).stderr.contains("migration 2 failed"));
    execute(&server, "UPDATE _sqlx_migrations SET success = true");
    assert!(run(&["baseline", "--from-sqlx"]).stderr.contains("sqlx has the database at 2"));
}
