//! Indexes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Options, QualifiedName, identifier};

/// An index of a relation.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as in the declaration")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name; it lives in the schema of its relation.
    pub name: String,
    /// The access method: `btree`, `gin`, …
    pub method: String,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// What it is on, in order.
    pub parts: Vec<IndexPart>,
    /// `INCLUDE` columns, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// `WHERE` of a partial index, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// The constraint of the same relation that it enforces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// It is not valid, as a failed `CREATE INDEX CONCURRENTLY` leaves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invalid: bool,
    /// `REPLICA IDENTITY USING INDEX` names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replica_identity: bool,
    /// `CLUSTER` names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clustered: bool,
    /// The index of the partitioned parent that this one is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<QualifiedName>,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// The tablespace, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// `COMMENT ON INDEX`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// One part of an index: a column or an expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexPart {
    /// The column, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The expression as `pg_get_indexdef` writes it, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The collation, where it is not the column's; of an expression, where it is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// The operator class, where it is not the default of its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<QualifiedName>,
    /// The parameters of the operator class (PostgreSQL 13).
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub operator_class_options: Options,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
    /// `NULLS FIRST`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_first: bool,
    /// `ALTER COLUMN … SET STATISTICS`, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<i32>,
}

impl IndexPart {
    /// What it is on as SQL: a column, quoted where need be, or an expression.
    pub fn sql(&self) -> Cow<'_, str> {
        match (&self.column, &self.expression) {
            (Some(column), _) => identifier(column),
            (None, expression) => expression.as_deref().unwrap_or_default().into(),
        }
    }
}
