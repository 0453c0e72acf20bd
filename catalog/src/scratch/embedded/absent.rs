//! What stands in for the embedded PostgreSQL where this build has none.

use super::Options;
use super::provider::{Announce, Provider, Refusal, Running};

/// PostgreSQL inside this process: not in this build.
pub(super) struct Embedded;

impl Provider for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn start(&self, _options: &Options, _announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal> {
        let refusal = Refusal::new("this build has no PostgreSQL inside");
        if cfg!(feature = "embedded") {
            return Err(refusal.hint("there is one for Linux with glibc, macOS on ARM and Windows on x86-64"));
        }
        Err(refusal.hint("build with the cargo feature `embedded`"))
    }
}

/// Whether `create extension` finds this one.
pub(super) fn offers(_extension: &str) -> bool {
    false
}
