//! What the real Mermaid understands of diagrams; it comes from npm, and without Node.js the test says so and passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use crate::common::{Subject, case, catalog, rental, shared};
use expect_test::expect;
use relvar_codegen::config::Columns;
use relvar_explore::erd::{Diagram, Selection, draw, mermaid};

const PACKAGES: [&str; 2] = ["mermaid@11.17.2", "jsdom@26.1.0"];

/// The folder with the packages, kept for the next run; nothing where they cannot be had.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mermaid-11.17.2");
    // What npm writes last: an installation that was cut short has none.
    if folder.join("node_modules/.package-lock.json").exists() {
        return Some(folder);
    }
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("package.json"), "{\"private\": true}").unwrap();
    let install = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"])
        .args(PACKAGES)
        .current_dir(&folder)
        .status();
    if install.is_ok_and(|status| status.success()) {
        return Some(folder);
    }
    eprintln!("skipped: {} cannot be installed with npm", PACKAGES.join(" and "));
    None
});

async fn diagram(file: PathBuf, columns: Columns) -> Diagram {
    let subject = Subject::new(catalog(&[file]).await, "");
    draw(&subject.graph(), &Selection { columns, ..Selection::default() })
}

/// What Mermaid understood of a diagram, a line for each entity and each relationship.
fn understood(packages: &Path, name: &str, diagram: &Diagram) -> String {
    let (script, file) = (packages.join("mermaid.mjs"), packages.join(name));
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mermaid.mjs"), &script).unwrap();
    fs::write(&file, mermaid(diagram, true)).unwrap();
    let output = Command::new("node").arg(script).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn mermaid_understands_each_cardinality_and_every_name() {
    let Some(packages) = FOLDER.as_deref() else { return };
    let diagram = diagram(case("erd.sql"), Columns::Keys).await;
    expect![[r#"
        odd "schema".Weird.Table -- <x> & {y} | 100%: integer PK_ PK, integer the__fk_ FK, integer back_slash FK
        sales.account: integer customer_id PK FK
        sales.card: integer card_id PK, integer customer_id FK UK
        sales.customer: integer customer_id PK, varchar email UK, integer referred_by FK
        sales.event: integer customer_id FK
        sales.invoice: integer customer_id PK FK, integer number PK
        sales.line: integer line_id PK, integer customer_id FK, integer number FK
        sales.seat: integer seat_id PK, integer holder_id FK UK, integer guest_id FK
        sales.visit: integer visit_id PK, integer customer_id FK
        odd "schema".Weird.Table -- <x> & {y} | 100% to sales.customer: ZERO_OR_MORE to ONLY_ONE (back\slash)
        odd "schema".Weird.Table -- <x> & {y} | 100% to odd "schema".Weird.Table -- <x> & {y} | 100%: ZERO_OR_MORE to ZERO_OR_ONE (the "fk")
        sales.account to sales.customer: ZERO_OR_ONE to ONLY_ONE (customer_id)
        sales.card to sales.customer: ZERO_OR_ONE to ZERO_OR_ONE (customer_id)
        sales.customer to sales.customer: ZERO_OR_MORE to ZERO_OR_ONE (referred_by)
        sales.event to sales.customer: ZERO_OR_MORE to ONLY_ONE (customer_id)
        sales.invoice to sales.customer: ZERO_OR_MORE to ONLY_ONE (customer_id)
        sales.line to sales.invoice: ZERO_OR_MORE to ZERO_OR_ONE (customer_id, number)
        sales.seat to sales.customer: ZERO_OR_MORE to ONLY_ONE (guest_id)
        sales.seat to sales.customer: ZERO_OR_ONE to ONLY_ONE (holder_id)
        sales.visit to sales.customer: ZERO_OR_MORE to ZERO_OR_ONE (customer_id)
    "#]].assert_eq(&understood(packages, "erd.mmd", &diagram));
}

#[tokio::test]
async fn mermaid_understands_real_schemas() {
    let Some(packages) = FOLDER.as_deref() else { return };
    let mut schemas = vec![("rental", rental()[0].clone())];
    for name in ["pagila", "chinook", "hoppscotch"] {
        schemas.extend(shared(&format!("schemas/{name}/schema.sql")).map(|schema| (name, schema)));
    }
    for (name, schema) in schemas {
        let diagram = diagram(schema, Columns::All).await;
        let lines = understood(packages, &format!("{name}.mmd"), &diagram).lines().count();
        assert_eq!(lines, diagram.entities.len() + diagram.relationships.len(), "{name}");
    }
}
