//! `relvar generate` leaves alone what is not its own, and does what the configuration means or nothing.

use std::{fs, process::Command};

use tempfile::TempDir;

use crate::common::{Relvar, Run, execute, files, folder, scratch, write};

const SCHEMA: &str = "\
create table language (language_id int primary key);
create table film (film_id int primary key, language_id int references language);
create schema audit;
create table audit.entry (entry_id int primary key);
";

/// A project with models.
fn project(config: &str) -> TempDir {
    let folder = folder();
    write(&folder, "schema.sql", SCHEMA);
    write(&folder, "relvar.toml", &format!("[database]\nschema_files = [\"schema.sql\"]\n{config}"));
    let run = relvar(&folder, &["generate"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    folder
}

fn relvar(folder: &TempDir, arguments: &[&str]) -> Run {
    Relvar::with_arguments(arguments).within(folder).run()
}

fn says(run: &Run, status: i32, parts: &[&str]) {
    assert_eq!(run.status, status, "{}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "expected `{part}` in:\n{}", run.stderr);
    }
}

#[test]
fn an_edited_file_is_kept_and_the_others_are_written() {
    let folder = project("");
    let film = folder.path().join("src/models/public/film.rs");
    let original = fs::read_to_string(&film).unwrap();
    fs::write(&film, format!("{original}// mine\n")).unwrap();
    write(&folder, "schema.sql", &SCHEMA.replace("language_id int primary key", "language_id bigint primary key"));
    says(&relvar(&folder, &["check"]), 2, &["edited: src/models/public/film.rs", "--force"]);

    let kept = "film.rs` was changed since relvar wrote it, so it was not written";
    says(&relvar(&folder, &["generate"]), 3, &[kept, "`relvar generate --force` overwrites", "1 written"]);
    assert!(fs::read_to_string(&film).unwrap().ends_with("// mine\n"));
    let language = fs::read_to_string(folder.path().join("src/models/public/language.rs")).unwrap();
    assert!(language.contains("pub language_id: i64"), "{language}");
    // It is not forgotten that the file is relvar's.
    says(&relvar(&folder, &["generate"]), 3, &[kept, "0 written"]);

    says(&relvar(&folder, &["generate", "--force"]), 0, &["1 written"]);
    assert_eq!(fs::read_to_string(&film).unwrap(), original);
    says(&relvar(&folder, &["check"]), 0, &[]);
}

#[test]
fn a_misspelt_name_changes_nothing() {
    let folder = project("");
    assert_eq!(relvar(&folder, &["snapshot", "--out", "s.json"]).status, 0);
    let before = files(folder.path());
    for (config, parts) in [
        ("[schemas]\ninclude = [\"pubilc\"]\n", &["error[unused-config]: `pubilc`", "did you mean `public`?"][..]),
        ("[relations]\nexclude = [\"public.flim\"]\n", &["`relations.exclude`", "did you mean `public.film`?"]),
        ("[relations]\ninclude = [\"pubilc.*\"]\n", &["did you mean `public.*`?"]),
        ("[rename.columns]\n\"public.film.flim_id\" = \"id\"\n", &["did you mean `public.film.film_id`?"]),
        ("[rename.relations]\n\"public.flim\" = \"Movie\"\n", &["did you mean `public.film`?"]),
        (
            "[[accept]]\nrule = \"untiped-column\"\nobjects = [\"x\"]\nreason = \"y\"\n",
            &["did you mean `untyped-column`?"],
        ),
    ] {
        write(&folder, "other.toml", &format!("[database]\nsnapshot = \"s.json\"\n{config}"));
        for command in ["generate", "check"] {
            let run = relvar(&folder, &[command, "--config", "other.toml"]);
            says(&run, 1, parts);
            says(&run, 1, &["so no models are made"]);
        }
        fs::remove_file(folder.path().join("other.toml")).unwrap();
        assert_eq!(files(folder.path()), before, "{config}");
    }
}

#[test]
fn what_is_accepted_is_not_reported() {
    let accept = "[[accept]]\nrule = \"unused-config\"\nobjects = [\"tmp_*\"]\nreason = \"only on Fridays\"\n";
    let stale = "[[accept]]\nrule = \"name-clash\"\nobjects = [\"public.film\"]\nreason = \"was there once\"\n";
    let folder = project(&format!("[relations]\nexclude = [\"tmp_*\"]\n{accept}{stale}"));
    let run = relvar(&folder, &["generate"]);
    says(&run, 0, &["warning[no-effect]: `public.film`: `accept` names the rule `name-clash`"]);
    assert!(!run.stderr.contains("unused-config"), "{}", run.stderr);
}

#[test]
fn the_models_of_a_schema_are_not_removed_by_accident() {
    let folder = project("");
    let config = "[database]\nschema_files = [\"schema.sql\"]\n[schemas]\ninclude = [\"public\"]\n";
    write(&folder, "relvar.toml", config);
    let run = relvar(&folder, &["generate"]);
    says(&run, 3, &["all models of the schema `audit` would be removed, which exists in the database", "--prune"]);
    assert!(folder.path().join("src/models/audit/entry.rs").exists());
    says(&relvar(&folder, &["generate", "--prune"]), 0, &[]);
    assert!(!folder.path().join("src/models/audit").exists());

    // A schema that is gone takes its models with it, and so does one of another name.
    write(&folder, "relvar.toml", "[database]\nschema_files = [\"schema.sql\"]\n[rename.schemas]\npublic = \"shop\"\n");
    says(&relvar(&folder, &["generate"]), 0, &[]);
    assert!(
        folder.path().join("src/models/shop/film.rs").exists() && !folder.path().join("src/models/public").exists()
    );
    write(&folder, "schema.sql", SCHEMA.split("create schema").next().unwrap());
    says(&relvar(&folder, &["generate"]), 0, &[]);
    assert!(!folder.path().join("src/models/audit").exists());
}

#[test]
fn every_run_says_which_source_it_took() {
    let server = scratch();
    execute(&server, SCHEMA);
    let (folder, url) = (folder(), server.url());
    write(&folder, "schema.sql", SCHEMA);
    assert_eq!(relvar(&folder, &["snapshot", "--schema", "schema.sql", "--out", "s.json"]).status, 0);
    let both = "[database]\nurl_env = \"SHOP_URL\"\nsnapshot = \"s.json\"\n";
    for (config, arguments, environment, expected) in [
        ("", &["--url", &url][..], "OTHER", "(--url)"),
        (both, &["--snapshot", "s.json"], "SHOP_URL", "schema from `s.json`, taken from PostgreSQL "),
        (both, &["--schema", "schema.sql"], "SHOP_URL", "schema from `schema.sql` (--schema); scratch server: "),
        (
            "[database]\nschema_files = [\"schema.sql\"]\nsnapshot = \"s.json\"\n",
            &[],
            "DATABASE_URL",
            "(`schema_files` of",
        ),
        (both, &[], "SHOP_URL", "(SHOP_URL, which `url_env` of the configuration names)"),
        (both, &[], "DATABASE_URL", "(`snapshot` of the configuration)"),
        ("[database]\nsnapshot = \"s.json\"\n", &[], "DATABASE_URL", "(`snapshot` of the configuration)"),
        ("", &[], "DATABASE_URL", "(DATABASE_URL)"),
    ] {
        write(&folder, "relvar.toml", config);
        let arguments: Vec<&str> = ["list"].iter().chain(arguments).copied().collect();
        let run = Relvar::with_arguments(&arguments).within(&folder).with(environment, &url).run();
        assert_eq!(run.status, 0, "{}", run.stderr);
        let lines: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("schema from ")).collect();
        assert!(matches!(lines[..], [line] if line.contains(expected)), "expected `{expected}` in:\n{}", run.stderr);
    }
}

/// The origin goes before its copy: a database that has changed is noticed, and the snapshot is compared with it.
#[test]
fn a_changed_database_is_noticed_beside_a_snapshot() {
    let server = scratch();
    execute(&server, SCHEMA);
    let folder = folder();
    write(&folder, "relvar.toml", "[database]\nurl_env = \"SHOP_URL\"\nsnapshot = \"s.json\"\n");
    let run = |command: &str| Relvar::new([command]).within(&folder).with("SHOP_URL", &server.url()).run();
    assert_eq!(run("snapshot").status, 0);
    assert_eq!(run("generate").status, 0);
    assert_eq!(run("check").status, 0);
    execute(&server, "alter table film add title text");
    says(&run("check"), 2, &["column `title`: only in the database", "changed: src/models/public/film.rs"]);
}

#[test]
fn a_crate_is_recorded_and_found() {
    let folder = folder();
    write(&folder, "schema.sql", SCHEMA);
    write(&folder, "relvar.toml", "# ours\n[database]\nschema_files = [\"schema.sql\"] # the DDL\n");
    let run = relvar(&folder, &["generate", "--crate", "shop-models", "--out", "crates/models"]);
    says(&run, 0, &["`relvar.toml` now records that the models are a crate"]);
    let config = fs::read_to_string(folder.path().join("relvar.toml")).unwrap();
    for part in [
        "# ours\n[database]\nschema_files = [\"schema.sql\"] # the DDL\n",
        "directory = \"crates/models\"\nlayout = \"crate\"\ncrate_name = \"shop-models\"\nruntime = { path = \"",
    ] {
        assert!(config.contains(part), "expected `{part}` in:\n{config}");
    }
    says(&relvar(&folder, &["check"]), 0, &["`crates/models` is up to date"]);
    assert_eq!(relvar(&folder, &["generate"]).status, 0);
    assert_eq!(fs::read_to_string(folder.path().join("relvar.toml")).unwrap(), config);
    resolves(&folder, "crates/models");
}

/// Cargo finds every dependency of a crate, the runtime among them.
pub fn resolves(folder: &TempDir, models: &str) {
    let models = folder.path().join(models);
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    fs::copy(lock, models.join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["metadata", "--offline", "--format-version", "1"]).current_dir(&models).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
