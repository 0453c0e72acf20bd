//! The provider that runs the installed binaries.

use std::path::PathBuf;

use super::Options;
use super::binaries::Binaries;
use super::cluster::Cluster;
use super::provider::{Announce, Provider, Refusal, Running};

/// Installed binaries: those of one folder, or all that are found.
pub(super) struct System {
    pub(super) folder: Option<PathBuf>,
}

impl Provider for System {
    fn name(&self) -> &'static str {
        "system"
    }

    fn start(&self, options: &Options, _announce: Announce<'_>) -> Result<Box<dyn Running>, Refusal> {
        let mut refusals = Vec::new();
        for binaries in self.binaries()? {
            match Cluster::start(&binaries, &options.extensions) {
                Ok(cluster) => return Ok(Box::new(cluster)),
                Err(refusal) => refusals.push(refusal),
            }
        }
        let reasons: Vec<_> = refusals.iter().map(|refusal| refusal.reason.as_str()).collect();
        let reason = reasons.join("\n");
        let helpful = refusals.into_iter().find(|refusal| refusal.hint.is_some() || !refusal.missing.is_empty());
        Err(Refusal { reason: reason.clone(), ..helpful.unwrap_or_else(|| Refusal::new(reason)) })
    }
}

impl System {
    fn binaries(&self) -> Result<Vec<Binaries>, Refusal> {
        let Some(folder) = &self.folder else {
            let installed = Binaries::installed();
            if installed.is_empty() {
                return Err(Refusal::new("no installed `initdb` and `postgres` were found")
                    .hint("install PostgreSQL, or set RELVAR_PG_BIN to the folder with its programs"));
            }
            return Ok(installed);
        };
        match Binaries::of(folder) {
            Some(binaries) => Ok(vec![binaries]),
            None => Err(Refusal::new(format!("{} has no `initdb` and `postgres`", folder.display())).hint(
                "a server is chosen by `postgres://…`, `system`, `embedded`, `fetched`, `fetched:17`, \
                 or the folder of PostgreSQL's programs",
            )),
        }
    }
}
