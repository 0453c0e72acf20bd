//! Why files could not be written or compared.

use std::{fmt, io, path::PathBuf};

/// Why files could not be written or compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The file system refused.
    #[error("cannot {action} `{}`{}", path.display(), hint(source))]
    Io {
        /// What was tried: `create`, `write`, `read`, `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Files are in the way that are somebody's work. Nothing was written.
    #[error("{}", conflicts(.0))]
    Conflicts(Vec<Conflict>),
    /// The manifest is not one.
    #[error("`{}` is not a manifest of relvar (line {line})\nhint: restore it, or remove it together with the generated files", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// The line, from one.
        line: usize,
    },
}

/// A file in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The file.
    pub path: PathBuf,
    /// Whose it is.
    pub kind: ConflictKind,
}

/// Why a file is not relvar's to overwrite or remove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// relvar did not write it.
    Foreign,
    /// relvar wrote it, and it was changed since.
    Edited,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.kind {
            ConflictKind::Foreign => write!(f, "`{path}` was not written by relvar"),
            ConflictKind::Edited => write!(f, "`{path}` was changed since relvar wrote it"),
        }
    }
}

fn conflicts(conflicts: &[Conflict]) -> String {
    let mut text = "nothing was written, because files are in the way:".to_owned();
    for conflict in conflicts {
        text.push_str("\n  ");
        text.push_str(&conflict.to_string());
    }
    text.push_str("\nhint: move what you want to keep elsewhere, remove these files and generate again");
    text
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "\nhint: make the folder writable, or choose another with `directory` under `[output]`"
        }
        io::ErrorKind::NotADirectory => {
            "\nhint: a file is where a folder should be; choose another with `directory` under `[output]`"
        }
        _ => "",
    }
}
