//! What the server said.

use std::error::Error as StdError;
use std::fmt;

use tokio_postgres::error::{DbError, Severity, SqlState};

/// A refusal by the server.
///
/// `Display` and `Debug` leave out what may be a value of a row or a parameter: it is in [`detail`](Self::detail) and
/// [`message`](Self::message).
#[derive(Clone)]
pub struct ServerError(Box<DbError>);

impl ServerError {
    pub(super) fn new(error: Box<DbError>) -> Self {
        Self(error)
    }

    /// The error code.
    pub fn code(&self) -> &SqlState {
        self.0.code()
    }

    /// The server's message. It may show a value that was sent.
    pub fn message(&self) -> &str {
        self.0.message()
    }

    /// More about it, such as the key that exists already. It often shows values.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail()
    }

    /// What the server suggests.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint()
    }

    /// The schema of the table or type it is about.
    pub fn schema(&self) -> Option<&str> {
        self.0.schema()
    }

    /// The table it is about.
    pub fn table(&self) -> Option<&str> {
        self.0.table()
    }

    /// The column it is about.
    pub fn column(&self) -> Option<&str> {
        self.0.column()
    }

    /// The data type it is about.
    pub fn data_type(&self) -> Option<&str> {
        self.0.datatype()
    }

    /// The constraint it is about.
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint()
    }

    /// Whether the server has ended the connection with it.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self.0.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
    }

    /// The place in the server's source.
    pub(super) fn routine(&self) -> Option<&str> {
        self.0.routine()
    }

    /// The message without the values that data errors (class 22) quote.
    pub(super) fn public_message(&self) -> String {
        if self.code().code().starts_with("22") { without_quoted(self.message()) } else { self.message().to_owned() }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.severity(), self.code().code())?;
        match (self.schema(), self.table()) {
            (Some(schema), Some(table)) => write!(f, " on `{schema}.{table}`"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerError")
            .field("code", self.code())
            .field("message", &self.public_message())
            .field("table", &self.table())
            .field("column", &self.column())
            .field("constraint", &self.constraint())
            .finish_non_exhaustive()
    }
}

impl StdError for ServerError {}

/// Replaces what stands between double quotes, up to the last one: the quoted value may have quotes in it.
fn without_quoted(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}\"…\"{}", &message[..first], &message[last + 1..])
        }
        (Some(first), _) => format!("{}\"…", &message[..first]),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_quoted;

    #[test]
    fn values_are_left_out_of_messages() {
        for (message, expected) in [
            ("invalid input syntax for type integer: \"secret\"", "invalid input syntax for type integer: \"…\""),
            ("value \"1\"2\" is out of range for type integer", "value \"…\" is out of range for type integer"),
            ("division by zero", "division by zero"),
            ("malformed \"secret", "malformed \"…"),
        ] {
            assert_eq!(without_quoted(message), expected);
        }
    }
}
