//! The error of every operation: opaque, with questions.

mod build;
mod constraints;
mod server;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::iter;

pub use constraints::{Constraints, ConstraintsMeta, debug_constraint};
pub use server::ServerError;
use tokio_postgres::error::SqlState;

/// Why a statement failed.
///
/// What happened is asked, not matched: [`is_not_found`](Self::is_not_found),
/// [`is_unique_violation`](Self::is_unique_violation), [`constraint`](Self::constraint),
/// [`is_retryable`](Self::is_retryable), … The text names tables and constraints and never a value: what the server
/// says of values is in [`ServerError::detail`], for those who ask. `Display` is the message and the hint; `Debug` also has the
/// causes and the statement.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
    sql: Option<Box<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    commit: Option<Commit>,
}

/// What became of a transaction whose end failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commit {
    /// Nothing of it was committed.
    Refused,
    /// The answer to `COMMIT` never came.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Server,
    /// The connection has ended.
    Closed,
    /// Nobody may use it any more, although nothing went wrong.
    PoolClosed,
    /// Connecting failed, and would fail again.
    Connect,
    /// Connecting failed, because the server was not there.
    Unreachable,
    /// Connecting took too long.
    ConnectTimeout,
    Driver,
    NotFound,
    TooManyRows,
    Unrestricted,
    Encode,
    TooLarge,
    Decode,
    Usage,
    Timeout,
}

/// What went wrong.
impl Error {
    /// Whether one row was asked for and there is none.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == Kind::NotFound
    }

    /// Whether one row was asked for and there are several.
    pub fn is_too_many_rows(&self) -> bool {
        self.0.kind == Kind::TooManyRows
    }

    /// Whether a write on every row was refused because it was not asked for by name.
    pub fn is_unrestricted(&self) -> bool {
        self.0.kind == Kind::Unrestricted
    }

    /// Whether a primary key, unique constraint or unique index forbids the row.
    pub fn is_unique_violation(&self) -> bool {
        self.has_code(&SqlState::UNIQUE_VIOLATION)
    }

    /// Whether a foreign key forbids the row, or its deletion.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.has_code(&SqlState::FOREIGN_KEY_VIOLATION)
    }

    /// Whether a check constraint forbids the row.
    pub fn is_check_violation(&self) -> bool {
        self.has_code(&SqlState::CHECK_VIOLATION)
    }

    /// Whether a NULL stands where none may.
    pub fn is_not_null_violation(&self) -> bool {
        self.has_code(&SqlState::NOT_NULL_VIOLATION)
    }

    /// Whether an exclusion constraint forbids the row.
    pub fn is_exclusion_violation(&self) -> bool {
        self.has_code(&SqlState::EXCLUSION_VIOLATION)
    }

    /// Whether the same transaction, run again from its start, may succeed: it met another one (`40001`, `40P01`), or
    /// a prepared statement that a change of the schema made stale.
    pub fn is_retryable(&self) -> bool {
        self.has_code(&SqlState::T_R_SERIALIZATION_FAILURE)
            || self.has_code(&SqlState::T_R_DEADLOCK_DETECTED)
            || self.is_stale_statement()
    }

    /// Whether `transaction` found at its end that nothing was committed, although its body gave `Ok`: a statement of it
    /// had failed unseen, or the server refused the `COMMIT`.
    ///
    /// An error of the body itself is returned as it is, and then nothing was committed either. So every error of
    /// `transaction` means that nothing was committed, except one that [`is_outcome_unknown`](Self::is_outcome_unknown).
    pub fn is_not_committed(&self) -> bool {
        self.0.commit == Some(Commit::Refused)
    }

    /// Whether the connection was lost, or the time was over, while a `COMMIT` was under way: nobody knows whether the
    /// transaction was committed. Look at the data before doing the same again.
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.commit == Some(Commit::Unknown)
    }

    /// Whether no connection could be made, because the server was not there or not ready: its name is unknown, nobody
    /// listens, there was no answer in time, or it is starting or stopping. It may be there later.
    ///
    /// A server that refuses the role, the password or the database, or whose certificate is not accepted, is there.
    pub fn is_unreachable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreachable | Kind::ConnectTimeout)
    }

    /// Whether the connection was lost: the server or the network ended it. Where a statement was under way, nobody knows
    /// whether it was executed; a transaction was not committed, unless it was just committing.
    ///
    /// What the server said of it is in [`code`](Self::code), also in the errors of statements that come later.
    pub fn is_connection_lost(&self) -> bool {
        match self.0.kind {
            Kind::Closed => true,
            Kind::Server => self.server().is_some_and(ServerError::is_fatal),
            _ => false,
        }
    }

    /// Whether the connection is gone: it [was lost](Self::is_connection_lost), or its pool was closed.
    pub fn is_closed(&self) -> bool {
        self.0.kind == Kind::PoolClosed || self.is_connection_lost()
    }

    /// Whether the statement, or connecting, took longer than it was given.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Timeout | Kind::ConnectTimeout) || self.has_code(&SqlState::QUERY_CANCELED)
    }

    /// Whether the statement and its values are larger than PostgreSQL's protocol allows: a gigabyte, or 65,535
    /// parameters. Nothing was sent.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// Whether a value could not be read as its Rust type: the database is not the one the code was generated from.
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }
}

/// What it is about.
impl Error {
    /// The name of the constraint that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.server().and_then(ServerError::constraint)
    }

    /// The schema of [`table`](Self::table).
    pub fn schema(&self) -> Option<&str> {
        self.server().and_then(ServerError::schema)
    }

    /// The table it happened in.
    pub fn table(&self) -> Option<&str> {
        self.server().and_then(ServerError::table)
    }

    /// The column it happened in.
    pub fn column(&self) -> Option<&str> {
        self.server().and_then(ServerError::column)
    }

    /// The server's error code (`SQLSTATE`), five characters.
    pub fn code(&self) -> Option<&str> {
        self.server().map(|server| server.code().code())
    }

    /// The statement, with `$1` and so on in the place of its parameters.
    pub fn sql(&self) -> Option<&str> {
        self.0.sql.as_deref()
    }

    /// What may fix it.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref().or_else(|| self.server().and_then(ServerError::hint))
    }

    /// What the server said, where it is the server that refused.
    pub fn server(&self) -> Option<&ServerError> {
        self.0.source.as_deref()?.downcast_ref()
    }
}

impl Error {
    /// Whether the server no longer has, or no longer accepts, a prepared statement.
    pub(crate) fn is_stale_statement(&self) -> bool {
        self.has_code(&SqlState::INVALID_SQL_STATEMENT_NAME)
            || self.server().is_some_and(|server| {
                *server.code() == SqlState::FEATURE_NOT_SUPPORTED && server.routine() == Some("RevalidateCachedQuery")
            })
    }

    /// Whether the transaction has failed before, so that nothing more can be done in it.
    pub(crate) fn is_failed_transaction(&self) -> bool {
        self.has_code(&SqlState::IN_FAILED_SQL_TRANSACTION)
    }

    /// Whether the driver did not understand what the server sent.
    pub(crate) fn is_of_the_driver(&self) -> bool {
        self.0.kind == Kind::Driver
    }

    /// Whether no answer came.
    pub(crate) fn is_unanswered(&self) -> bool {
        matches!(self.0.kind, Kind::Closed | Kind::Timeout | Kind::Driver) || self.is_closed()
    }

    fn has_code(&self, code: &SqlState) -> bool {
        self.server().is_some_and(|server| server.code() == code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match self.hint() {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// For people: `fn main() -> Result<(), relvar::Error>` and `unwrap` print an error with `Debug`. The message, the hint, the causes
/// and the statement have lines of their own; no value is shown.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        let causes = iter::successors(self.source(), |cause: &&(dyn StdError + 'static)| (*cause).source())
            .map(ToString::to_string);
        for cause in causes.filter(|cause| !self.0.message.contains(cause)) {
            write!(f, "\ncause: {cause}")?;
        }
        match self.sql() {
            Some(sql) => write!(f, "\nstatement: {sql}"),
            None => Ok(()),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
