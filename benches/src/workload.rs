//! What is measured.

use std::fmt;

/// A piece of work, which every contender does in its own best way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// One row of eight columns by its key.
    Lookup,
    /// 64 of them at once on one connection.
    LookupsAtOnce,
    /// Every user, of so many.
    Trivial(usize),
    /// The users of one hair colour, which half of so many have, each with their posts (there are none).
    LeftJoin(usize),
    /// So many users inserted in one go, nothing returned.
    Insert(usize),
    /// 100 users with 10 posts each, with 10 comments each.
    Tree,
    /// 10,000 users with 5 posts each.
    LargeTree,
    /// 100,000 users by `COPY`, in one transaction.
    BulkCopy,
    /// 100,000 users by `INSERT`, in chunks and one transaction.
    BulkInsert,
    /// 100,000 labels by `INSERT … VALUES`, in chunks and one transaction: they have an array, which `unnest` would take
    /// apart.
    BulkValues,
}

impl Workload {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Lookup,
        Self::LookupsAtOnce,
        Self::Trivial(1),
        Self::Trivial(100),
        Self::Trivial(10_000),
        Self::LeftJoin(1),
        Self::LeftJoin(100),
        Self::LeftJoin(10_000),
        Self::Insert(1),
        Self::Insert(10),
        Self::Insert(100),
        Self::Tree,
        Self::LargeTree,
        Self::BulkCopy,
        Self::BulkInsert,
        Self::BulkValues,
    ];

    /// What the time is divided by: lookups or rows.
    pub fn units(self) -> usize {
        match self {
            Self::Lookup => 1,
            Self::LookupsAtOnce => 64,
            Self::Trivial(rows) | Self::Insert(rows) => rows,
            Self::LeftJoin(rows) => (rows / 2).max(1),
            Self::Tree => 100 + 1_000 + 10_000,
            Self::LargeTree => 10_000 + 50_000,
            Self::BulkCopy | Self::BulkInsert | Self::BulkValues => 100_000,
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup => f.write_str("lookup"),
            Self::LookupsAtOnce => f.write_str("lookup, 64 at once"),
            Self::Trivial(rows) => write!(f, "trivial {rows}"),
            Self::LeftJoin(rows) => write!(f, "left join {rows}"),
            Self::Insert(rows) => write!(f, "insert {rows}"),
            Self::Tree => f.write_str("tree"),
            Self::LargeTree => f.write_str("tree 10k/50k"),
            Self::BulkCopy => f.write_str("bulk copy 100k"),
            Self::BulkInsert => f.write_str("bulk insert 100k"),
            Self::BulkValues => f.write_str("bulk values 100k"),
        }
    }
}
