//! The reference of the command in the book: what `--help` prints.

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

#[test]
fn the_reference_is_up_to_date() {
    let mut page = "# The command, in full\n\n\
        What `relvar help COMMAND` prints; `UPDATE_EXPECT=1 cargo test -p relvar-cli --test cli reference` writes this page.\n"
        .to_owned();
    describe(&mut page, "");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &page).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == page, "docs/cli.md is stale: UPDATE_EXPECT=1 cargo test -p relvar-cli --test cli reference");
}

/// Writes what a command prints of itself, then of those below it.
fn describe(page: &mut String, command: &str) {
    let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
    let mut help = Command::new(env!("CARGO_BIN_EXE_relvar"));
    let output = help.args(&arguments).env("COLUMNS", "100").output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let heading = format!("{} relvar {command}", "#".repeat(arguments.len() + 1));
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    write!(page, "\n{}\n\n```text\n{}\n```\n", heading.trim_end(), lines.join("\n")).unwrap();
    let below = lines.iter().skip_while(|line| **line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // The text of a command that is longer than its line goes on further to the right.
    for line in below.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        match line.split_whitespace().next() {
            Some("help") | None => {}
            Some(name) => describe(page, format!("{command} {name}").trim()),
        }
    }
}
