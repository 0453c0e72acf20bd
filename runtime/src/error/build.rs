//! How errors are made: by generated code, by the runtime, and from the driver's.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::io;

use tokio_postgres::error::DbError;

use super::{Commit, Error, Inner, Kind, ServerError};

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

    /// A value that does not have its type's form; the text must not show the value.
    pub fn decode(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Decode, message)
    }

    /// A value that has no form in its type; the text must not show the value.
    pub fn encode(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Encode, message)
    }

    /// A call that cannot be answered, whatever is in the database.
    pub fn usage(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Adds what may mend it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
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
    pub(crate) fn connect(source: tokio_postgres::Error) -> Self {
        let message = source.to_string();
        let mut error = Self::from(source);
        if error.0.kind != Kind::Server {
            error.0.kind = Kind::Connect;
            error.0.message = message.into();
        }
        error.with_context("connecting failed")
    }

    /// Connecting failed before the server was reached.
    pub(crate) fn configuration(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Kind::Connect, "connecting failed").with_source(source)
    }

    /// No answer in time.
    #[cfg(feature = "pool")]
    pub(crate) fn timeout(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Timeout, message)
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
                return Self::new(Kind::Server, server.public_message()).with_source(server);
            }
            Err(source) => source,
        };
        match source.downcast::<Self>() {
            Ok(error) => error.with_context(message),
            Err(source) if source.is::<io::Error>() => Self::closed().with_source(source),
            Err(source) => Self::new(Kind::Driver, message).with_source(source),
        }
    }
}
