//! Why revisions cannot be read or written.

use std::{io, path::PathBuf};

use crate::history::HistoryError;

/// Revisions on disk that cannot be read, written or put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// A file or folder cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Unwritable {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file is not UTF-8.
    #[error("`{}` is not UTF-8\nhint: convert it, for example with `iconv -t UTF-8`", path.display())]
    Encoding {
        /// Its path.
        path: PathBuf,
    },
    /// A folder of a revision has no `up.sql`.
    #[error("`{}` has a `down.sql` and no `up.sql`", path.display())]
    NoUp {
        /// The folder.
        path: PathBuf,
    },
    /// The header of a revision is missing or wrong.
    #[error("`{}`, line {line}: {what}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A revision is still there though another one stands for it.
    #[error("revision `{id}` was consolidated into another one, and is still there\n  in `{}`\n  in `{}`\nhint: remove one of the two", of.display(), by.display())]
    Replaced {
        /// The revision.
        id: String,
        /// The file of the one that stands for it.
        by: PathBuf,
        /// Its own file.
        of: PathBuf,
    },
    /// The revisions do not make a graph.
    #[error("{source}{}", Files(.files))]
    History {
        /// What is wrong.
        source: HistoryError,
        /// The folders of the revisions that it is about.
        files: Vec<PathBuf>,
    },
    /// A new revision would begin a branch where none was asked for.
    #[error(
        "revision `{id}` is not a head: a new one after it begins a branch\nhint: `--splice` allows it; the heads are {}",
        heads.join(", ")
    )]
    NotAHead {
        /// The parent.
        id: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// A merge of fewer than two revisions.
    #[error("there is nothing to merge: {}", if heads.is_empty() { "there is no revision".to_owned() } else { format!("the head is {}", heads.join(", ")) })]
    NothingToMerge {
        /// The heads.
        heads: Vec<String>,
    },
}

struct Files<'a>(&'a [PathBuf]);

impl std::fmt::Display for Files<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|path| write!(f, "\n  in `{}`", path.display()))
    }
}
