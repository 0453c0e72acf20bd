//! What the command says of input it cannot use: every message names the object and hints at the mend.

use crate::common::{Relvar, execute, folder, scratch, write};

/// Runs the command and compares what it says with what a person should read.
fn check(relvar: Relvar, status: i32, expected: &[&str]) {
    let run = relvar.run();
    assert_eq!(run.status, status, "{}", run.stderr);
    for part in expected {
        assert!(run.stderr.contains(part), "expected `{part}` in:\n{}", run.stderr);
    }
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn unreachable_host() {
    let url = "postgres://me:hunter2@127.0.0.1:1/shop";
    let relvar = Relvar::new(["list", "--url", url]);
    let run = relvar.run();
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("`127.0.0.1:1`") && run.stderr.contains("hint:"), "{}", run.stderr);
    assert!(!run.stderr.contains("hunter2"), "the password is printed: {}", run.stderr);
}

#[test]
fn a_malformed_connection_string_is_not_shown() {
    let strings = [
        "postgres://me:hunter2/x@127.0.0.1:1/shop",
        "postgres://me@127.0.0.1:1/shop?pasword=hunter2",
        "host=127.0.0.1 pasword=hunter2",
        "host=127.0.0.1 port=hunter2",
        "me:hunter2@127.0.0.1/shop",
        "mysql://me:hunter2@127.0.0.1/shop",
    ];
    let folder = folder();
    for text in strings {
        let configured = write(&folder, "relvar.toml", &format!("[database]\nurl = \"{text}\"\n"));
        let misplaced = write(&folder, "misplaced.toml", &format!("[database]\nschema_files = \"{text}\"\n"));
        let misquoted = write(&folder, "misquoted.toml", &format!("[database]\nurl = {text}\n"));
        let schema = write(&folder, "schema.sql", "select 1;");
        for relvar in [
            Relvar::new(["list", "--url", text]),
            Relvar::new(["list"]).within(&folder).with("DATABASE_URL", text),
            Relvar::new(["list", "--config", &configured]),
            Relvar::new(["list", "--config", &misplaced]),
            Relvar::new(["list", "--config", &misquoted]),
            Relvar::new(["list", "--schema", &schema, "--server", text]),
            Relvar::new(["server", "run", "--server", text, "--", "true"]),
        ] {
            let run = relvar.run();
            assert_ne!(run.status, 0, "{text}");
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"), "{text}: {}", run.stderr);
        }
    }
}

#[test]
fn no_such_database() {
    let server = scratch();
    let url = server.url_of("no_such_database");
    check(Relvar::new(["list", "--url", &url]), 1, &["`no_such_database`", "does not exist", "hint:"]);
}

#[test]
fn wrong_password() {
    let server = scratch();
    if server.single_connection() {
        eprintln!("skipped: {} asks nobody for a password", server.description());
        return;
    }
    let setup = "create role alice login password 'right'; \
        do $$ begin execute format('copy (values (''local all alice scram-sha-256''), (''local all all trust'')) to %L', \
            current_setting('hba_file')); end $$; \
        select pg_reload_conf(), pg_sleep(0.2)";
    let run = Relvar::new(["server", "run", "--server", &server.url(), "--", "true"]).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    execute(&server, setup);
    let url = server.url().replace("postgres@", "alice:wrong@");
    let run = Relvar::new(["list", "--url", &url]).run();
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("password") && run.stderr.contains("`alice`"), "{}", run.stderr);
    assert!(!run.stderr.contains("wrong"), "the password is printed: {}", run.stderr);
}

#[test]
fn an_error_in_ddl_names_file_and_line() {
    let folder = folder();
    let file = write(
        &folder,
        "ddl.sql",
        "create table film (\n    film_id int primary key\n);\n\ncreate tabel actor (\n    actor_id int\n);\n",
    );
    check(Relvar::new(["list", "--schema", &file]), 1, &["ddl.sql`, line 5", "syntax error", "tabel"]);
    let file = write(&folder, "column.sql", "create table film (\n    film_id int primary key,\n    title textt\n);\n");
    check(Relvar::new(["list", "--schema", &file]), 1, &["column.sql`, line 3", "textt"]);
}

#[test]
fn a_missing_ddl_file() {
    check(Relvar::new(["list", "--schema", "nowhere/ddl.sql"]), 1, &["nowhere/ddl.sql"]);
}

#[test]
fn an_unknown_config_key() {
    let folder = folder();
    let file = write(&folder, "relvar.toml", "[output]\ndirectroy = \"src/models\"\n");
    check(Relvar::new(["list", "--config", &file]), 1, &["relvar.toml:2", "`directroy`", "did you mean `directory`?"]);
}

#[test]
fn all_mistakes_of_a_config() {
    let folder = folder();
    let text = "[database]\nschema_files = \"a.sql\"\nsnapsot = 1\n\n[output]\nlayout = \"tree\"\n";
    let file = write(&folder, "relvar.toml", text);
    let run = Relvar::new(["generate", "--config", &file]).run();
    let said: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(said.len(), 3, "{}", run.stderr);
    check(
        Relvar::new(["generate", "--config", &file]),
        1,
        &["relvar.toml:2: ", "relvar.toml:3: unknown key `snapsot`", "did you mean `snapshot`?", "relvar.toml:6: "],
    );
}

#[test]
fn a_config_that_is_not_there() {
    check(Relvar::new(["list", "--config", "nowhere.toml"]), 1, &["nowhere.toml"]);
}

#[test]
fn no_source_at_all() {
    let folder = folder();
    check(Relvar::new(["list"]).within(&folder), 1, &["--url", "--schema", "--snapshot"]);
}

#[test]
fn a_snapshot_of_another_kind() {
    let folder = folder();
    let file = write(&folder, "package.json", "{\"name\": \"shop\"}\n");
    check(Relvar::new(["list", "--snapshot", &file]), 1, &["package.json", "relvar snapshot"]);
    let older = write(&folder, "older.json", "{\"format\": 1, \"server_version\": 15, \"tables\": []}\n");
    check(
        Relvar::new(["ddl", "--snapshot", &older]),
        1,
        &["older.json", "format 1", "hint: make a new one with `relvar snapshot`"],
    );
    let newer = write(&folder, "newer.json", "{\"format\": 99, \"planets\": []}\n");
    check(Relvar::new(["ddl", "--snapshot", &newer]), 1, &["newer.json", "format 99", "a newer one"]);
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let folder = folder();
    let schema = write(&folder, "ddl.sql", "create table film (film_id int primary key);");
    // A file where the folder should be: nobody can write into it, not even root.
    let out = write(&folder, "models", "");
    check(Relvar::new(["generate", "--schema", &schema, "--out", &out]), 1, &["models"]);
}

#[test]
fn a_file_that_relvar_did_not_write() {
    let folder = folder();
    let schema = write(&folder, "ddl.sql", "create table film (film_id int primary key);");
    let out = folder.path().join("models");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("mod.rs"), "// mine\n").unwrap();
    check(Relvar::new(["generate", "--schema", &schema, "--out", &out.to_string_lossy()]), 3, &["mod.rs", "hint:"]);
    assert_eq!(std::fs::read_to_string(out.join("mod.rs")).unwrap(), "// mine\n");
}

#[test]
fn a_type_without_a_rust_type_and_a_clash_of_names_are_reported_and_generated() {
    let folder = folder();
    let schema = write(
        &folder,
        "ddl.sql",
        "create type angle;\n\
         create function angle_in(cstring) returns angle language internal immutable strict as 'int4in';\n\
         create function angle_out(angle) returns cstring language internal immutable strict as 'int4out';\n\
         create type angle (input = angle_in, output = angle_out, like = int);\n\
         create table shapes (id int primary key, corner angle);\n\
         create table shape (id int primary key, \"createdAt\" date, created_at date);\n",
    );
    let out = folder.path().join("models");
    // A base type is for superusers.
    let out = out.to_string_lossy();
    let relvar = Relvar::new(["generate", "--schema", &schema, "--trust", "--out", &out]);
    check(
        relvar,
        0,
        &[
            "`public.shapes.corner`",
            "`[types]`",
            "`public.shapes`: `Shape` is taken",
            "`public.shape.created_at`",
            "`[rename.columns]`",
        ],
    );
}

#[test]
fn a_misspelt_relation() {
    let folder = folder();
    let schema = write(&folder, "ddl.sql", "create table customer (id int primary key);");
    check(Relvar::new(["show", "custmer", "--schema", &schema]), 1, &["`custmer`", "did you mean `public.customer`?"]);
}
