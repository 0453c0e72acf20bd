//! Why a build script could not write models.

use std::{error::Error as _, fmt, io, path::PathBuf};

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
    /// The file is not a snapshot that this version reads.
    #[error("`{}`: {}", path.display(), with_cause(source))]
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

impl BuildError {
    /// What Cargo is told, a line for each thing that is wrong: Cargo shows each line as an error of its own, so a hint
    /// stays on the line of its error.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::Config(ConfigError(faults)) => faults.iter().map(on_one_line).collect(),
            Self::Unreadable { .. } | Self::Snapshot { .. } | Self::Unwritable { .. } | Self::NoBuildScript => {
                vec![on_one_line(self)]
            }
        }
    }
}

/// A message and its hint on one line.
pub(super) fn on_one_line(message: &impl fmt::Display) -> String {
    message.to_string().replace("\nhint: ", "; hint: ").replace('\n', " ")
}

/// The message with what exactly is wrong, before its hint. The position is in the message already.
fn with_cause(error: &SnapshotError) -> String {
    let text = error.to_string();
    let Some(cause) = error.source().map(ToString::to_string) else { return text };
    let cause = cause.rsplit_once(" at line ").map_or(cause.as_str(), |(cause, _)| cause);
    match text.split_once('\n') {
        Some((what, hint)) => format!("{what}: {cause}\n{hint}"),
        None => format!("{text}: {cause}"),
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
