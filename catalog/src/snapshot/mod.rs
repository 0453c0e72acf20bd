//! Snapshots: a catalog as JSON to check in, so that builds need no database.
//!
//! ```
//! use relvar_catalog::{Catalog, snapshot};
//!
//! let text = snapshot::write(&Catalog::default());
//! assert_eq!(snapshot::read(&text)?, Catalog::default());
//! # Ok::<(), snapshot::SnapshotError>(())
//! ```

mod document;
mod format;

use std::cmp::Ordering;

use crate::Catalog;

use document::Document;
use format::{Layout, Writer};

/// The format that this version writes and reads.
pub const FORMAT: u32 = 2;

/// Why a text is not a snapshot.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It was written by an older version.
    #[error(
        "the snapshot has format {format}, this version of relvar reads format {FORMAT}\n\
         hint: make a new one with `relvar snapshot`, from the database or the DDL files"
    )]
    Older {
        /// The format it has.
        format: u32,
    },
    /// It was written by a newer version.
    #[error(
        "the snapshot has format {format}, this version of relvar reads format {FORMAT}\n\
         hint: use the version of relvar that wrote it, or a newer one"
    )]
    Newer {
        /// The format it has.
        format: u32,
    },
    /// It is JSON, but has no format number.
    #[error("not a snapshot: the field `format` is missing\nhint: write one with `relvar snapshot`")]
    NotASnapshot,
    /// It is not what this version writes.
    #[error(
        "the snapshot cannot be read at line {}, column {}\n\
         hint: write it anew with `relvar snapshot`; after a merge, resolve the conflict first",
        source.line(), source.column()
    )]
    Malformed {
        /// What is wrong, and where.
        source: serde_json::Error,
    },
}

/// Writes a catalog as JSON: an object a block, what is within it (columns, constraints, grants, …) a line each.
///
/// The same catalog gives the same bytes, and an object that is added or removed changes its own lines only.
pub fn write(catalog: &Catalog) -> String {
    let Catalog {
        server_version,
        schemas,
        extensions,
        types,
        relations,
        sequences,
        routines,
        default_privileges,
        settings,
        security_labels,
        others,
        roles,
        dependencies,
    } = catalog;
    let mut writer = Writer::new();
    writer.number("format", FORMAT);
    writer.number("server_version", *server_version);
    writer.section("schemas", schemas, Layout::Block);
    writer.section("extensions", extensions, Layout::Line);
    writer.section("types", types, Layout::Block);
    writer.section("relations", relations, Layout::Block);
    writer.section("sequences", sequences, Layout::Block);
    writer.section("routines", routines, Layout::Block);
    writer.section("default_privileges", default_privileges, Layout::Block);
    writer.section("settings", settings, Layout::Line);
    writer.section("security_labels", security_labels, Layout::Line);
    writer.section("others", others, Layout::Line);
    writer.section("roles", roles, Layout::Line);
    writer.section("dependencies", dependencies, Layout::Line);
    writer.finish()
}

/// Reads what [`write()`] wrote.
pub fn read(text: &str) -> Result<Catalog, SnapshotError> {
    match serde_json::from_str::<Document>(text) {
        Ok(document) => other_format(document.format).map_or_else(|| Ok(document.into()), Err),
        Err(source) => Err(explain(text, source)),
    }
}

/// Another format explains whatever else this version finds wrong.
fn explain(text: &str, source: serde_json::Error) -> SnapshotError {
    #[derive(serde::Deserialize)]
    struct Probe {
        format: Option<u32>,
    }
    match serde_json::from_str(text) {
        Ok(Probe { format: Some(format) }) => other_format(format).unwrap_or(SnapshotError::Malformed { source }),
        Ok(Probe { format: None }) => SnapshotError::NotASnapshot,
        Err(_) => SnapshotError::Malformed { source },
    }
}

/// What is wrong with a format other than this version's.
fn other_format(format: u32) -> Option<SnapshotError> {
    match format.cmp(&FORMAT) {
        Ordering::Less => Some(SnapshotError::Older { format }),
        Ordering::Equal => None,
        Ordering::Greater => Some(SnapshotError::Newer { format }),
    }
}

#[cfg(test)]
mod tests;
