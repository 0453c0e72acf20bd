//! Kinds of object and holders of privileges: what is part of the identity of an object.

use serde::{Deserialize, Serialize};

/// The kinds of relation (`pg_class.relkind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// A table.
    Table,
    /// A table divided into partitions.
    PartitionedTable,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A table of a foreign server.
    ForeignTable,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Table, Self::PartitionedTable, Self::View, Self::MaterializedView, Self::ForeignTable];

    /// The kind in words, as PostgreSQL's messages have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::PartitionedTable => "partitioned table",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::ForeignTable => "foreign table",
        }
    }
}

/// The kinds of routine (`pg_proc.prokind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// A window function.
    Window,
}

impl RoutineKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Function, Self::Procedure, Self::Aggregate, Self::Window];

    /// The kind in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::Window => "window function",
        }
    }
}

/// The kinds of object that default privileges are for (`pg_default_acl.defaclobjtype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectClass {
    /// Tables, views and what else is like a table.
    Tables,
    /// Sequences.
    Sequences,
    /// Functions and procedures.
    Functions,
    /// Types.
    Types,
    /// Schemas.
    Schemas,
    /// Large objects (PostgreSQL 18).
    LargeObjects,
}

impl ObjectClass {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Tables, Self::Sequences, Self::Functions, Self::Types, Self::Schemas, Self::LargeObjects];

    /// The kind in words, as `ALTER DEFAULT PRIVILEGES` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Sequences => "sequences",
            Self::Functions => "functions",
            Self::Types => "types",
            Self::Schemas => "schemas",
            Self::LargeObjects => "large objects",
        }
    }
}

/// The holder of a privilege.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// Every role.
    Public,
    /// One role.
    Role(String),
}
