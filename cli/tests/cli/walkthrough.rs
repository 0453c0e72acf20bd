//! The walkthroughs of the book: each command is run, and what it says is what the page says. UPDATE_EXPECT=1 writes it.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::common::{folder, scratch};

/// The parts of an output that are other ones each time are `…` on the page.
fn normal(output: &str, folder: &Path) -> String {
    let output = output.replace(&format!("{}/", folder.display()), "");
    let lines = output.lines().filter(|line| !line.starts_with("scratch server:") && !line.starts_with("schema from "));
    let mut text = lines.map(line).collect::<Vec<_>>().join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn line(line: &str) -> String {
    let mut line = line.trim_end().to_owned();
    // `20261128_1432_` of a folder.
    while let Some(at) = line.as_bytes().windows(14).position(|own| {
        own.iter().enumerate().all(|(at, byte)| if at == 8 || at == 13 { *byte == b'_' } else { byte.is_ascii_digit() })
    }) {
        line.replace_range(at..at + 13, "…");
    }
    // Where the scratch server is.
    if let Some(at) = line.find("postgres://") {
        let word = line[at..].split(' ').next().map_or(0, str::len);
        let end = line[at..at + word].rfind('/').unwrap_or_default();
        line.replace_range(at + "postgres://".len()..at + end, "…");
    }
    // `12 ms`, and when a run began.
    if let Some(at) = line.find(" ms") {
        let digits = line[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        line.replace_range(digits..at, "…");
    }
    if let (Some(from), true) = (line.find(" at 20"), line.contains(" by ")) {
        let to = line[from..].find("+00").map_or(line.len(), |to| from + to + 3);
        line.replace_range(from + 4..to, "…");
    }
    line
}

/// The page with what its commands say now.
fn run(page: &str) -> String {
    let server = scratch();
    let folder = folder();
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_relvar"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), env::var("PATH").unwrap_or_default());
    let mut text = String::new();
    let mut lines = page.lines().peekable();
    let mut is_console = false;
    while let Some(line) = lines.next() {
        if !is_console || line.starts_with("```") {
            is_console = line == "```console";
            text.push_str(line);
            text.push('\n');
            continue;
        }
        let Some(first) = line.strip_prefix("$ ") else { continue };
        let mut command = format!("{first}\n");
        let _ = writeln!(text, "{line}");
        while let Some(more) = lines.next_if(|line| line.starts_with("> ") || *line == ">") {
            let _ = writeln!(text, "{more}");
            let _ = writeln!(command, "{}", more.strip_prefix("> ").unwrap_or_default());
        }
        let output = Command::new("bash")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .env("PATH", &path)
            .env("DATABASE_URL", server.url())
            .env("LIVE_URL", server.url_of("live"))
            .env("LOCAL_URL", server.url_of("local"))
            .env("TZ", "UTC")
            .env("PGTZ", "UTC")
            .current_dir(&folder)
            .output()
            .unwrap();
        text.push_str(&normal(&String::from_utf8_lossy(&output.stdout), folder.path()));
        if !output.status.success() {
            let _ = writeln!(text, "[exit status {}]", output.status.code().unwrap_or(-1));
        }
    }
    text
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    let page = fs::read_to_string(&path).unwrap();
    let now = run(&page);
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &now).unwrap();
        return;
    }
    let diff = similar::TextDiff::from_lines(&page, &now);
    assert!(page == now, "{name} says something else:\n{}", diff.unified_diff());
}

#[test]
fn four_changes() {
    check("walkthrough-changes.md");
}

#[test]
fn the_gallery() {
    check("walkthrough-gallery.md");
}

#[test]
fn a_service_that_migrates_when_it_starts() {
    check("walkthrough-packit.md");
}

#[test]
fn one_consolidated_schema() {
    check("walkthrough-toban.md");
}

#[test]
fn live_data_on_your_computer() {
    check("copy.md");
}

#[test]
fn a_clean_up_script() {
    check("prune.md");
}

#[test]
fn one_database() {
    check("walkthrough-data.md");
}
