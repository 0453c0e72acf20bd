//! What generation says about real schemas, kept as golden lists, and that every kind of it is explained.
//!
//! The schemas are read from the folder that `RELVAR_SHARED` names (`../shared` beside the workspace by default); without it
//! the test says so and passes. `UPDATE_EXPECT=1` writes the lists anew.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::{env, fs};

use relvar_catalog::{Source, scratch::Options};
use relvar_codegen::{Config, Rule, generate};

#[tokio::test]
async fn the_diagnostics_of_real_schemas_are_known() {
    let schemas = tests::schemas();
    if schemas.is_empty() {
        eprintln!("skipped: no schemas; RELVAR_SHARED names the folder that has them");
        return;
    }
    let mut stale = Vec::new();
    for (name, file) in schemas {
        let source = Source::Schema { paths: vec![file], server: Options::from_env() };
        let catalog = match source.read(&mut |_| {}).await {
            Ok(introspection) => introspection.catalog,
            Err(error) => {
                eprintln!("skipped: {name}: {error}");
                continue;
            }
        };
        let diagnostics = generate(&catalog, &Config::default()).diagnostics;
        let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        let text = if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" };
        let path = tests::workspace().join("tests/diagnostics").join(format!("{name}.txt"));
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "not what generation says now (UPDATE_EXPECT=1 writes them anew): {stale:#?}");
}

#[test]
fn every_diagnostic_is_explained() {
    let manual = fs::read_to_string(tests::workspace().join("docs/diagnostics.md")).unwrap();
    let explained: Vec<&str> = manual.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
    assert_eq!(explained, rules, "a section of docs/diagnostics.md for every rule, in their order");
}
