//! Where fetched binaries are kept.

use std::env::var_os;
use std::path::PathBuf;

use super::releases::Release;
use crate::scratch::binaries::Binaries;

/// The folder of a release; there is none without a home.
pub(super) fn folder(release: &Release) -> Option<PathBuf> {
    Some(root()?.join("relvar/postgres").join(format!("{}-{}", release.version, release.platform)))
}

/// The programs of a release, if it was fetched.
pub(super) fn fetched(release: &Release) -> Option<PathBuf> {
    Some(Binaries::of(&folder(release)?.join("bin"))?.folder)
}

/// The user's cache folder. Root's own is closed to the account that runs servers for root.
fn root() -> Option<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Some(PathBuf::from("/var/cache"));
    }
    let absolute = |name| var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = absolute("HOME");
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Caches"));
    }
    absolute("XDG_CACHE_HOME").or_else(|| Some(home?.join(".cache")))
}
