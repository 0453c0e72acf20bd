//! The provider that runs binaries which were fetched from the npm registry: five versions, for whoever wants to see
//! what a schema does on each.

mod cache;
#[cfg(feature = "fetch")]
mod download;
mod releases;

use std::path::PathBuf;

use self::releases::Release;
use super::Options;
use super::binaries::Binaries;
use super::chain::Fetch;
use super::cluster::Cluster;
use super::provider::{Provider, Refusal, Running};

#[cfg(feature = "fetch")]
pub use self::download::{FetchError, fetch};

/// Fetched binaries.
pub(super) struct Fetched {
    pub(super) fetch: Fetch,
}

impl Provider for Fetched {
    fn name(&self) -> &'static str {
        "fetched"
    }

    fn start(&self, options: &Options) -> Result<Box<dyn Running>, Refusal> {
        let folder = self.folder()?;
        let binaries = Binaries::of(&folder).ok_or_else(|| {
            Refusal::new(format!("{} has lost its programs", folder.display())).hint("remove it and fetch it again")
        })?;
        Ok(Box::new(Cluster::start(&binaries, &options.extensions)?))
    }
}

impl Fetched {
    /// The folder with `initdb` and `postgres`.
    fn folder(&self) -> Result<PathBuf, Refusal> {
        let version = match self.fetch {
            Fetch::Never => None,
            Fetch::IfMissing(version) => version,
        };
        let mut releases = Release::all().filter(|release| version.is_none_or(|version| release.major() == version));
        if let Some(folder) = releases.find_map(cache::fetched) {
            return Ok(folder);
        }
        match self.fetch {
            Fetch::Never => Err(Refusal::new("none were fetched").hint("fetch some: relvar server fetch 18")),
            Fetch::IfMissing(_) => fetch_now(version.unwrap_or(releases::NEWEST)),
        }
    }
}

#[cfg(feature = "fetch")]
fn fetch_now(version: u32) -> Result<PathBuf, Refusal> {
    fetch(version).map_err(|error| {
        let mut reason = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            reason = format!("{reason}: {error}");
            cause = error.source();
        }
        Refusal::new(reason)
    })
}

#[cfg(not(feature = "fetch"))]
fn fetch_now(version: u32) -> Result<PathBuf, Refusal> {
    Err(Refusal::new(format!("PostgreSQL {version} was not fetched, and this build cannot fetch it"))
        .hint("build with the cargo feature `fetch`"))
}
