//! Where fetched binaries are kept.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::releases::Release;
use crate::scratch::{binaries::Binaries, cache};

/// The folder of a release; there is none without a home.
pub(super) fn folder(release: &Release) -> Option<PathBuf> {
    Some(cache::folder()?.join("postgres").join(format!("{}-{}", release.version, release.platform)))
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
