//! Which rows are old; how they are deleted is not known here.

use serde::Deserialize;

use super::ObjectPath;

/// Rows that `relvar prune` deletes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Prune {
    /// The table.
    pub table: ObjectPath<2>,
    /// Only rows that meet this condition, in SQL; `own` is the row: `status <> 'running'`.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    /// A date or a time of the row.
    pub column: Option<String>,
    /// Only rows whose `column` is longer ago: `90 days`, `1 year`.
    pub older_than: Option<String>,
    /// What becomes of rows that refer to these by foreign keys without `ON DELETE`.
    #[serde(default)]
    pub dependents: PruneDependents,
    /// Rows of one transaction; 1000 by default.
    pub batch: Option<u32>,
    /// Milliseconds between two transactions; 100 by default.
    pub pause: Option<u32>,
}

/// What becomes of rows that refer to those that are deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PruneDependents {
    /// If there are any, nothing is deleted.
    #[default]
    Refuse,
    /// They are deleted first, with those that refer to them.
    Delete,
    /// Rows that others refer to stay.
    Keep,
}
