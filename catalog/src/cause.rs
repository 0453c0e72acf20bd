//! What a server or a connection said, as the cause of an error.

use std::{error::Error, fmt};

/// The cause of a failure on a connection: the server's message, or why there is no connection.
///
/// The driver's own text for it is `db error`; this one says what happened.
pub struct Cause(tokio_postgres::Error);

impl Cause {
    /// The five characters of the SQLSTATE, where the server answered.
    pub fn sqlstate(&self) -> Option<&str> {
        self.0.code().map(tokio_postgres::error::SqlState::code)
    }

    /// The driver's error.
    pub fn driver(&self) -> &tokio_postgres::Error {
        &self.0
    }

    /// The error of the operating system beneath, where there is one.
    pub fn io(&self) -> Option<&std::io::Error> {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&self.0);
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref() {
                return Some(io);
            }
            cause = error.source();
        }
        None
    }
}

impl From<tokio_postgres::Error> for Cause {
    fn from(error: tokio_postgres::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.0.as_db_error() {
            f.write_str(error.message())?;
            return match error.detail() {
                Some(detail) => write!(f, "\ndetail: {detail}"),
                None => Ok(()),
            };
        }
        let mut innermost: &dyn Error = &self.0;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        write!(f, "{innermost}")
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Cause {}
