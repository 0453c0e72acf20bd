//! The provider that runs PostgreSQL inside this process: WebAssembly compiled ahead of time, from crates.io alone.
//!
//! All of it is in memory, so there is nothing to remove. What to know of it:
//!
//! - one connection at a time, a further one waits until the first is closed;
//! - one database; `contrib`'s extensions and no others; no ICU collations;
//! - 32 bits and WASI: binary `inet` and `cidr` values carry an address family that drivers do not know;
//! - it listens on a TCP port of 127.0.0.1, and whoever is on this machine may connect; its file system is in memory
//!   too, so that they reach nothing else.

mod client;
mod engine;
mod service;
mod session;
mod wire;

use super::Options;
use super::provider::{Announce, Provider, Refusal, Running};

/// PostgreSQL inside this process.
pub(super) struct Embedded;

impl Provider for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn start(&self, options: &Options, _announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal> {
        let missing: Vec<&str> =
            options.extensions.iter().map(String::as_str).filter(|name| !engine::offers(name)).collect();
        if !missing.is_empty() {
            return Err(Refusal::lacks("the embedded PostgreSQL", &missing));
        }
        Ok(Box::new(service::Service::start()?))
    }
}

/// Whether `create extension` finds this one.
pub(super) fn offers(extension: &str) -> bool {
    engine::offers(extension)
}
