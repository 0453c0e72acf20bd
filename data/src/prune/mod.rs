//! Deleting old rows by rules, in small transactions.
//!
//! Tables that refer to others come before them, whatever the order of the rules is. What was deleted is deleted: after an
//! interruption, the same call goes on with what is left.

mod apply;
mod order;
mod plan;
mod rule;

use std::{collections::BTreeMap, time::Duration};

use relvar_catalog::QualifiedName;
use serde::Serialize;

pub use apply::prune;
pub use plan::plan;

/// Rows that are deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Their table; a partitioned one with its partitions.
    pub table: QualifiedName,
    /// A condition that they meet, in SQL. The row is called `own`.
    pub condition: Option<String>,
    /// How old they are.
    pub age: Option<Age>,
    /// What becomes of rows that refer to them by foreign keys without `ON DELETE`.
    pub dependents: Dependents,
    /// Rows of one transaction. Those that refer to them are not counted; if they are more than ten times as many, it is fewer rows.
    pub batch: u32,
    /// The time between two transactions.
    pub pause: Duration,
}

/// How old a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    /// A date or a time of the row.
    pub column: String,
    /// It is longer ago than this interval: `90 days`.
    pub older_than: String,
}

/// What becomes of rows that refer to those that are deleted, by foreign keys without `ON DELETE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dependents {
    /// If there are any, nothing is deleted.
    #[default]
    Refuse,
    /// They are deleted first, with those that refer to them.
    Delete,
    /// Rows that others refer to stay.
    Keep,
}

/// What a rule would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// Its table.
    pub table: QualifiedName,
    /// Rows of the table.
    pub rows: u64,
    /// Other rows, by the foreign keys that lead to those that are deleted.
    pub others: Vec<Affected>,
}

/// Rows that refer to others that are deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Affected {
    /// Their table.
    pub table: QualifiedName,
    /// How many.
    pub rows: u64,
    /// What becomes of them.
    pub fate: Fate,
}

/// What becomes of a row that refers to another one that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is deleted.
    Deleted,
    /// Its columns become NULL or their default.
    Changed,
    /// It stands in the way.
    InTheWay,
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// The table of the rule that is at work.
    pub table: Option<QualifiedName>,
    /// Transactions so far.
    pub batches: u64,
    /// Rows that are deleted, by table.
    pub deleted: BTreeMap<QualifiedName, u64>,
}
