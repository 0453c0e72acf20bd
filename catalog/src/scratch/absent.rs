//! What stands in for a provider that this platform cannot have.

use super::Options;
use super::provider::{Announce, Provider, Refusal, Running};

/// A provider by its name only.
pub(super) struct Absent(pub(super) &'static str);

impl Provider for Absent {
    fn name(&self) -> &'static str {
        self.0
    }

    fn start(&self, _options: &Options, _announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal> {
        Err(Refusal::new("server programs are run on Unix only")
            .hint("set RELVAR_SERVER=postgres://… to a server where you may create databases"))
    }
}
