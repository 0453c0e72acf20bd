//! How much is in a database: what changes with every row, and so is no part of the catalog.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::QualifiedName;

/// How much is in the relations of a database, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Relations that can hold rows of their own; views have no entry.
    pub relations: BTreeMap<QualifiedName, Volume>,
}

/// How much is in one relation. The parts of a partitioned table count for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Volume {
    /// Rows, as `VACUUM` or `ANALYZE` last estimated them; absent where neither has run.
    pub rows: Option<u64>,
    /// Bytes on disk, indexes and out-of-line values included (`pg_total_relation_size`).
    pub bytes: u64,
}
