//! Declarative partitioning.

use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// Declarative partitioning of a relation: how it is divided, and which part of another one it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partitioning {
    /// `PARTITION BY` of a partitioned table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PartitionBy>,
    /// The bound of a partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<PartitionBound>,
    /// `DETACH PARTITION CONCURRENTLY` was begun and did not end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detach_pending: bool,
}

/// How a partitioned table is divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartitionBy {
    /// By what kind of bounds.
    pub strategy: PartitionStrategy,
    /// The columns and expressions of the key, in order.
    pub key: Vec<PartitionPart>,
}

/// The kinds of bounds (`pg_partitioned_table.partstrat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionStrategy {
    /// `LIST`.
    List,
    /// `RANGE`.
    Range,
    /// `HASH`.
    Hash,
}

/// One part of a partition key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartitionPart {
    /// The column, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The expression as SQL, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The collation, where it is not the column's; of an expression, where it is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// The operator class, where it is not the default of its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<QualifiedName>,
}

/// Which rows of the partitioned table a partition holds. Values are SQL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionBound {
    /// `DEFAULT`: those that no other partition takes.
    Default,
    /// `IN (…)`.
    List(Vec<String>),
    /// `FROM (…) TO (…)`.
    Range {
        /// The lower bound, inclusive; a value for each part of the key.
        from: Vec<String>,
        /// The upper bound, exclusive.
        to: Vec<String>,
    },
    /// `WITH (MODULUS …, REMAINDER …)`.
    Hash {
        /// How many partitions there are.
        modulus: u32,
        /// Which one it is.
        remainder: u32,
    },
}
