//! The dangers of statements, and which of them are accepted.

use std::str::FromStr;

use relvar_catalog::catalog::{ObjectId, ParseObjectIdError};
use serde::Serialize;

/// A danger of a statement, in the words that tools for migrations use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Hazard {
    /// Data is deleted.
    DeletesData,
    /// Reads and writes wait.
    AcquiresAccessExclusiveLock,
    /// Writes wait.
    AcquiresShareLock,
    /// Writes wait.
    AcquiresShareRowExclusiveLock,
    /// The whole table is read or written while a lock is held.
    ImpactsDatabasePerformance,
    /// An index is built.
    IndexBuild,
    /// An index goes, and queries that used it are slow.
    IndexDropped,
    /// Who may do what changes.
    AuthzUpdate,
    /// Clients and texts of functions may name it, and the server does not know which.
    HasUntrackableDependencies,
}

impl Hazard {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::DeletesData,
        Self::AcquiresAccessExclusiveLock,
        Self::AcquiresShareLock,
        Self::AcquiresShareRowExclusiveLock,
        Self::ImpactsDatabasePerformance,
        Self::IndexBuild,
        Self::IndexDropped,
        Self::AuthzUpdate,
        Self::HasUntrackableDependencies,
    ];

    /// What it means.
    pub fn summary(self) -> &'static str {
        match self {
            Self::DeletesData => "data is deleted",
            Self::AcquiresAccessExclusiveLock => "reads and writes of a relation wait",
            Self::AcquiresShareLock | Self::AcquiresShareRowExclusiveLock => "writes of a relation wait",
            Self::ImpactsDatabasePerformance => "a whole table is read or written meanwhile",
            Self::IndexBuild => "an index is built",
            Self::IndexDropped => "queries lose an index",
            Self::AuthzUpdate => "who may do what changes",
            Self::HasUntrackableDependencies => "programs and texts of functions may use the old name",
        }
    }

    /// Its name, such as `DELETES_DATA`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeletesData => "DELETES_DATA",
            Self::AcquiresAccessExclusiveLock => "ACQUIRES_ACCESS_EXCLUSIVE_LOCK",
            Self::AcquiresShareLock => "ACQUIRES_SHARE_LOCK",
            Self::AcquiresShareRowExclusiveLock => "ACQUIRES_SHARE_ROW_EXCLUSIVE_LOCK",
            Self::ImpactsDatabasePerformance => "IMPACTS_DATABASE_PERFORMANCE",
            Self::IndexBuild => "INDEX_BUILD",
            Self::IndexDropped => "INDEX_DROPPED",
            Self::AuthzUpdate => "AUTHZ_UPDATE",
            Self::HasUntrackableDependencies => "HAS_UNTRACKABLE_DEPENDENCIES",
        }
    }
}

/// A hazard that is accepted: of every statement, or of those about one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The hazard.
    pub hazard: Hazard,
    /// The object, if it is accepted for no other.
    pub object: Option<ObjectId>,
}

/// A text that accepts no hazard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAllowedError {
    /// There is no such hazard.
    #[error("`{0}` is no hazard; there are {names}", names = Hazard::ALL.map(Hazard::as_str).join(", "))]
    Hazard(String),
    /// What comes after the colon names no object.
    #[error(transparent)]
    Object(#[from] ParseObjectIdError),
}

impl FromStr for Allowed {
    type Err = ParseAllowedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, object) = text.split_once(':').map_or((text, None), |(name, object)| (name, Some(object)));
        let hazard = Hazard::ALL.into_iter().find(|hazard| hazard.as_str() == name.trim());
        let hazard = hazard.ok_or_else(|| ParseAllowedError::Hazard(name.to_owned()))?;
        Ok(Self { hazard, object: object.map(str::parse).transpose()? })
    }
}
