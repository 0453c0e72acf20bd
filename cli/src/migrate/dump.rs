//! What `pg_dump` says of a database: an observer that shares no code with us.

use std::process::Command;

use super::bench::Bench;

/// The lines of a dump, sorted: the order of columns and of objects does not count.
pub(super) type Lines = Vec<String>;

/// A `pg_dump` that can read the server, if there is one.
pub(super) struct Dumper {
    tracking: String,
}

impl Dumper {
    /// Finds out whether there is one; if not, why.
    pub(super) fn find(bench: &Bench) -> Result<Self, String> {
        let dumper = Self { tracking: bench.tracking.clone() };
        dumper.lines(&bench.database_url()).map(|_| dumper)
    }

    /// The lines of the dump of a database.
    pub(super) fn lines(&self, url: &str) -> Result<Lines, String> {
        let output = Command::new("pg_dump")
            .args([
                "--schema-only",
                "--exclude-schema",
                &format!("\"{}\"", self.tracking.replace('"', "\"\"")),
                "-d",
                url,
            ])
            .output()
            .map_err(|error| format!("pg_dump does not start: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let is_said = |line: &&str| !line.trim().is_empty() && !line.starts_with("--") && !line.starts_with('\\');
        let mut lines: Lines = text.lines().filter(is_said).map(|line| line.trim_end_matches(',').to_owned()).collect();
        lines.sort_unstable();
        Ok(lines)
    }
}

/// The first lines that only one of both has.
pub(super) fn difference(before: &Lines, after: &Lines) -> Vec<String> {
    const SHOWN: usize = 6;
    let only = |a: &Lines, b: &Lines, sign: &str| {
        let mut rest = b.clone();
        let mut found = Vec::new();
        for line in a {
            match rest.binary_search(line) {
                Ok(at) => drop(rest.remove(at)),
                Err(_) => found.push(format!("{sign} {}", line.trim())),
            }
        }
        found
    };
    let mut found = only(before, after, "-");
    found.extend(only(after, before, "+"));
    found.truncate(SHOWN);
    found
}
