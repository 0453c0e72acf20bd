//! `relvar lint --migration`, and what a configuration accepts.

use tempfile::TempDir;

use crate::common::{Relvar, Run, folder, write};

const SCHEMA: &str = "CREATE TABLE public.film (id integer PRIMARY KEY, title text, length integer);
CREATE TABLE public.seen (film_id integer);
CREATE ROLE app; ALTER TABLE public.seen OWNER TO app;";

const UP: &str = "-- a migration
ALTER TABLE film ADD year integer;
CREATE INDEX film_year ON film (year);
ALTER TABLE film ALTER length TYPE bigint;

ALTER TABLE film
    DROP COLUMN title;
CREATE INDEX CONCURRENTLY film_length ON film (length);
GRANT SELECT ON film TO app;
ALTER TABLE seen ADD FOREIGN KEY (film_id) REFERENCES film NOT VALID;
BEGIN;
ALTER TABLE seen VALIDATE CONSTRAINT seen_film_id_fkey;
TRUNCATE seen;
COMMIT;
ALTER TABLE film RENAME TO movie;
";

fn lint(folder: &TempDir, up: &str, more: &[&str]) -> Run {
    let (schema, up) = (write(folder, "schema.sql", SCHEMA), write(folder, "up.sql", up));
    let arguments: Vec<&str> = ["lint", "--schema", &schema, "--migration", &up].iter().chain(more).copied().collect();
    Relvar::with_arguments(&arguments).within(folder).run()
}

#[test]
fn a_migration_is_tried_and_its_hazards_have_a_line() {
    let folder = folder();
    let found = lint(&folder, UP, &[]);
    assert_eq!(found.status, 2, "{}", found.stderr);
    let lines: Vec<_> = found
        .stdout
        .lines()
        .filter_map(|line| line.split_once("] ").map(|(rule, rest)| (rule, rest.rsplit_once("up.sql:").unwrap().1)))
        .map(|(rule, rest)| format!("{rule} {}", rest.rsplit_once(": ").map_or(rest, |(place, _)| place)))
        .collect();
    assert_eq!(
        lines,
        [
            "note[ACQUIRES_ACCESS_EXCLUSIVE_LOCK 2: public.film",
            "warning[ACQUIRES_SHARE_LOCK 3: public.film",
            "warning[IMPACTS_DATABASE_PERFORMANCE 3: public.film",
            "note[INDEX_BUILD 3: public.film_year",
            "note[ACQUIRES_ACCESS_EXCLUSIVE_LOCK 4: public.film",
            "warning[IMPACTS_DATABASE_PERFORMANCE 4: public.film",
            "error[DELETES_DATA 6: public.film.title",
            "note[ACQUIRES_ACCESS_EXCLUSIVE_LOCK 6: public.film",
            "note[INDEX_BUILD 8: public.film_length",
            "warning[AUTHZ_UPDATE 9",
            "warning[ACQUIRES_SHARE_ROW_EXCLUSIVE_LOCK 10: public.film",
            "warning[ACQUIRES_SHARE_ROW_EXCLUSIVE_LOCK 10: public.seen",
            "note[ACQUIRES_ACCESS_EXCLUSIVE_LOCK 13: public.seen",
            "error[DELETES_DATA 13: public.seen",
            "note[ACQUIRES_ACCESS_EXCLUSIVE_LOCK 15: public.film",
            "warning[HAS_UNTRACKABLE_DEPENDENCIES 15: public.film: it gets another name",
        ]
    );
    assert!(found.stdout.contains("hint: CREATE INDEX CONCURRENTLY lets writes go on"), "{}", found.stdout);
}

#[test]
fn code_hosts_get_the_place() {
    let folder = folder();
    let up = "ALTER TABLE film DROP COLUMN title;";
    let github = lint(&folder, up, &["--format", "github", "--level", "error"]);
    let line = github.stdout.lines().next().unwrap_or_default();
    assert!(
        line.starts_with("::error file=") && line.contains(",line=1,title=DELETES_DATA::`public.film.title`"),
        "{line}"
    );
    let sarif: serde_json::Value = serde_json::from_str(&lint(&folder, up, &["--format", "sarif"]).stdout).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"DELETES_DATA".into(), &"error".into()));
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

#[test]
fn what_a_team_accepts_is_in_the_configuration() {
    let folder = folder();
    let up = "ALTER TABLE film DROP COLUMN title;";
    assert_eq!(lint(&folder, up, &[]).status, 2);
    assert_eq!(lint(&folder, up, &["--allow", "DELETES_DATA:column public.film.length"]).status, 2);
    assert_eq!(lint(&folder, up, &["--allow", "DELETES_DATA:column public.film.title"]).status, 0);
    let (old, new) = (write(&folder, "old.sql", "CREATE TABLE public.film ();"), write(&folder, "new.sql", ""));
    let diff = || Relvar::new(["diff", &old, &new, "--no-prove"]).within(&folder).run();
    assert_eq!(diff().status, 3);
    write(&folder, "relvar.toml", "[diff]\nallow = [\"DELETES_DATA\"]\n");
    assert_eq!(lint(&folder, up, &[]).status, 0);
    assert_eq!(diff().status, 2);
    write(&folder, "relvar.toml", "[diff]\nallow = [\"DELETES\"]\n");
    let wrong = diff();
    assert!(wrong.status == 1 && wrong.stderr.contains("`DELETES` is no hazard"), "{}", wrong.stderr);
}

#[test]
fn a_statement_that_fails_is_named() {
    let folder = folder();
    let failed = lint(&folder, "SELECT 1;\n\nALTER TABLE films ADD x integer;", &[]);
    assert_eq!(failed.status, 1, "{}", failed.stderr);
    assert!(
        failed.stderr.contains("up.sql:3: ") && failed.stderr.contains("\"films\" does not exist"),
        "{}",
        failed.stderr
    );
}
