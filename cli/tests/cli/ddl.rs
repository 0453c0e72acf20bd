//! `relvar ddl`: a script, a part of it, and a folder that loads again.

use std::{fs, process::Command};

use relvar_catalog::scratch::Server;

use crate::common::{Relvar, execute, files, folder, scratch, write};

const SCHEMA: &str = "CREATE SCHEMA stock;
CREATE TYPE public.mood AS ENUM ('sad', 'glad');
CREATE FUNCTION public.rank(a integer) RETURNS integer LANGUAGE sql AS 'SELECT count(*)::integer FROM public.film';
CREATE TABLE public.language (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE public.film (id bigint GENERATED ALWAYS AS IDENTITY, mood public.mood DEFAULT 'sad',
    language_id integer REFERENCES public.language);
COMMENT ON TABLE public.film IS 'It''s a film.';
CREATE INDEX film_mood ON public.film (mood);
CREATE TABLE stock.\"Item\" (film bigint, \"a/b\" text);
CREATE VIEW stock.films AS SELECT * FROM public.film;
";

#[test]
fn a_script_is_written_and_its_parts_too() {
    let folder = folder();
    let schema = write(&folder, "schema.sql", SCHEMA);
    let all = Relvar::new(["ddl", "--schema", &schema, "--no-owner"]).run();
    assert_eq!(all.status, 0, "{}", all.stderr);
    let film = "CREATE TABLE public.film (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    mood public.mood DEFAULT 'sad'::public.mood,
    language_id integer,
    CONSTRAINT film_language_id_fkey FOREIGN KEY (language_id) REFERENCES public.language (id)
);
COMMENT ON TABLE public.film IS 'It''s a film.';
";
    assert!(
        all.stdout.starts_with("SET check_function_bodies = off;\nSET search_path = '';\n\nCREATE SCHEMA stock;\n")
    );
    assert!(all.stdout.contains(film), "{}", all.stdout);
    assert!(all.stdout.contains("    id serial NOT NULL,\n"), "{}", all.stdout);
    assert!(!all.stdout.contains("OWNER") && !all.stdout.contains("CREATE SEQUENCE"), "{}", all.stdout);

    let part = Relvar::new(["ddl", "--schema", &schema, "--no-owner", "--no-comments", "--", "film"]).run();
    assert!(part.stdout.contains("CREATE TABLE public.film (") && part.stdout.contains("CREATE INDEX film_mood"));
    assert!(!part.stdout.contains("COMMENT") && !part.stdout.contains("public.language (\n"), "{}", part.stdout);
    assert!(
        part.stderr.contains("needed, and not written: table public.language, type public.mood"),
        "{}",
        part.stderr
    );

    let stock = Relvar::new(["ddl", "--schema", &schema, "--in", "stock", "--format", "json"]).run();
    let statements: Vec<serde_json::Value> = serde_json::from_str(&stock.stdout).unwrap();
    assert_eq!(statements[0]["object"], "schema stock");
    assert!(statements.iter().all(|statement| statement["home"].as_str().unwrap().contains("stock")));

    let unknown = Relvar::new(["ddl", "--schema", &schema, "--", "public.flim"]).run();
    assert_eq!(unknown.status, 1);
    assert!(unknown.stderr.contains("no object `public.flim`") && unknown.stderr.contains("`table public.film`"));
}

#[test]
fn a_folder_loads_again() {
    let folder = folder();
    let schema = write(&folder, "schema.sql", SCHEMA);
    let split = folder.path().join("ddl");
    let path = split.to_str().unwrap();
    let written = Relvar::new(["ddl", "--schema", &schema, "--split", path]).run();
    assert_eq!(written.status, 0, "{}", written.stderr);
    for file in ["00_schemas.sql", "public/tables/film.sql", "public/functions/rank.sql", "stock/tables/Item.sql"] {
        assert!(split.join(file).exists(), "{file}: {:?}", files(&split));
    }
    let (whole, again) =
        (Relvar::new(["ddl", "--schema", &schema]).run(), Relvar::new(["ddl", "--schema", path]).run());
    assert_eq!(again.status, 0, "{}", again.stderr);
    assert_eq!(again.stdout, whole.stdout);

    // What is not ours stays, and so does what somebody changed.
    fs::write(split.join("public/notes.sql"), "-- mine\n").unwrap();
    let without = SCHEMA.replace("CREATE VIEW stock.films AS SELECT * FROM public.film;\n", "");
    let schema = write(&folder, "schema.sql", &without);
    assert_eq!(Relvar::new(["ddl", "--schema", &schema, "--split", path]).run().status, 0);
    assert!(!split.join("stock/views/films.sql").exists() && split.join("public/notes.sql").exists());
    fs::write(split.join("public/tables/film.sql"), "-- mine\n").unwrap();
    let refused = Relvar::new(["ddl", "--schema", &schema, "--no-comments", "--split", path]).run();
    assert_eq!(refused.status, 1, "{}", refused.stderr);
    assert_eq!(fs::read_to_string(split.join("public/tables/film.sql")).unwrap(), "-- mine\n");
}

#[test]
fn what_is_not_read_is_named_and_refused_if_that_is_wanted() {
    let folder = folder();
    let system = "CREATE FUNCTION pg_catalog.twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * n';";
    let schema = write(&folder, "schema.sql", &format!("CREATE TABLE public.film (id integer);\n{system}\n"));
    let ddl =
        |options: &[&str]| Relvar::with_arguments(&[&["ddl", "--schema", &schema, "--trust"], options].concat()).run();
    let told = ddl(&[]);
    assert_eq!(told.status, 1, "{}", told.stderr);
    assert!(told.stdout.contains("CREATE TABLE public.film"), "{}", told.stdout);
    assert!(told.stderr.contains("`function pg_catalog.twice(integer)` is left out"), "{}", told.stderr);
    assert_eq!(ddl(&["--partial"]).status, 0);

    let refused = ddl(&["--strict", "--partial"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (1, ""), "{}", refused.stderr);
    assert!(refused.stderr.contains("relvar does not read `function pg_catalog.twice(integer)`"), "{}", refused.stderr);

    let schema = write(&folder, "schema.sql", "CREATE TABLE public.film (id integer);\n");
    assert_eq!(Relvar::new(["ddl", "--schema", &schema, "--strict"]).run().status, 0);
}

const ROLES: &str = "CREATE ROLE \"Odd group\" NOINHERIT CREATEDB;
CREATE ROLE \"Odd one\" LOGIN CONNECTION LIMIT 3 PASSWORD 'secret' VALID UNTIL '2031-01-01 00:00:00+00';
GRANT \"Odd group\" TO \"Odd one\" WITH ADMIN OPTION;
ALTER ROLE \"Odd one\" SET work_mem = '1MB';
COMMENT ON ROLE \"Odd one\" IS 'It''s one.';
CREATE TABLE public.film (id integer);
ALTER TABLE public.film OWNER TO \"Odd one\";
GRANT SELECT ON public.film TO \"Odd group\";
";

/// What pg_dumpall says of the roles of a server; nothing if there is no pg_dumpall for it.
fn roles(server: &Server) -> Option<Vec<String>> {
    let mut command = Command::new("pg_dumpall");
    command.args(["--roles-only", "--no-role-passwords", "--dbname", &server.url()]);
    let output = command.output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("server version mismatch") {
        return None;
    }
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    // Comments, and the key that restricts psql, which is another one each time.
    let is_about_roles = |line: &&str| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\');
    let mut lines: Vec<String> = text.lines().filter(is_about_roles).map(str::to_owned).collect();
    lines.sort();
    Some(lines)
}

#[test]
fn roles_are_written_on_request_and_make_the_same_roles() {
    let (folder, from, to) = (folder(), scratch(), scratch());
    execute(&from, ROLES);
    let ddl = |options: &[&str]| {
        let run = Relvar::with_arguments(&[&["ddl"], options].concat()).run();
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout
    };
    let url = from.url();
    assert!(!ddl(&["--url", &url]).contains("CREATE ROLE"), "only on request");
    let script = ddl(&["--url", &url, "--roles"]);
    assert!(script.contains("CREATE ROLE \"Odd one\""), "{script}");
    assert!(!script.contains("secret") && !script.contains("SCRAM") && !script.contains("md5"), "{script}");

    let snapshot = folder.path().join("relvar.snapshot.json");
    let snapshot = snapshot.to_str().unwrap();
    let written = Relvar::new(["snapshot", "--roles", "--url", &url, "--out", snapshot]).run();
    assert_eq!(written.status, 0, "{}", written.stderr);
    assert_eq!(ddl(&["--snapshot", snapshot, "--roles"]), script, "a snapshot has them too");

    let Some(expected) = roles(&from) else {
        eprintln!("skipped: no pg_dumpall for {}", from.description());
        return;
    };
    assert!(expected.iter().any(|line| line.contains("Odd one")), "{expected:?}");
    let file = write(&folder, "script.sql", &script);
    // What is there already stays: a second run, in another database of the server, changes nothing.
    for database in ["first", "second"] {
        execute(&to, &format!("CREATE DATABASE {database}"));
        let loaded = Command::new("psql")
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &to.url_of(database), "-f", &file])
            .output()
            .unwrap();
        assert!(loaded.status.success(), "{}\n{script}", String::from_utf8_lossy(&loaded.stderr));
        assert_eq!(roles(&to).unwrap(), expected);
    }
}
