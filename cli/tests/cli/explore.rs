//! The commands that look around, as a user runs them.

use std::path::Path;

use crate::common::{Relvar, Run, execute, folder, scratch, write};
use serde_json::Value;

fn sample(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/rental").join(file).to_string_lossy().into_owned()
}

/// The sample schema as a snapshot, which costs no server.
fn snapshot(folder: &tempfile::TempDir) -> String {
    let file = folder.path().join("rental.json").to_string_lossy().into_owned();
    let run = Relvar::new(["snapshot", "--schema", &sample("schema.sql"), "--out", &file]).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    file
}

fn ok(run: Run) -> String {
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

fn json(run: Run) -> Value {
    serde_json::from_str(&ok(run)).unwrap()
}

#[test]
fn every_command_answers_in_text_and_in_json() {
    let folder = folder();
    let file = snapshot(&folder);
    for (command, part) in [
        (["between", "language", "film"], ".film_by_original_language()"),
        (["path", "film", "payment"], "public::Film::query().inventory().rental().payment()"),
        (["search", "brought", "along"], "public.customer.referred_by"),
        (["show", "film", "--rust"], "Film::find(film_id: i32)"),
        (["list", "film*", "--kind=view"], "view  public.film_list  Every film with its language"),
        (["list", "--in", "pub*"], "public.store"),
        (["lint", "film", "--rule=prefer-identity"], "note[prefer-identity] public.film.film_id: "),
    ] {
        let [a, b, c] = command;
        let text = ok(Relvar::new([a, b, c, "--snapshot", &file]).run());
        assert!(text.contains(part), "{command:?}:\n{text}");
        assert!(!text.contains('\u{1b}'), "no colours but on a terminal");
        assert!(text.lines().all(|line| line.trim_end() == line), "no blanks at the end of a line:\n{text}");
        let document = json(Relvar::new([a, b, c, "--snapshot", &file, "--format", "json"]).run());
        assert!(document.is_array() || document.is_object(), "{command:?}");
    }
    let filtered = ok(Relvar::new(["list", "--kind", "view", "--snapshot", &file]).run());
    assert_eq!(filtered.lines().count(), 1);
}

#[test]
fn what_is_not_there_is_said_with_a_hint() {
    let folder = folder();
    let file = snapshot(&folder);
    let run = Relvar::new(["show", "flim", "--snapshot", &file]).run();
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("hint: did you mean `public.film`?"), "{}", run.stderr);
    for command in ["list", "lint"] {
        let run = Relvar::new([command, "flim", "--snapshot", &file]).run();
        assert_eq!((run.status, run.stdout.as_str()), (0, ""));
        assert!(run.stderr.contains("hint: did you mean `public.film`?"), "{}", run.stderr);
    }
    let run = Relvar::new(["list", "--kind", "foreign", "--snapshot", &file]).run();
    assert!(run.stderr.contains("no relation matches all filters"), "{}", run.stderr);
    let run = Relvar::new(["search", " ", "--snapshot", &file]).run();
    assert_eq!(run.status, 64);
    assert!(run.stderr.contains("there is no word to look for"), "{}", run.stderr);
    let run = Relvar::new(["path", "film", "film_list", "--snapshot", &file]).run();
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("no foreign keys lead"), "{}", run.stderr);
    let run = Relvar::new(["lint", "--allow", "prefer-idendity", "--snapshot", &file]).run();
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("hint: did you mean `prefer-identity`?"), "{}", run.stderr);
    let run = Relvar::new(["sample", "film", "--snapshot", &file]).run();
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("live database"), "{}", run.stderr);
}

#[test]
fn a_key_that_is_missing_is_hinted_at() {
    let folder = folder();
    let ddl =
        "create table person (id bigint primary key); create table parcel (id bigint primary key, person_id bigint);";
    let ddl = write(&folder, "schema.sql", ddl);
    let run = Relvar::new(["between", "person", "parcel", "--schema", &ddl]).run();
    let none = "public.person → public.parcel\n  none\npublic.person ← public.parcel\n  none\n";
    assert_eq!(run.stdout, none);
    let hint =
        "hint: 1 likely key is missing between them, see `relvar lint`: `public.parcel.person_id` → `public.person`";
    assert!(run.stderr.contains(hint), "{}", run.stderr);
}

#[test]
fn the_exit_status_of_lint_says_how_serious_it_is() {
    let folder = folder();
    let file = snapshot(&folder);
    let status = |arguments: [&str; 3]| {
        let [a, b, c] = arguments;
        Relvar::new(["lint", a, b, c, "--snapshot", &file]).run().status
    };
    assert_eq!(status(["--level", "note", "--fail-on=error"]), 0, "warnings and notes alone");
    assert_eq!(status(["--level", "note", "--fail-on=warning"]), 2);
    assert_eq!(status(["--deny", "prefer-identity", "--level=note"]), 2);
    assert_eq!(status(["--deny", "prefer-identity", "--fail-on=never"]), 0);
    assert_eq!(status(["--allow", "foreign-key-without-index", "--fail-on=warning"]), 0);

    let config = "[database]\nsnapshot = \"rental.json\"\n\n[lint.levels]\nprefer-identity = \"error\"\n";
    let config = write(&folder, "relvar.toml", config);
    assert_eq!(Relvar::new(["lint", "--config", &config]).run().status, 2);
    let ignore =
        "\n[[lint.ignore]]\nrule = \"prefer-identity\"\nobjects = [\"public.film.*\"]\nreason = \"for show\"\n";
    let ignore = format!("{}{ignore}", std::fs::read_to_string(&config).unwrap());
    let config = write(&folder, "relvar.toml", &ignore);
    assert_eq!(Relvar::new(["lint", "--config", &config]).run().status, 0);
}

#[test]
fn findings_for_other_programs() {
    let folder = folder();
    let ddl =
        write(&folder, "schema.sql", "create table person (\n    id serial primary key,\n    born timestamp\n);\n");
    let run = |format: &str| ok(Relvar::new(["lint", "--schema", &ddl, "--format", format]).run());
    let github = run("github");
    let (file, line) = (ddl.replace(':', "%3A"), 2);
    let annotation = format!("::notice file={file},line={line},title=prefer-identity::`public.person.id`: ");
    assert!(github.lines().any(|line| line.starts_with(&annotation)), "{github}");
    assert!(github.contains("%0Afix: BEGIN;%0A"), "{github}");
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let born = results.iter().find(|result| result["ruleId"] == "prefer-timestamptz").unwrap();
    assert_eq!(born["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
    let rules = ok(Relvar::new(["lint", "--rules"]).run());
    assert!(rules.lines().count() > 30, "{rules}");
}

#[test]
fn rows_and_sizes_of_a_live_database() {
    let server = scratch();
    for file in ["schema.sql", "data.sql"] {
        execute(&server, &std::fs::read_to_string(sample(file)).unwrap());
    }
    execute(
        &server,
        "create table reading (at date not null, n integer) partition by range (at);
         create table reading_1 partition of reading for values from ('2026-01-01') to ('2026-07-01');
         create table reading_2 partition of reading for values from ('2026-07-01') to ('2027-01-01');
         insert into reading select date '2026-01-01' + n, n from generate_series(0, 299) n;
         analyze;",
    );
    let url = server.url();
    let entries = json(Relvar::new(["list", "--url", &url, "--format", "json"]).run());
    let entry = |name: &str| entries.as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap().clone();
    assert_eq!(entry("reading")["rows"], 300);
    assert_eq!(entry("reading")["bytes"].as_u64(), {
        let part = |name: &str| entry(name)["bytes"].as_u64().unwrap();
        Some(part("reading_1") + part("reading_2"))
    });
    assert!(entry("film")["rows"].as_u64() > Some(0) && entry("film")["bytes"].as_u64() > Some(8192));
    assert_eq!(entry("film_list")["rows"], Value::Null);
    let text = ok(Relvar::new(["list", "reading", "--url", &url]).run());
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("partitioned table  public.reading") && first.contains("  300  "), "{text}");
    assert!(text.lines().skip(1).all(|line| line.starts_with("partition          public.reading_")), "{text}");

    let rows = json(
        Relvar::new(["sample", "film", "--limit", "1", "--with", "actor", "--url", &url, "--format", "json"]).run(),
    );
    let first = &rows["rows"][0];
    assert_eq!(first["row"]["film_id"], "1", "values are texts");
    assert_eq!(first["related"]["actor"].as_array().unwrap().len(), 1);
    let text = ok(Relvar::new(["sample", "film", "--limit", "2", "--with", "language", "--url", &url]).run());
    assert!(text.starts_with("public.film\n  #  film_id  title"), "{text}");
    assert!(text.contains("\npublic.language  language\n  #  language_id  name\n  1  "), "{text}");
    let run = Relvar::new(["sample", "film", "--with", "aktor", "--url", &url]).run();
    assert!(run.stderr.contains("did you mean `actor`?"), "{}", run.stderr);
}
