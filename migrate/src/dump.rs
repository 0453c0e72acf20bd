//! What an independent observer says of a database: the entries of `pg_dump --schema-only`.

use std::{collections::BTreeMap, io, process::Command};

/// Why pg_dump says nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError {
    /// It does not start.
    #[error("pg_dump does not start: {0}")]
    Start(#[from] io::Error),
    /// It fails.
    #[error("pg_dump: {0}")]
    Failed(String),
}

/// How often each entry occurs.
pub type Entries = BTreeMap<String, i64>;

/// Whether the order of the lines within a table or a composite type counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// It does.
    Ordered,
    /// It does not: a column that is added comes last.
    Unordered,
}

/// The entries of the dump of a database.
pub fn dump(url: &str, columns: Columns) -> Result<Entries, DumpError> {
    Ok(entries(&text(url)?, columns))
}

/// The same without one schema.
pub fn dump_without(url: &str, schema: &str, columns: Columns) -> Result<Entries, DumpError> {
    // A name in quotes is no pattern.
    let quoted = format!("\"{}\"", schema.replace('"', "\"\""));
    Ok(entries(&run(&["--exclude-schema", &quoted, "-d", url])?, columns))
}

/// What pg_dump says of a database, without the keys that differ from run to run.
pub fn text(url: &str) -> Result<String, DumpError> {
    run(&["-d", url])
}

fn run(arguments: &[&str]) -> Result<String, DumpError> {
    let output = Command::new("pg_dump").arg("--schema-only").args(arguments).output()?;
    if !output.status.success() {
        return Err(DumpError::Failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let all = String::from_utf8_lossy(&output.stdout);
    let is_key = |line: &&str| line.starts_with("\\restrict") || line.starts_with("\\unrestrict");
    Ok(all.lines().filter(|line| !is_key(line)).collect::<Vec<_>>().join("\n"))
}

/// The entries of a dump, without their comments and what depends on where they stand.
pub fn entries(dump: &str, columns: Columns) -> Entries {
    let mut entries = Entries::new();
    let mut entry: Vec<&str> = Vec::new();
    // The head of the dump comes before its first entry.
    let mut is_head = true;
    let mut lines = dump.lines().peekable();
    let mut is_list = false;
    while let Some(line) = lines.next() {
        let title = lines.peek().filter(|next| line == "--" && next.starts_with("-- Name: "));
        if let Some(title) = title {
            add(&mut entries, &mut entry, (is_head, is_list));
            let is = |kind: &str| title.contains(&format!("; Type: {kind}; "));
            let is_table = columns == Columns::Unordered && (is("TABLE") || is("FOREIGN TABLE") || is("TYPE"));
            (is_head, is_list) = (false, is("ACL") || is("DEFAULT ACL") || is_table);
            lines.next();
            lines.next();
        } else if !is_passed_over(line) {
            entry.push(line);
        }
    }
    add(&mut entries, &mut entry, (is_head, is_list));
    entries
}

fn add(entries: &mut Entries, entry: &mut Vec<&str>, (is_head, is_list): (bool, bool)) {
    // The labels of an enum have an order.
    let is_enum = entry.iter().any(|line| line.ends_with(" AS ENUM ("));
    if is_list && !is_enum {
        for line in entry.iter_mut() {
            *line = line.trim_end_matches(',');
        }
        entry.sort_unstable();
    }
    if !is_head && !entry.is_empty() {
        *entries.entry(entry.join("\n")).or_default() += 1;
    }
    entry.clear();
}

fn is_passed_over(line: &str) -> bool {
    let starts = ["SET default_tablespace = ", "SET default_table_access_method = "];
    line.trim().is_empty()
        || starts.iter().any(|start| line.starts_with(start))
        || line == "--"
        || line == "-- PostgreSQL database dump complete"
}

/// The first entries of each that the other has not; nothing if both are the same.
pub fn difference(original: &Entries, rebuilt: &Entries) -> Option<String> {
    let only =
        |a: &Entries, b: &Entries| a.iter().find(|(text, count)| b.get(*text) != Some(count)).map(|(t, _)| t.clone());
    let (lost, made) = (only(original, rebuilt), only(rebuilt, original));
    if lost.is_none() && made.is_none() {
        return None;
    }
    let lines = |text: &Option<String>, other: &Option<String>, sign: &str| {
        let other: Vec<&str> = other.iter().flat_map(|text| text.lines()).collect();
        let own = text.iter().flat_map(|text| text.lines()).filter(|line| !other.contains(line));
        own.take(4).map(|line| format!("{sign} {}", line.trim())).collect::<Vec<_>>()
    };
    let mut shown = lines(&lost, &made, "-");
    shown.extend(lines(&made, &lost, "+"));
    Some(if shown.is_empty() { format!("order of lines: {}", lost.unwrap_or_default()) } else { shown.join(" ") })
}
