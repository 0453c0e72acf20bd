//! Sequences.

use serde::{Deserialize, Serialize};

use super::{Persistence, Privileges, QualifiedName};

/// A sequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// Its name.
    pub name: QualifiedName,
    /// The role that owns it.
    pub owner: String,
    /// `AS`: `smallint`, `integer` or `bigint`.
    pub data_type: String,
    /// `START`.
    pub start: i64,
    /// `INCREMENT`.
    pub increment: i64,
    /// `MINVALUE`.
    pub min: i64,
    /// `MAXVALUE`.
    pub max: i64,
    /// `CACHE`.
    pub cache: i64,
    /// `CYCLE`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
    /// `UNLOGGED` or temporary.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub persistence: Persistence,
    /// The column it is owned by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<OwningColumn>,
    /// It belongs to an identity column, which creates and drops it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identity: bool,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// `COMMENT ON SEQUENCE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

/// The column that owns a sequence: dropping it drops the sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwningColumn {
    /// Its relation.
    pub relation: QualifiedName,
    /// Its name.
    pub column: String,
}
