//! Where fetched binaries are kept.

use std::env::var_os;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

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

/// Keeps other processes from fetching into the same folder, until it is dropped.
pub(super) fn lock(folder: &Path) -> io::Result<File> {
    let parent = folder.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(parent)?;
    let file = File::create(parent.join(".lock"))?;
    flock(&file, FlockOperation::LockExclusive)?;
    Ok(file)
}

/// `RELVAR_CACHE`, or the user's cache folder. Root's own is closed to the account that runs servers for root.
fn root() -> Option<PathBuf> {
    let absolute = |name| var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = absolute("RELVAR_CACHE") {
        return Some(folder);
    }
    if rustix::process::geteuid().is_root() {
        return Some(PathBuf::from("/var/cache"));
    }
    let home = absolute("HOME");
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Caches"));
    }
    absolute("XDG_CACHE_HOME").or_else(|| Some(home?.join(".cache")))
}
