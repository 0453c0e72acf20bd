//! A run for a module, as the view `module_migrations` of the tracking schema shows it.

use serde::Serialize;

use crate::track::Record;

/// A run for a module, with the names of the columns of `module_migrations`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Migration<'a> {
    /// The module.
    pub module_name: Option<&'a str>,
    /// Its version afterwards.
    pub version: Option<&'a str>,
    /// The name of the run.
    pub migration_name: &'a str,
    /// `initial`, `schema`, `data` or `rollback`.
    pub migration_type: &'a str,
    /// `applied`, `failed`, `rolled_back` and others.
    pub status: &'a str,
    /// Whether it counts.
    pub is_applied: bool,
    /// When it was done.
    pub applied_at: Option<&'a str>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// The checksum of its statements.
    pub checksum: Option<&'a str>,
    /// What undoes it.
    pub rollback_sql: Option<&'a str>,
    /// Why it failed.
    pub error_message: Option<&'a str>,
}

impl<'a> From<&'a Record> for Migration<'a> {
    fn from(record: &'a Record) -> Self {
        Self {
            module_name: record.module.as_deref(),
            version: record.version.as_deref(),
            migration_name: &record.revision,
            migration_type: &record.kind,
            status: &record.status,
            is_applied: record.status == "applied",
            applied_at: record.applied_at.as_deref(),
            duration_ms: record.duration_ms,
            checksum: record.checksum.as_deref(),
            rollback_sql: record.rollback_sql.as_deref(),
            error_message: record.error_message.as_deref(),
        }
    }
}
