//! Constraints of relations.

mod flat;

use serde::{Deserialize, Serialize};

use super::QualifiedName;

use flat::FlatConstraint;

/// A constraint of a relation.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as in the declaration")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FlatConstraint")]
pub struct Constraint {
    /// Its name, unique within the relation.
    pub name: String,
    /// What it demands.
    #[serde(flatten)]
    pub kind: ConstraintKind,
    /// `DEFERRABLE`, and how it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferral>,
    /// `NOT VALID`: rows that were there before were not checked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// `NOT ENFORCED` (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
    /// `NO INHERIT`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_inherit: bool,
    /// Inherited from a parent relation, with no declaration of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// `COMMENT ON CONSTRAINT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Unique),
    /// `UNIQUE`.
    Unique(Unique),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
    /// `CHECK`.
    Check(Check),
    /// `EXCLUDE`.
    Exclusion(Exclusion),
    /// A `NOT NULL` constraint with a name that is not the default one (PostgreSQL 18 stores them).
    NotNull {
        /// The column.
        column: String,
    },
}

/// A key: its columns identify at most one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unique {
    /// Key columns, in order.
    pub columns: Vec<String>,
    /// `INCLUDE` columns, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_overlaps: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ForeignKey {
    /// Referencing columns, in order.
    pub columns: Vec<String>,
    /// The referenced relation.
    pub references: QualifiedName,
    /// Referenced columns, in the order of `columns`.
    pub referenced_columns: Vec<String>,
    /// `MATCH`.
    #[serde(default, skip_serializing_if = "super::is_default", rename = "match")]
    pub match_type: MatchType,
    /// `ON UPDATE`.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub on_update: ReferentialAction,
    /// `ON DELETE`.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub on_delete: ReferentialAction,
    /// The columns of `ON DELETE SET NULL (…)` or `SET DEFAULT (…)`, where they are not all (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<String>,
    /// `PERIOD` on the last column (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub period: bool,
}

/// `MATCH` of a foreign key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchType {
    /// `MATCH SIMPLE`: any null column frees the row.
    #[default]
    Simple,
    /// `MATCH FULL`: all columns null or none.
    Full,
}

/// What a change of the referenced row does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferentialAction {
    /// An error, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// An error at once.
    Restrict,
    /// The same change to the referencing rows.
    Cascade,
    /// The referencing columns become null.
    SetNull,
    /// The referencing columns take their default.
    SetDefault,
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The condition as SQL, without `CHECK` and its parentheses.
    pub expression: String,
    /// The columns it names, in attribute order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// An exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    /// The operators, in the order of the parts of the index that enforces it.
    pub operators: Vec<QualifiedName>,
}

/// When a deferrable constraint is checked unless told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferral {
    /// `INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `INITIALLY DEFERRED`.
    InitiallyDeferred,
}
