//! Who holds the lock.

use std::fmt;

use serde::Serialize;

/// Who holds the lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// The process of the server.
    pub pid: i32,
    /// The role.
    pub user: String,
    /// The name of the program.
    pub application: String,
    /// Since when it has been connected.
    pub since: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, user, application, since } = self;
        write!(f, "process {pid} of `{user}` (`{application}`), connected since {since}")
    }
}
