//! Why there is no connection.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::{fmt, io};

/// A connection that did not come about: says where to, why, and what to do. It never shows a password.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
    address: Option<String>,
    source: Option<Source>,
}

/// What kind of obstacle it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The settings are malformed, contradict each other, or name a file that cannot be read.
    Configuration,
    /// The host is unknown, cannot be reached, or ended the connection before it was ready.
    Unreachable,
    /// The host was reached, and no server listens there.
    Refused,
    /// There was no answer within `connect_timeout`.
    TimedOut,
    /// There is no encryption, or the server's certificate was not accepted.
    Tls,
    /// The server does not let this role in.
    Authentication,
    /// The server refused for another reason: [`Error::sqlstate`] says which.
    Server,
}

/// What lies beneath.
enum Source {
    Driver(tokio_postgres::Error),
    Other(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// What kind of obstacle it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The host and port, or the path of the socket; none where it did not come to that.
    pub fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// The five characters of the SQLSTATE, where the server answered.
    pub fn sqlstate(&self) -> Option<&str> {
        self.driver().and_then(tokio_postgres::Error::code).map(tokio_postgres::error::SqlState::code)
    }

    /// The error of the operating system beneath, where there is one.
    pub fn io(&self) -> Option<&io::Error> {
        std::iter::successors(self.source(), |&error| error.source()).find_map(|error| error.downcast_ref())
    }

    /// The driver's error, where it has one.
    pub fn driver(&self) -> Option<&tokio_postgres::Error> {
        match &self.0.source {
            Some(Source::Driver(error)) => Some(error),
            _ => None,
        }
    }

    /// What happened, without the hint.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Takes the cause out.
    pub fn into_source(self) -> Option<Box<dyn StdError + Send + Sync>> {
        Some(match self.0.source? {
            Source::Driver(error) => error.into(),
            Source::Other(error) => error,
        })
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), hint: None, address: None, source: None }))
    }

    /// What is wrong with the settings. The message shows nothing of a connection string.
    pub(crate) fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_address(mut self, address: impl Into<String>) -> Self {
        self.0.address = Some(address.into());
        self
    }

    pub(crate) fn with_driver(mut self, error: tokio_postgres::Error) -> Self {
        self.0.source = Some(Source::Driver(error));
        self
    }

    pub(crate) fn with_source(mut self, error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(Source::Other(error.into()));
        self
    }

    /// Adds what became of the other hosts.
    pub(crate) fn with_others(mut self, others: &[Self]) -> Self {
        for other in others {
            self.0.message = format!("{}\nand {}", self.0.message, other.0.message).into();
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("hint", &self.0.hint)
            .field("source", &self.source())
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.0.source.as_ref()? {
            // What it says itself is no more than that there is a cause.
            Source::Driver(error) => error.source().or(Some(error)),
            Source::Other(error) => Some(&**error),
        }
    }
}
