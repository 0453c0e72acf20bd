//! Files on disk: what is written, what is left alone, and what is out of date.
//!
//! A manifest in the output folder lists what was written, with fingerprints. Only files that are there as the manifest
//! has them are overwritten or removed; anything else in the way is somebody's work, and an error.

mod check;
mod error;
mod manifest;
mod read;
mod write;

use std::path::{Path, PathBuf};

use crate::tree::FileTree;

pub use check::unified_diff;
pub use error::{Conflict, ConflictKind, OutputError};

/// What writing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Files that are new or have changed, by path.
    pub written: Vec<String>,
    /// Files that are no longer generated, by path.
    pub removed: Vec<String>,
    /// How many files were as they should be.
    pub unchanged: usize,
    /// Files in the way that were left as they are, by path.
    pub kept: Vec<Conflict>,
}

/// What happens to a file that is in the way: relvar did not write it, or it was changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InTheWay {
    /// It is kept, and reported.
    #[default]
    Keep,
    /// It is overwritten or removed.
    Overwrite,
}

/// A file that is not as it would be generated now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleFile {
    /// Its path, relative to the output folder.
    pub path: PathBuf,
    /// In which way it is out of date.
    pub kind: Staleness,
    /// From what is there to what would be generated, as a unified diff.
    pub diff: String,
}

/// In which way a file is out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staleness {
    /// It is not there.
    Missing,
    /// It is not what would be generated.
    Changed,
    /// It is not what would be generated, and not what relvar wrote: somebody edited it, or wrote it.
    Edited,
    /// It is no longer generated.
    Obsolete,
}

impl FileTree {
    /// The files that relvar wrote to a folder, without those that were changed since.
    ///
    /// # Errors
    ///
    /// If a file that is there cannot be read.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, OutputError> {
        read::tree(folder.as_ref())
    }

    /// Brings a folder up to date: writes the files that differ, each at once, and removes those that were written
    /// before and are not generated any more.
    ///
    /// # Errors
    ///
    /// Where a file in the way was not written by relvar or was changed since, and then nothing is written; where the
    /// file system refuses.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<WriteReport, OutputError> {
        write::write(self, folder.as_ref())
    }

    /// Brings a folder up to date as [`write`](Self::write) does, but a file in the way does not stop the others from
    /// being written.
    ///
    /// # Errors
    ///
    /// If the file system refuses.
    pub fn update(&self, folder: impl AsRef<Path>, in_the_way: InTheWay) -> Result<WriteReport, OutputError> {
        write::update(self, folder.as_ref(), in_the_way)
    }

    /// The files that were written to a folder before and are not generated any more, by path.
    ///
    /// # Errors
    ///
    /// If the list of files that were written cannot be read.
    pub fn obsolete(&self, folder: impl AsRef<Path>) -> Result<Vec<String>, OutputError> {
        write::obsolete(self, folder.as_ref())
    }

    /// Compares a folder with these files and changes nothing; an empty list says it is up to date.
    ///
    /// # Errors
    ///
    /// Where a file that is there cannot be read.
    pub fn check(&self, folder: impl AsRef<Path>) -> Result<Vec<StaleFile>, OutputError> {
        check::check(self, folder.as_ref())
    }
}
