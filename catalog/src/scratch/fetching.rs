//! What is about to be downloaded.

use std::fmt;
use std::path::PathBuf;

/// A download of server programs that begins now; shown as the line that announces it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetching {
    /// PostgreSQL's version, such as `18.4`.
    pub version: String,
    /// The size of the archive, if the registry says it.
    pub bytes: Option<u64>,
    /// The registry, without a password.
    pub registry: String,
    /// The folder in which the programs are kept.
    pub folder: PathBuf,
}

impl fmt::Display for Fetching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fetching PostgreSQL {}", self.version)?;
        if let Some(bytes) = self.bytes {
            write!(f, " ({} MB)", bytes.div_ceil(1_000_000))?;
        }
        write!(
            f,
            " from {}, to be kept in {} (--offline or RELVAR_OFFLINE=1 forbids it)",
            self.registry,
            self.folder.display()
        )
    }
}
