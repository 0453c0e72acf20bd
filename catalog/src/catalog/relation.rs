//! Relations: what has columns and can be read.

use serde::{Deserialize, Serialize};

use super::{
    Column, Constraint, ConstraintKind, ForeignKey, Index, ObjectId, Options, Partitioning, Policy, Privileges,
    QualifiedName, RelationKind, Rule, Trigger, Unique,
};

/// A relation of any kind.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as in the declaration")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    pub kind: RelationKind,
    /// The role that owns it.
    pub owner: String,
    /// `UNLOGGED` or temporary.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub persistence: Persistence,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Columns, in attribute order.
    pub columns: Vec<Column>,
    /// Constraints, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// Indexes, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Triggers, by name; those that enforce foreign keys are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// Rewrite rules other than a view's own, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Row security policies, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// `ENABLE ROW LEVEL SECURITY`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub row_security: bool,
    /// `FORCE ROW LEVEL SECURITY`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force_row_security: bool,
    /// The query of a view or materialized view, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::lines")]
    pub query: Option<String>,
    /// Relations it inherits from, in order; for a partition its partitioned table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QualifiedName>,
    /// How a partitioned table is divided, and which part a partition is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioning: Option<Partitioning>,
    /// The composite type it was created `OF`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_type: Option<QualifiedName>,
    /// The foreign server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The table access method, where it is not `heap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_method: Option<String>,
    /// The tablespace, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// `REPLICA IDENTITY`, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replica_identity: Option<ReplicaIdentity>,
    /// Storage parameters, or options of a view.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// Storage parameters of its TOAST table.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub toast_options: Options,
    /// `OPTIONS` of a foreign table.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub server_options: Options,
    /// `WITH NO DATA`: a materialized view that holds nothing yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unpopulated: bool,
    /// `INSERT` works (a table, or a view PostgreSQL can update or that has a trigger or rule for it).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub insertable: bool,
    /// `UPDATE` and `DELETE` work.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub updatable: bool,
    /// The role that read the catalog may not read the relation as a whole; single columns perhaps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
    /// `COMMENT ON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who may do what; absent where the defaults apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
}

impl Relation {
    /// Its identity.
    pub fn id(&self) -> ObjectId {
        ObjectId::Relation { kind: self.kind, name: self.name.clone() }
    }

    /// The column of that name, and its position.
    pub fn column(&self, name: &str) -> Option<(usize, &Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// The primary key, with its constraint.
    pub fn primary_key(&self) -> Option<(&Constraint, &Unique)> {
        self.constraints.iter().find_map(|c| match &c.kind {
            ConstraintKind::PrimaryKey(key) => Some((c, key)),
            _ => None,
        })
    }

    /// Foreign keys of this relation, with their constraints, by name.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Constraint, &ForeignKey)> {
        self.constraints.iter().filter_map(|c| match &c.kind {
            ConstraintKind::ForeignKey(key) => Some((c, key)),
            _ => None,
        })
    }

    /// The primary key and the unique constraints, by name.
    pub fn unique_keys(&self) -> impl Iterator<Item = (&Constraint, &Unique)> {
        self.constraints.iter().filter_map(|c| match &c.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some((c, key)),
            _ => None,
        })
    }

    /// Options of every namespace as `name=value`, those of the TOAST table with `toast.` in front.
    pub fn options_in_words(&self) -> Vec<String> {
        let named = |prefix: &str, options: &Options| {
            options.iter().map(|(name, value)| format!("{prefix}{name}={value}")).collect::<Vec<_>>()
        };
        [named("", &self.options), named("toast.", &self.toast_options), named("", &self.server_options)].concat()
    }

    /// It is a partition of another relation.
    pub fn is_partition(&self) -> bool {
        self.partitioning.as_ref().is_some_and(|p| p.bound.is_some())
    }
}

/// How long a relation's content lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persistence {
    /// Until dropped.
    #[default]
    Permanent,
    /// `UNLOGGED`: until a crash.
    Unlogged,
    /// Until the session ends.
    Temporary,
}

/// What is logged of a row that is changed or deleted, for logical replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicaIdentity {
    /// The whole row.
    Full,
    /// Nothing.
    Nothing,
    /// The columns of the index marked [`replica_identity`](super::Index::replica_identity).
    Index,
}
