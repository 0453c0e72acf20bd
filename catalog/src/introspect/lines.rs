//! The text of a query for a server: the lines of a `.sql` file that are for it.
//!
//! - A line that ends in `-- since N` is for PostgreSQL N and later, one that ends in `-- before N` for earlier versions.
//! - A line that ends in `-- if NAME` is for databases in which the system catalog NAME has rows of users (`sql/server.sql` has
//!   the names), one that ends in `-- unless NAME` for all others. A line may have several such marks.
//! - `-- begin if NAME`, on a line by itself, marks all lines up to `-- end`.
//! - `-- only if NAME, NAME` marks the query as a whole: without such rows, it would find nothing.
//!
//! An explanation may follow. All other lines are for every server. `system_schemas` and `catalog_schemas` stand for the OIDs
//! of those.

use std::collections::BTreeSet;

/// What the lines of a query depend on.
#[derive(Clone, Debug)]
pub(super) struct Server {
    /// The major version.
    pub(super) version: u32,
    /// The names of system catalogs with rows of users.
    pub(super) filled: BTreeSet<String>,
    /// The OIDs of schemas of the system, among them those of temporary objects, with commas between them.
    pub(super) system_schemas: String,
    /// The OIDs of `pg_catalog` and `information_schema`.
    pub(super) catalog_schemas: String,
}

impl Server {
    /// The text of a query; nothing if it would find nothing.
    pub(super) fn query(&self, sql: &str) -> Option<String> {
        if let Some((_, names)) = sql.lines().find_map(|line| line.split_once("-- only if "))
            && !names.split(", ").any(|name| self.filled.contains(name))
        {
            return None;
        }
        let mut text = String::with_capacity(sql.len());
        let mut block = true;
        for line in sql.split_inclusive('\n') {
            match line.trim_start() {
                start if start.starts_with("-- begin ") => block = self.is_in_database(line),
                start if start.trim_end() == "-- end" => block = true,
                _ if block && self.is_for(line) => text.push_str(line),
                _ => {}
            }
        }
        Some(text.replace("system_schemas", &self.system_schemas).replace("catalog_schemas", &self.catalog_schemas))
    }

    fn is_for(&self, line: &str) -> bool {
        is_for_version(line, self.version) && self.is_in_database(line)
    }

    fn is_in_database(&self, line: &str) -> bool {
        let is_filled = |mark| Some(self.filled.contains(word_after(line, mark)?));
        is_filled("if ").unwrap_or(true) && !is_filled("unless ").unwrap_or(false)
    }
}

fn is_for_version(line: &str, version: u32) -> bool {
    let number = |mark| word_after(line, mark)?.parse::<u32>().ok();
    number("since ").is_none_or(|since| version >= since) && number("before ").is_none_or(|before| version < before)
}

/// The word that follows a mark in the comment of a line.
fn word_after<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let (_, comment) = line.split_once("--")?;
    let mut marks = comment.split("--").map(|part| part.trim_start().trim_start_matches("begin "));
    let after = marks.find_map(|part| part.strip_prefix(mark))?;
    after.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn server(version: u32, filled: &[&str]) -> Server {
        let filled = filled.iter().map(|name| (*name).to_owned()).collect();
        Server { version, filled, system_schemas: "11, 99".to_owned(), catalog_schemas: "11".to_owned() }
    }

    #[test]
    fn lines_are_for_their_versions() {
        let sql = "SELECT a,\n  false AS b,  -- before 15\n  b,  -- since 15: a reason\n  c FROM t -- since ever\n";
        let old = "SELECT a,\n  false AS b,  -- before 15\n  c FROM t -- since ever\n";
        let new = "SELECT a,\n  b,  -- since 15: a reason\n  c FROM t -- since ever\n";
        assert_eq!(server(14, &[]).query(sql).as_deref(), Some(old));
        assert_eq!(server(15, &[]).query(sql).as_deref(), Some(new));
    }

    #[test]
    fn lines_are_for_databases_with_rows() {
        let sql = "SELECT\n-- begin if pg_a\n  a,\n  b,  -- if pg_b\n-- end\n  c,  -- unless pg_a\n  d -- since 14 -- if pg_b\n";
        let text = |version, filled: &[&str]| {
            let text = server(version, filled).query(sql).unwrap_or_default();
            text.lines().filter_map(|line| line.split_whitespace().next()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(text(15, &[]), "SELECT c,");
        assert_eq!(text(15, &["pg_a"]), "SELECT a,");
        assert_eq!(text(15, &["pg_a", "pg_b"]), "SELECT a, b, d");
        assert_eq!(text(13, &["pg_a", "pg_b"]), "SELECT a, b,");
    }

    #[test]
    fn queries_that_find_nothing_are_left_out() {
        let sql = "-- Rows.\n-- only if pg_a, pg_b\nSELECT n NOT IN (system_schemas)\n";
        assert_eq!(server(15, &["pg_c"]).query(sql), None);
        let text = server(15, &["pg_b"]).query(sql).unwrap_or_default();
        assert!(text.ends_with("SELECT n NOT IN (11, 99)\n"), "{text}");
    }

    /// The names after a mark in the queries of a folder.
    fn marked(folder: &Path, names: &mut BTreeSet<String>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                marked(&path, names);
                continue;
            }
            for line in fs::read_to_string(path).unwrap().lines() {
                if let Some((_, list)) = line.split_once("-- only if ") {
                    names.extend(list.split(", ").map(str::to_owned));
                } else {
                    names
                        .extend(["if ", "unless "].iter().filter_map(|mark| word_after(line, mark)).map(str::to_owned));
                }
            }
        }
    }

    #[test]
    fn the_server_is_asked_for_every_name() {
        let mut names = BTreeSet::new();
        marked(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/introspect/sql"), &mut names);
        let asked: BTreeSet<String> = include_str!("sql/server.sql")
            .lines()
            .filter_map(|line| Some(line.split_once("THEN '")?.1.split_once('\'')?.0.to_owned()))
            .collect();
        assert_eq!(names, asked);
    }
}
