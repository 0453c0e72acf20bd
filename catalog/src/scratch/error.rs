//! Why there is no scratch server.

use std::fmt;

use crate::Cause;

/// A failure of a scratch server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No provider could start a server; each says why.
    #[error("no scratch server could be started{}", Listed(.attempts))]
    NoServer {
        /// Every provider that was asked, in order.
        attempts: Vec<Attempt>,
    },
    /// The server is there, but a database could not be created in it.
    #[error("database `{name}` could not be created on the scratch server")]
    CreateDatabase {
        /// The database that was asked for.
        name: String,
        /// What the server or the connection said.
        source: Cause,
    },
    /// The server holds one database only.
    #[error(
        "database `{name}` could not be created: {server} holds one database only\n\
         hint: set RELVAR_SERVER=fetched, install PostgreSQL, or set RELVAR_SERVER=postgres://… to a server where you may create databases"
    )]
    SingleDatabase {
        /// The database that was asked for.
        name: String,
        /// The server, as [`Server::description`](super::Server::description) has it.
        server: String,
    },
    /// Files would run with the rights of a superuser.
    #[error("the rights of a superuser could not be taken from the files: {reason}")]
    Confine {
        /// What could not be done.
        reason: &'static str,
        /// What the server or the connection said.
        source: Option<Cause>,
    },
    /// The thread that starts the server did not end.
    #[error("the scratch server could not be driven")]
    Task(#[source] tokio::task::JoinError),
}

/// A provider that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The provider, by the name that `RELVAR_SERVER` has for it.
    pub provider: &'static str,
    /// Why it was not taken.
    pub reason: String,
    /// What would mend it.
    pub hint: Option<String>,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.provider, self.reason.replace('\n', "\n    "))?;
        match &self.hint {
            Some(hint) => write!(f, "\n    hint: {}", hint.replace('\n', "\n    ")),
            None => Ok(()),
        }
    }
}

/// Attempts, one indented paragraph each.
struct Listed<'a>(&'a [Attempt]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|attempt| write!(f, "\n  {attempt}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Error};

    #[test]
    fn every_provider_has_its_paragraph() {
        let attempt = |provider, reason: &str, hint: Option<&str>| Attempt {
            provider,
            reason: reason.to_owned(),
            hint: hint.map(str::to_owned),
        };
        let attempts = vec![attempt("system", "one\ntwo", Some("three\nfour")), attempt("embedded", "five", None)];
        let expected =
            "no scratch server could be started\n  system: one\n    two\n    hint: three\n    four\n  embedded: five";
        assert_eq!(Error::NoServer { attempts }.to_string(), expected);
    }
}
