//! `relvar db`.

use crate::common::{Relvar, execute, folder, locked, scratch, write};

#[test]
fn a_database_is_created_once_and_dropped_once() {
    let server = scratch();
    let url = server.url_of("shop");
    let run = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["db"].iter().chain(arguments).copied().chain(["--url", &url]).collect();
        Relvar::with_arguments(&arguments).run()
    };
    let created = run(&["create"]);
    assert_eq!((created.status, created.stderr.trim()), (0, "created `shop`"));
    let again = run(&["create"]);
    assert_eq!((again.status, again.stderr.trim()), (0, "`shop` is there already"));

    let refused = run(&["drop"]);
    assert_eq!(refused.status, 3, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("it has 0 tables") && refused.stderr.contains("--yes does it"),
        "{}",
        refused.stderr
    );
    let dropped = run(&["drop", "--yes"]);
    assert_eq!(dropped.status, 0, "{}", dropped.stderr);
    assert!(dropped.stderr.contains("dropped `shop` with 0 tables"), "{}", dropped.stderr);
    let again = run(&["drop", "--yes"]);
    assert_eq!((again.status, again.stderr.trim()), (0, "there was no `shop`"));
}

#[test]
fn what_looks_like_production_needs_its_name() {
    let (server, folder) = (scratch(), folder());
    let url = server.url_of("shop_production");
    assert_eq!(Relvar::new(["db", "create", "--url", &url]).run().status, 0);
    let refused = Relvar::new(["db", "reset", "--yes", "--url", &url]).run();
    assert_eq!(refused.status, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("looks like production"), "{}", refused.stderr);
    let confirmed = Relvar::new(["db", "reset", "--confirm", "shop_production", "--url", &url]).run();
    assert_eq!(confirmed.status, 0, "{}", confirmed.stderr);

    // The configuration says what production is.
    let config = write(&folder, "relvar.toml", "[database]\nproduction = [\"live*\"]\n");
    let allowed = Relvar::new(["db", "drop", "--yes", "--url", &url, "--config", &config]).run();
    assert_eq!(allowed.status, 0, "{}", allowed.stderr);
    let live = server.url_of("live_shop");
    assert_eq!(Relvar::new(["db", "create", "--url", &live]).run().status, 0);
    let refused = Relvar::new(["db", "drop", "--yes", "--url", &live, "--config", &config]).run();
    assert_eq!(refused.status, 3, "{}", refused.stderr);
}

#[test]
fn sessions_of_others_are_named_and_ended_only_when_told_to() {
    let server = scratch();
    let url = server.url();
    let name = server.config().get_dbname().expect("a name").to_owned();
    locked(&server, "SET application_name = 'a program'", || {
        let refused = Relvar::new(["db", "drop", "--confirm", &name, "--url", &url]).run();
        if name == "postgres" {
            assert!(refused.stderr.contains("belongs to the server"), "{}", refused.stderr);
            return;
        }
        assert_eq!(refused.status, 1, "{}", refused.stderr);
        assert!(
            refused.stderr.contains("(a program)") && refused.stderr.contains("--end-sessions"),
            "{}",
            refused.stderr
        );
        let listed = Relvar::new(["db", "sessions", "--url", &url]).run();
        assert!(listed.stdout.contains("a program"), "{}", listed.stdout);
        let dropped = Relvar::new(["db", "drop", "--confirm", &name, "--end-sessions", "--url", &url]).run();
        assert_eq!(dropped.status, 0, "{}", dropped.stderr);
        assert!(dropped.stderr.contains("1 session ended"), "{}", dropped.stderr);
    });
}

#[test]
fn the_doctor_says_why_a_connection_fails() {
    let server = scratch();
    let missing = Relvar::new(["db", "doctor", "--url", &server.url_of("nowhere")]).run();
    assert_eq!(missing.status, 2, "{}", missing.stderr);
    assert!(missing.stderr.contains("there is no database `nowhere`"), "{}", missing.stderr);
    let refused = Relvar::new(["db", "doctor", "--url", "postgres://localhost:1/shop"]).run();
    assert_eq!(refused.status, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("no server listens on"), "{}", refused.stderr);
    let waited = Relvar::new(["db", "wait", "--timeout", "1", "--url", "postgres://localhost:1/shop"]).run();
    assert_eq!(waited.status, 1, "{}", waited.stderr);
    assert_eq!(Relvar::new(["db", "wait", "--url", &server.url()]).run().status, 0);
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let server = scratch();
    let well = Relvar::new(["db", "doctor", "--url", &server.url()]).run();
    assert_eq!(well.status, 0, "{}{}", well.stdout, well.stderr);
    assert!(well.stdout.contains("nothing is wrong"), "{}", well.stdout);
    execute(
        &server,
        "CREATE TABLE a (id serial PRIMARY KEY); INSERT INTO a VALUES (5);
         CREATE TABLE b (id integer); INSERT INTO b VALUES (-1); ALTER TABLE b ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
         CREATE SEQUENCE short MAXVALUE 100; SELECT setval('short', 90);
         CREATE INDEX broken ON b (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass",
    );
    let ill = Relvar::new(["db", "doctor", "--url", &server.url()]).run();
    assert_eq!(ill.status, 2, "{}", ill.stderr);
    for found in [
        "sequence a_id_seq is at 1, and the column has 5",
        "constraint positive of",
        "sequence public.short is at 90 of 100",
        "index public.broken of public.b",
    ] {
        let found = found.replace("a_id_seq", "public.a_id_seq");
        assert!(ill.stdout.contains(&found), "{found}: {}", ill.stdout);
    }
}

#[test]
fn setup_makes_a_database_ready() {
    let (server, folder) = (scratch(), folder());
    let url = server.url_of("ready");
    let up = "-- relvar revision\n-- id = first\n-- parents = \n-- message = first\nCREATE TABLE film (id integer);\n";
    std::fs::create_dir_all(folder.path().join("migrations/first")).unwrap();
    write(&folder, "migrations/first/up.sql", up);
    write(&folder, "migrations/first/down.sql", "DROP TABLE film;\n");
    let seed = write(&folder, "seed.sql", "INSERT INTO film VALUES (1), (2);\n");
    for (count, expected) in [(1, "created `ready`"), (2, "`ready` is there already")] {
        let run = Relvar::new(["db", "setup", "--seed", &seed, "--url", &url]).within(&folder).run();
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{count}: {}", run.stderr);
    }
    let size = Relvar::new(["db", "size", "--format", "json", "--url", &url]).run();
    assert!(size.stdout.contains("public.film"), "{}", size.stdout);
    let sample = Relvar::new(["sample", "film", "--url", &url]).run();
    assert!(sample.stdout.contains('2'), "{}", sample.stdout);
}
