//! Why a build script could not write models.

use std::{fmt, io, path::PathBuf};

use relvar_catalog::snapshot::SnapshotError;

use crate::config::ConfigError;

/// Why a build script could not write models.
///
/// `Debug` is `Display`: a `main` that returns it shows it to the user as it is.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file that the models are made of cannot be read.
    #[error("`{}` cannot be read: {source}{}", path.display(), hint(path, source))]
    Unreadable {
        /// The configuration or the snapshot.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The snapshot is none.
    #[error("`{}`: {source}", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: SnapshotError,
    },
    /// The models cannot be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Unwritable {
        /// The file in `OUT_DIR`.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no `OUT_DIR`.
    #[error("`OUT_DIR` is not set\nhint: call this in a build script, or use `relvar generate`")]
    NoBuildScript,
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn hint(path: &std::path::Path, error: &io::Error) -> &'static str {
    let is_snapshot = path.extension().is_some_and(|extension| extension == "json");
    match (error.kind(), is_snapshot) {
        (io::ErrorKind::NotFound, true) => "\nhint: `relvar snapshot` writes it; check it in",
        (io::ErrorKind::NotFound, false) => "\nhint: `relvar init` writes one",
        _ => "",
    }
}
