//! How errors are made: by generated code, by the runtime, and from the driver's.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::io;

use relvar_connect::ErrorKind;
use tokio_postgres::error::{DbError, SqlState};

use super::{Commit, Error, Inner, Kind, ServerError};

/// Made by your own types: see [`codec`](crate::codec).
impl Error {
    /// A value that does not have its type's form; the text must not show the value.
    pub fn decode(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Decode, message)
    }

    /// A value that has no form in its type; the text must not show the value.
    pub fn encode(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Encode, message)
    }

    /// Adds what may fix it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }
}

/// Made by generated code and by the runtime.
#[doc(hidden)]
impl Error {
    /// One row of `what` was asked for, and there is none.
    pub fn not_found(what: impl fmt::Display) -> Self {
        Self::new(Kind::NotFound, format!("no row of {what} found"))
    }

    /// One row of `what` was asked for, and there are several.
    pub fn too_many_rows(what: impl fmt::Display) -> Self {
        Self::new(Kind::TooManyRows, format!("more than one row of {what} found"))
    }

    /// A write on every row of `what`, which was not asked for by name.
    pub fn unrestricted(what: impl fmt::Display) -> Self {
        Self::new(Kind::Unrestricted, format!("refused to write to every row of {what}"))
    }

    /// A call that cannot be answered, whatever is in the database.
    pub fn usage(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Adds the statement.
    #[must_use]
    pub fn with_sql(mut self, sql: &str) -> Self {
        self.0.sql.get_or_insert_with(|| sql.into());
        self
    }

    /// Puts what it is about before the text: `column "title": unexpected NULL`.
    #[must_use]
    pub fn with_context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = format!("{context}: {}", self.0.message).into();
        self
    }
}

impl Error {
    /// Connecting failed.
    pub(crate) fn connect(source: relvar_connect::Error) -> Self {
        let kind = match source.kind() {
            ErrorKind::Configuration | ErrorKind::Tls | ErrorKind::Authentication => Kind::Connect,
            ErrorKind::Server if !source.sqlstate().is_some_and(is_not_ready) => Kind::Connect,
            ErrorKind::TimedOut => Kind::ConnectTimeout,
            _ => Kind::Unreachable,
        };
        let mut error = Self::new(kind, format!("connecting failed: {}", source.message()));
        error.0.hint = source.hint().map(|hint| hint.to_owned().into());
        error.0.source = match source.into_source().map(<dyn StdError + Send + Sync>::downcast::<tokio_postgres::Error>)
        {
            // What the server said is asked for as with statements.
            Some(Ok(driver)) => driver.into_source().map(|source| match source.downcast::<DbError>() {
                Ok(error) => ServerError::new(error).into(),
                Err(source) => source,
            }),
            Some(Err(source)) => Some(source),
            None => None,
        };
        error
    }

    /// A pool was built with settings that do not work.
    #[cfg(feature = "pool")]
    pub(crate) fn configuration(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Kind::Connect, "connecting failed").with_source(source)
    }

    /// No answer in time.
    pub(crate) fn timeout(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Timeout, message)
    }

    /// The pool is closed.
    #[cfg(feature = "pool")]
    pub(crate) fn pool_closed() -> Self {
        Self::new(Kind::PoolClosed, "the pool is closed")
    }

    /// More than the protocol allows.
    pub(crate) fn too_large() -> Self {
        Self::new(Kind::TooLarge, "the statement and its values are too large for PostgreSQL's protocol")
            .with_hint("one statement has at most a gigabyte and 65,535 parameters: send several, or use COPY")
    }

    /// The database is not the one the code was generated from.
    pub(crate) fn drift(message: impl Into<Cow<'static, str>>) -> Self {
        Self::decode(message).with_hint(
            "the models are older than the database; run `relvar generate`, or call `models::verify` to list every difference",
        )
    }

    /// A NULL for a type that has no value for it.
    pub(crate) fn unexpected_null() -> Self {
        Self::decode("unexpected NULL").with_hint(
            "read it as an `Option`; if it is a column of the models, they are older than the database: run `relvar generate`",
        )
    }

    /// The connection is gone.
    pub(crate) fn closed() -> Self {
        Self::new(Kind::Closed, "the connection is closed")
    }

    /// The same end of a connection, for another statement.
    pub(crate) fn closed_by(end: &Self) -> Self {
        let error = Self::closed();
        match end.server() {
            Some(server) => error.with_context(server.public_message()).with_source(server.clone()),
            None if end.0.message == error.0.message => error,
            None => error.with_context(&end.0.message),
        }
    }

    /// Says that a transaction ended without a commit.
    pub(crate) fn not_committed(mut self) -> Self {
        self.0.commit = Some(Commit::Refused);
        self
    }

    /// Says that nobody knows whether a transaction was committed.
    pub(crate) fn of_unknown_outcome(mut self) -> Self {
        self.0.commit = Some(Commit::Unknown);
        self.with_context("nobody knows whether the transaction was committed")
            .with_hint("look at the data before doing the same again")
    }

    /// Adds the cause.
    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    fn new(kind: Kind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), hint: None, sql: None, source: None, commit: None }))
    }
}

impl From<tokio_postgres::Error> for Error {
    #[cold]
    fn from(error: tokio_postgres::Error) -> Self {
        let closed = error.is_closed();
        let message = error.to_string();
        let Some(source) = error.into_source() else {
            return if closed { Self::closed() } else { Self::new(Kind::Driver, message) };
        };
        let source = match source.downcast::<DbError>() {
            Ok(error) => {
                let server = ServerError::new(error);
                let hint = pooler_hint(server.code());
                let error = Self::new(Kind::Server, server.public_message()).with_source(server);
                return match hint {
                    Some(hint) => error.with_hint(hint),
                    None => error,
                };
            }
            Err(source) => source,
        };
        let source = match source.downcast::<Self>() {
            Ok(error) => return error.with_context(message),
            Err(source) => source,
        };
        if !source.is::<io::Error>() {
            return Self::new(Kind::Driver, message).with_source(source);
        }
        // The driver tells by its text alone whether a message could not be made or not be sent.
        if message != "error encoding message to server" {
            return Self::new(Kind::Closed, format!("the connection was lost: {source}")).with_source(source);
        }
        if source.to_string().contains("embedded null") {
            return Self::encode("the text of a statement contains a NUL character").with_source(source);
        }
        Self::too_large().with_source(source)
    }
}

/// Whether a server that cannot be connected to now may be there later.
fn is_not_ready(state: &str) -> bool {
    state == "57P03" || state.starts_with("08")
}

/// Prepared statements that are not there, or there already, are those of somebody else.
fn pooler_hint(code: &SqlState) -> Option<&'static str> {
    let is_mixed_up = [SqlState::INVALID_SQL_STATEMENT_NAME, SqlState::DUPLICATE_PSTATEMENT].contains(code);
    is_mixed_up.then_some(
        "a pooler in transaction mode mixes up prepared statements: connect by `relvar::Db` or `relvar::Pool`, which prepare \
         nothing behind one, and see that no other program prepares statements there",
    )
}
