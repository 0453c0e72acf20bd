//! Why there is no connection.

use std::fmt;

use crate::Cause;

/// What is wrong with connection settings. Never shows a value that could be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A URL of something else.
    #[error("`{scheme}://` is not a scheme of PostgreSQL\nhint: write `postgres://user@host:port/database`")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// A keyword that libpq does not know either.
    #[error("unknown keyword `{name}`{}", Nearest(*.nearest))]
    UnknownKeyword {
        /// The keyword.
        name: String,
        /// The one that was meant, perhaps.
        nearest: Option<&'static str>,
    },
    /// A keyword without a value. It is not shown: it could be a password.
    #[error(
        "`=` and a value are missing after a keyword\n\
         hint: write `postgres://user@host:port/database`, or `host=… dbname=…`"
    )]
    NoValue,
    /// A value in quotes without the closing one.
    #[error("the quotation of `{keyword}` does not end")]
    OpenQuote {
        /// The keyword.
        keyword: String,
    },
    /// A value that its keyword does not take.
    #[error("`{value}` is no value for `{keyword}`\nhint: {}", expected(.keyword))]
    InvalidValue {
        /// The keyword.
        keyword: &'static str,
        /// The value.
        value: String,
    },
    /// A broken escape in a URL.
    #[error("`%` is not followed by two hexadecimal digits\nhint: write `%25` for a percent sign")]
    PercentEncoding,
    /// A service that no service file defines.
    #[error(
        "service `{service}` is not defined\n\
         hint: define it in ~/.pg_service.conf, or in the file that PGSERVICEFILE names"
    )]
    UnknownService {
        /// The service.
        service: String,
    },
}

fn expected(keyword: &str) -> &'static str {
    match keyword {
        "sslmode" => "one of disable, allow, prefer, require, verify-ca, verify-full",
        "port" => "a number up to 65535",
        _ => "a number of seconds",
    }
}

struct Nearest(Option<&'static str>);

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|keyword| write!(f, "\nhint: did you mean `{keyword}`?"))
    }
}

/// A connection that did not come about. Says where to, why, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{message}\nhint: {hint}")]
pub struct ConnectError {
    pub(super) message: String,
    pub(super) hint: String,
    #[source]
    pub(super) source: Option<Cause>,
}

impl ConnectError {
    /// The five characters of the SQLSTATE, where a server answered.
    pub fn sqlstate(&self) -> Option<&str> {
        self.source.as_ref().and_then(Cause::sqlstate)
    }
}
