//! The commands over the sample schema, as a user runs them.

use std::path::Path;

use crate::common::{Relvar, files, folder, write};

fn sample(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/rental").join(file).to_string_lossy().into_owned()
}

#[test]
fn generate_check_and_generate_again() {
    let folder = folder();
    let out = folder.path().join("models");
    let out = out.to_string_lossy();
    let generate = || Relvar::new(["generate", "--schema", &sample("schema.sql"), "--out", &out]).run();
    let check = || Relvar::new(["check", "--schema", &sample("schema.sql"), "--out", &out]).run();

    assert_eq!(check().status, 2, "nothing is there yet");
    let first = generate();
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert!(first.stderr.contains("14 relations"), "{}", first.stderr);
    assert_eq!(first.stdout, "");
    let written = files(folder.path());
    assert_eq!(check().status, 0);
    assert!(generate().stderr.contains("0 written"));
    assert_eq!(files(folder.path()), written);

    let film = folder.path().join("models/public/film.rs");
    let text = std::fs::read_to_string(&film).unwrap();
    std::fs::write(&film, text.replace("pub title: String", "pub title: Option<String>")).unwrap();
    let stale = check();
    assert_eq!(stale.status, 2);
    assert!(stale.stdout.contains("-    pub title: Option<String>,\n+    pub title: String,"), "{}", stale.stdout);
    assert!(stale.stderr.contains("film.rs"), "{}", stale.stderr);
    let refused = generate();
    assert_eq!(refused.status, 3, "a file that was changed by hand is not overwritten");
    assert!(refused.stderr.contains("film.rs"), "{}", refused.stderr);
}

#[test]
fn the_examples_are_up_to_date() {
    for example in ["blog", "checked-in", "gallery", "gitlab", "multi-schema", "rental", "../tests/book/shop"] {
        let config = sample("..") + "/" + example + "/relvar.toml";
        let run = Relvar::new(["check", "--config", &config]).run();
        assert_eq!(run.status, 0, "`cargo relvar generate --config examples/{example}/relvar.toml`:\n{}", run.stdout);
    }
}

#[test]
fn a_snapshot_stands_for_the_database() {
    let folder = folder();
    let file = folder.path().join("relvar.snapshot.json").to_string_lossy().into_owned();
    let run = Relvar::new(["snapshot", "--schema", &sample("schema.sql"), "--out", &file]).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    let again = Relvar::new(["snapshot", "--snapshot", &file, "--out", &file]).run();
    assert!(again.stderr.contains("up to date"), "{}", again.stderr);
    let list = Relvar::new(["list", "--snapshot", &file, "film*"]).run();
    let names: Vec<_> = list.stdout.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(names, ["public.film", "public.film_actor", "public.film_category", "public.film_list"]);
    let config = write(&folder, "relvar.toml", "[database]\nsnapshot = \"relvar.snapshot.json\"\n");
    let show = Relvar::new(["show", "film", "--config", &config]).run();
    for part in
        ["A film in the catalogue.", "film_pkey", ".original_language()", "public.actor through public.film_actor"]
    {
        assert!(show.stdout.contains(part), "{part}:\n{}", show.stdout);
    }
    let json = Relvar::new(["show", "film", "--format", "json", "--config", &config]).run();
    let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["rust"]["row"], "Film");
}

#[test]
fn a_command_beside_a_server_and_completions() {
    let run = Relvar::new([
        "server",
        "run",
        "--schema",
        &sample("schema.sql"),
        &sample("data.sql"),
        "--",
        "printenv",
        "DATABASE_URL",
    ])
    .run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("postgres://"), "{}", run.stdout);
    let run = Relvar::new(["server", "run", "--", "sh", "-c", "exit 7"]).run();
    assert_eq!(run.status, 7, "{}", run.stderr);
    let run = Relvar::new(["completions", "bash"]).run();
    assert!(run.stdout.contains("relvar"), "{}", run.stderr);
}
