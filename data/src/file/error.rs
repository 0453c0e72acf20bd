//! What is wrong with a file.

use std::io;

use relvar_catalog::snapshot::SnapshotError;

use super::FORMAT;

/// Why a file is not a backup, or not a whole one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Read(#[source] io::Error),
    /// Something else wrote it.
    #[error("not a backup that relvar wrote")]
    NotABackup,
    /// A later version of relvar wrote it.
    #[error(
        "the file has format {format}, this version of relvar reads format {FORMAT}\n\
         hint: use the version of relvar that wrote it, or a newer one"
    )]
    Newer {
        /// The format it has.
        format: u32,
    },
    /// The catalog in it is not one that this version reads.
    #[error("the schema in the file cannot be read: {0}")]
    Schema(#[source] SnapshotError),
    /// Its end is missing.
    #[error("the file ends too early, in {part}\nhint: the backup or the copy of its file was interrupted")]
    Truncated {
        /// What the end is missing of.
        part: String,
    },
    /// It is not what was written.
    #[error("{part} is damaged, at byte {offset} of the file: {what}")]
    Damaged {
        /// The part that is not as it was written.
        part: String,
        /// Where the part begins.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
}
