//! What the steps of lowering are given besides the objects they are about.

use super::report::Report;
use crate::config::Config;

/// The configuration, and what was noticed so far.
pub(super) struct Context<'c> {
    pub(super) config: &'c Config,
    pub(super) report: &'c mut Report,
}
