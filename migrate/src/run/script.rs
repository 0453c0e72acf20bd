//! A file of a revision, statement by statement.

use relvar_catalog::load::{Script, Statement, statements};

use super::MigrateError;
use crate::{
    revision::{DOWN, Revision, UP, checksum, without_mark},
    track::Kind,
};

/// What is to be run of a revision.
pub(super) struct Work<'a> {
    pub(super) revision: &'a Revision,
    pub(super) name: String,
    pub(super) checksum: String,
    pub(super) kind: Kind,
    pub(super) file: String,
    pub(super) statements: Vec<Statement>,
    pub(super) hashes: Vec<String>,
    pub(super) is_transactional: bool,
    /// The module that it is run for, and its version.
    pub(super) module: Option<(&'a str, &'a str)>,
    /// What is recorded besides, in the same transaction.
    pub(super) after: &'a str,
}

impl<'a> Work<'a> {
    /// What applies a revision.
    pub(super) fn up(revision: &'a Revision) -> Result<Self, MigrateError> {
        Self::new(revision, Kind::Manual, (UP, &revision.up), revision.header.is_transactional)
    }

    /// What reverts it.
    pub(super) fn down(revision: &'a Revision) -> Result<Self, MigrateError> {
        let down = revision.down.as_ref().ok_or_else(|| MigrateError::NoDown { id: revision.id().to_owned() })?;
        Self::new(revision, Kind::Rollback, (DOWN, down), revision.header.is_down_transactional)
    }

    pub(super) fn new(
        revision: &'a Revision,
        kind: Kind,
        (name, text): (&str, &str),
        is_transactional: bool,
    ) -> Result<Self, MigrateError> {
        let file = revision.folder.join(name).display().to_string();
        let statements = statements(&Script { name: file.clone(), text: without_mark(text).to_owned() })?;
        if let Some(statement) = statements.iter().find(|statement| controls_transaction(&statement.sql)) {
            return Err(MigrateError::TransactionControl { file, line: statement.line });
        }
        let hashes = statements.iter().map(|statement| checksum(&statement.sql)).collect();
        Ok(Self {
            revision,
            name: revision.name(),
            checksum: revision.checksum(),
            kind,
            file,
            statements,
            hashes,
            is_transactional,
            module: None,
            after: "",
        })
    }
}

impl Work<'_> {
    /// What is told of it.
    pub(super) fn view(&self) -> Running<'_> {
        Running { revision: self.revision, kind: self.kind, statements: &self.statements }
    }
}

/// A revision that is being run.
#[derive(Clone, Copy, Debug)]
pub struct Running<'a> {
    /// The revision.
    pub revision: &'a Revision,
    /// Whether it is applied or reverted.
    pub kind: Kind,
    /// The statements of it.
    pub statements: &'a [Statement],
}

/// Whether a statement begins or ends a transaction.
fn controls_transaction(sql: &str) -> bool {
    let mut words = sql.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_ascii_uppercase);
    let mut next = || words.next().unwrap_or_default();
    match next().as_str() {
        "BEGIN" | "COMMIT" | "ROLLBACK" | "END" | "ABORT" => true,
        "START" | "PREPARE" => next() == "TRANSACTION",
        _ => false,
    }
}

/// Whether a statement sets something for the rest of its session.
pub(super) fn sets(sql: &str) -> bool {
    let mut words = sql.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_ascii_uppercase);
    let mut next = || words.next().unwrap_or_default();
    match next().as_str() {
        "SET" => !matches!(next().as_str(), "LOCAL" | "TRANSACTION" | "CONSTRAINTS"),
        "RESET" => true,
        "SELECT" => match next().as_str() {
            "PG_CATALOG" => next() == "SET_CONFIG",
            word => word == "SET_CONFIG",
        },
        _ => false,
    }
}

/// The beginning of a statement, on one line.
pub(super) fn excerpt(sql: &str) -> String {
    const SHOWN: usize = 100;
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut excerpt: String = line.chars().take(SHOWN).collect();
    if excerpt.len() < line.len() {
        excerpt.push('…');
    }
    excerpt
}

/// The name in `CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON …`, as it is written.
pub(super) fn concurrent_index(sql: &str) -> Option<&str> {
    let mut rest = sql.trim_start();
    let word = |rest: &mut &str, word: &str| {
        let (first, after) = rest.split_at_checked(word.len())?;
        let is_word = first.eq_ignore_ascii_case(word) && after.starts_with(char::is_whitespace);
        is_word.then(|| *rest = after.trim_start())
    };
    word(&mut rest, "CREATE")?;
    let _ = word(&mut rest, "UNIQUE");
    word(&mut rest, "INDEX")?;
    word(&mut rest, "CONCURRENTLY")?;
    if word(&mut rest, "IF").is_some() {
        word(&mut rest, "NOT")?;
        word(&mut rest, "EXISTS")?;
    }
    let end = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => rest.find(|c: char| c.is_whitespace())?,
    };
    let name = &rest[..end];
    (!name.eq_ignore_ascii_case("ON")).then_some(name)
}

/// The table of the same statement, as it is written.
pub(super) fn indexed_table(sql: &str) -> Option<&str> {
    let name = concurrent_index(sql)?;
    let after = &sql[sql.find(name)? + name.len()..];
    let mut words = after.split_whitespace();
    let table = words.next().filter(|word| word.eq_ignore_ascii_case("ON")).and_then(|_| words.next())?;
    let table = if table.eq_ignore_ascii_case("ONLY") { words.next()? } else { table };
    Some(table.split('(').next().unwrap_or(table))
}

#[cfg(test)]
mod tests {
    use super::{concurrent_index, controls_transaction, indexed_table, sets};

    #[test]
    fn transactions_are_seen() {
        for sql in ["begin", "BEGIN WORK", "Commit", "START TRANSACTION", "rollback to a", "PREPARE TRANSACTION 'x'"] {
            assert!(controls_transaction(sql), "{sql}");
        }
        for sql in ["SELECT 1", "PREPARE p AS SELECT 1", "beginning", "CREATE TABLE begin ()"] {
            assert!(!controls_transaction(sql), "{sql}");
        }
    }

    #[test]
    fn settings_are_seen() {
        for sql in ["set search_path = shop", "RESET ALL", "SELECT pg_catalog.set_config('search_path', '', false)"] {
            assert!(sets(sql), "{sql}");
        }
        for sql in
            ["SET LOCAL search_path = shop", "SET CONSTRAINTS ALL DEFERRED", "SELECT settle()", "UPDATE a SET b = 1"]
        {
            assert!(!sets(sql), "{sql}");
        }
    }

    #[test]
    fn indexes_are_seen() {
        let sql = "create unique index concurrently if not exists \"A b\" on only shop.film(title)";
        assert_eq!(concurrent_index(sql), Some("\"A b\""));
        assert_eq!(indexed_table(sql), Some("shop.film"));
        assert_eq!(concurrent_index("CREATE INDEX CONCURRENTLY film_a ON film (a)"), Some("film_a"));
        assert_eq!(concurrent_index("CREATE INDEX CONCURRENTLY ON film (a)"), None);
        assert_eq!(concurrent_index("CREATE INDEX film_a ON film (a)"), None);
    }
}
