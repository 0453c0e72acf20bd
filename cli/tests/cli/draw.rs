//! `relvar erd` and `relvar site`, as a user runs them.

use std::{fs, path::Path};

use crate::common::{Relvar, Run, folder, write};
use tempfile::TempDir;

fn project(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file).to_string_lossy().into_owned()
}

/// A folder with a configuration that names a snapshot of the sample schema.
fn prepared(viewpoints: &str) -> TempDir {
    let folder = folder();
    let file = folder.path().join("rental.json").to_string_lossy().into_owned();
    let schema = project("examples/rental/schema.sql");
    let run = Relvar::new(["snapshot", "--schema", &schema, "--out", &file]).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
    write(&folder, "relvar.toml", &format!("[database]\nsnapshot = \"rental.json\"\n\n{viewpoints}"));
    folder
}

fn relvar<const N: usize>(folder: &TempDir, arguments: [&str; N]) -> Run {
    Relvar::new(arguments).within(folder).run()
}

#[test]
fn a_diagram_is_written_and_checked() {
    let folder = prepared("");
    for (file, start) in [
        ("erd.mmd", "%% Written by relvar erd, which overwrites this file.\nerDiagram\n"),
        ("erd.md", "<!-- relvar erd -->\n```mermaid\nerDiagram\n"),
        ("erd.dot", "// Written by relvar erd, which overwrites this file.\ndigraph erd {"),
        ("erd.puml", "' Written by relvar erd, which overwrites this file.\n@startuml\n"),
        ("sub/erd.svg", "<svg xmlns="),
        ("erd.json", "{\n"),
    ] {
        assert_eq!(relvar(&folder, ["erd", "--check", file]).status, 2, "{file} is missing");
        let run = relvar(&folder, ["erd", "--out", file]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stderr.contains("13 relations, 17 foreign keys"), "{}", run.stderr);
        assert!(fs::read_to_string(folder.path().join(file)).unwrap().starts_with(start), "{file}");
        assert_eq!(relvar(&folder, ["erd", "--check", file]).status, 0, "{file} is fresh");
        let again = relvar(&folder, ["erd", "film", "--out", file]);
        assert_eq!(again.status, 0, "{file}: {}", again.stderr);
        assert_eq!(relvar(&folder, ["erd", "film", "--check", file]).status, 0, "{file} is fresh");
        assert_eq!(relvar(&folder, ["erd", "--out", file]).status, 0);
    }
    let stale = relvar(&folder, ["erd", "--columns", "keys", "--check", "erd.mmd"]);
    assert_eq!(stale.status, 2);
    assert!(stale.stdout.contains("--- a/erd.mmd\n+++ b/erd.mmd\n"), "{}", stale.stdout);
    assert!(stale.stdout.contains("\n-        text first_name \"not null\"\n"), "{}", stale.stdout);
    assert!(stale.stderr.contains("changed: erd.mmd"), "{}", stale.stderr);
    let piped = relvar(&folder, ["erd", "--format", "dot", "film"]);
    assert!(piped.stdout.starts_with("digraph erd {") && !piped.stdout.contains("language_id_fkey"));
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let folder = prepared("[erd.a]\naround = \"film\"\n");
    for file in ["erd.mmd", "erd.md", "erd.dot", "erd.puml", "erd.svg", "erd.json"] {
        write(&folder, file, "erDiagram\n");
        let run = relvar(&folder, ["erd", "--out", file]);
        assert_eq!(run.status, 3, "{file}: {}", run.stderr);
        assert!(run.stderr.contains("did not write it"), "{}", run.stderr);
        assert_eq!(fs::read_to_string(folder.path().join(file)).unwrap(), "erDiagram\n");
        assert_eq!(relvar(&folder, ["erd", "--check", file]).status, 2, "{file}");
        assert_eq!(relvar(&folder, ["erd", "--force", "--out", file]).status, 0, "{file}");
        assert_eq!(relvar(&folder, ["erd", "--check", file]).status, 0, "{file}");
    }
    let page = "# Shop\n\n<!-- relvar erd a -->\nold\n<!-- /relvar erd a -->\n\nThe end.\n";
    write(&folder, "page.md", page);
    let check = || relvar(&folder, ["erd", "--viewpoint", "a", "--check", "page.md"]);
    assert_eq!(check().status, 2);
    assert!(check().stdout.contains("\n-old\n") && !check().stdout.contains("\n-The end."), "{}", check().stdout);
    assert_eq!(relvar(&folder, ["erd", "--viewpoint", "a", "--out", "page.md"]).status, 0);
    assert_eq!(check().status, 0);
    let text = fs::read_to_string(folder.path().join("page.md")).unwrap();
    assert!(text.starts_with("# Shop\n\n<!-- relvar erd a -->\n```mermaid\n") && text.ends_with("\n\nThe end.\n"));
}

#[test]
fn a_diagram_from_standard_output_is_fresh_too() {
    let folder = prepared("");
    for (format, file) in [("mermaid", "erd.mmd"), ("markdown", "erd.md"), ("dot", "erd.dot")] {
        let run = relvar(&folder, ["erd", "--format", format]);
        write(&folder, file, &run.stdout);
        assert_eq!(relvar(&folder, ["erd", "--check", file]).status, 0, "{file}");
    }
}

#[test]
fn the_picture_of_the_documentation_is_fresh() {
    let folder = prepared("");
    let run = relvar(&folder, ["erd", "--check", &project("docs/rental.svg")]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn viewpoints_say_what_is_drawn() {
    let folder = prepared(
        "[erd.renting]\naround = \"rental\"\ndepth = 2\ncolumns = \"none\"\nexclude = [\"store\"]\n\n\
         [erd.people]\naround = [\"actor\", \"customer\"]\ncolumns = \"keys\"\n",
    );
    let run = relvar(&folder, ["erd", "--viewpoint", "renting"]);
    let entities: Vec<_> = run.stdout.lines().filter(|line| !line.contains(':')).map(str::trim).collect();
    let expected = ["customer", "film", "inventory", "membership", "payment", "rental", "shelf"];
    assert_eq!(entities[1..], expected.map(|name| format!("\"{name}\"")), "{}", run.stderr);
    let nearer = relvar(&folder, ["erd", "--viewpoint", "renting", "--around", "payment", "--depth", "1"]);
    assert_eq!(
        nearer.stdout,
        "erDiagram\n    \"payment\"\n    \"rental\"\n    \"payment\" }o--|| \"rental\" : \"rental_id\"\n"
    );
    assert!(relvar(&folder, ["erd", "--viewpoint", "people"]).stdout.contains("integer actor_id PK,FK"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let wrong = prepared("[erd.a]\ndepht = 2\n");
    let folder = prepared("[erd.a]\ninclude = [\"x*\"]\n");
    for (run, status, message) in [
        (relvar(&wrong, ["erd"]), 1, "relvar.toml:5: unknown key `depht` in `[erd.a]`\n  hint: did you mean `depth`?"),
        (
            relvar(&folder, ["erd", "--viewpoint", "b"]),
            1,
            "no viewpoint `b`: relvar.toml has no [erd.b]\n  hint: there are `a`",
        ),
        (relvar(&folder, ["erd", "--viewpoint", "a"]), 1, "error: no relation is in the diagram"),
        (relvar(&folder, ["erd", "--around", "flim"]), 1, "no relation `flim`\n  hint: did you mean `public.film`"),
        (relvar(&folder, ["erd", "--out", "erd.png"]), 64, "no format has the extension of `erd.png`"),
        (relvar(&folder, ["erd", "--depth", "2"]), 64, "--around <RELATION>"),
    ] {
        assert_eq!(run.status, status, "{}", run.stderr);
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
}

#[test]
fn a_site_is_kept_up_to_date() {
    let folder = prepared("");
    let first = relvar(&folder, ["site", "--out", "site", "--title", "Rental"]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert!(first.stderr.contains("24 files") && first.stderr.contains("24 written"), "{}", first.stderr);
    let page = folder.path().join("site/r/public.film.html");
    assert!(fs::read_to_string(&page).unwrap().contains("<title>public.film · Rental</title>"));
    let second = relvar(&folder, ["site", "--out", "site", "--title", "Rental"]);
    assert!(second.stderr.contains("0 written, 0 removed, 24 unchanged"), "{}", second.stderr);

    write(&folder, "other.sql", "create table other (id integer primary key);");
    let third = relvar(&folder, ["site", "--schema", "other.sql", "--out", "site", "--title", "Rental"]);
    assert!(third.stderr.contains("14 removed") && !page.exists(), "{}", third.stderr);
}
