//! One address that is tried, and who is to be let in there.

use crate::Config;
use crate::config::{Host, SessionAttributes};
use crate::stream::Address;

/// What is tried.
pub(super) struct Attempt<'a> {
    pub(super) config: &'a Config,
    pub(super) host: &'a Host,
    pub(super) address: Address,
    pub(super) wanted: SessionAttributes,
}

/// Who is let in.
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) database: String,
    pub(super) password: Option<Vec<u8>>,
    /// There is a password file, which others may read.
    pub(super) is_exposed: bool,
}

impl Attempt<'_> {
    /// The host and port, or the path of the socket.
    pub(super) fn name(&self) -> String {
        match &self.address {
            Address::Tcp(_) => self.host.to_string(),
            Address::Local(path) => path.display().to_string(),
        }
    }
}
