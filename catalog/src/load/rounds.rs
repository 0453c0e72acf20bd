//! Statements that wait for others: files may come in any order.
//!
//! What fails because something does not exist yet is put off, and tried again when everything has run, until a round gets
//! nothing done.

use tokio_postgres::{Client, error::SqlState};

use super::{
    LoadError, Script,
    split::{Step, words},
};

/// A statement that was put off, with the settings of its session that its meaning depends on.
pub(super) struct Waiting<'a> {
    pub(super) script: &'a Script,
    pub(super) step: Step<'a>,
    pub(super) sql: &'a str,
    /// It defines a function whose body is to be looked at in the end.
    pub(super) check_body: bool,
    pub(super) scope: Scope,
    /// What the server said last; nothing of a statement that waits for all others.
    pub(super) error: Option<LoadError>,
}

/// Where names of a session lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    search_path: String,
    role: String,
}

impl Scope {
    pub(super) async fn read(client: &Client) -> Result<Self, tokio_postgres::Error> {
        let query = "SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('role')";
        let row = client.query_one(query, &[]).await?;
        Ok(Self { search_path: row.get(0), role: row.get(1) })
    }

    pub(super) async fn set(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        let query = "SELECT pg_catalog.set_config('search_path', $1, false), pg_catalog.set_config('role', $2, false)";
        client.query_one(query, &[&self.search_path, &self.role]).await?;
        Ok(())
    }
}

/// Whether a statement makes or completes something, so that it may be put off.
///
/// What removes something is not put off: it would remove what is made afterwards.
pub(super) fn makes(sql: &str) -> bool {
    let words = words(sql, usize::MAX);
    match words.first().map(String::as_str) {
        Some("ALTER") => !words.iter().any(|word| word == "DROP" || word == "RENAME"),
        Some("CREATE" | "COMMENT" | "GRANT" | "REVOKE" | "INSERT" | "REFRESH" | "SECURITY") => true,
        _ => false,
    }
}

/// Whether a statement concerns what is made after it, and so waits for what waits.
pub(super) fn is_for_later(sql: &str) -> bool {
    let words = words(sql, 3);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    matches!(words[..], ["ALTER", "DEFAULT", "PRIVILEGES"] | ["CREATE", "EVENT", "TRIGGER"])
}

/// Whether an error says that something is not there, or not yet as it has to be.
pub(super) fn is_missing(error: &tokio_postgres::Error) -> bool {
    let missing = [
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_FUNCTION,
        SqlState::UNDEFINED_OBJECT,
        SqlState::UNDEFINED_COLUMN,
        SqlState::INVALID_SCHEMA_NAME,
        // No key that the foreign key could lead to.
        SqlState::INVALID_FOREIGN_KEY,
        SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE,
    ];
    error.code().is_some_and(|code| missing.contains(code))
}

/// Whether a statement names a type that is there already, without saying what it is: a function that returns the type may
/// have been first, and has named it too.
pub(super) fn is_known_shell(sql: &str, error: &tokio_postgres::Error) -> bool {
    let words = words(sql, usize::MAX);
    let is_shell =
        words.len() <= 4 && words.starts_with(&["CREATE".to_owned(), "TYPE".to_owned()]) && !sql.contains('(');
    is_shell && error.code() == Some(&SqlState::DUPLICATE_OBJECT)
}

/// The failures of what is left, as one.
pub(super) fn unresolved(waiting: Vec<Waiting<'_>>) -> Result<(), LoadError> {
    let mut failures: Vec<LoadError> = waiting.into_iter().filter_map(|waiting| waiting.error).collect();
    match failures.len() {
        0 => Ok(()),
        1 => Err(failures.remove(0)),
        _ => Err(LoadError::Unresolved { failures }),
    }
}
