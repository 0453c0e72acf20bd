//! The untyped tree behind the surface: expressions, orders and sets as they are compared, simplified and rendered.
//!
//! Expressions contain sets and sets contain expressions, so their types are all here; the modules are what they can do.

#![expect(unnameable_types, reason = "hidden methods of the surface take and give them")]

mod aggregates;
pub(crate) mod compare;
mod edge;
mod equality;
pub(crate) mod logic;
pub(crate) mod op;
mod order;
mod part;
mod properties;
mod relation;
mod subset;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub(crate) use edge::{Edge, Pairs, Step};
pub(crate) use part::Part;
pub use relation::RelationMeta;

use crate::statement::{Param, Refusal};
use crate::value::SqlType;
use op::Op;

/// An expression over one row of one relation.
///
/// Columns are indices into the relation of the scope they are rendered in, so a node is valid wherever the types of
/// the surface put it.
#[derive(Clone, Debug)]
pub enum Node {
    /// True for every row.
    True,
    /// True for no row.
    False,
    /// NULL.
    Null,
    /// A column of the scope's relation.
    Column {
        /// Its place.
        index: u16,
        /// Whether it may be NULL.
        nullable: bool,
    },
    /// A value.
    Param(Param),
    /// All are true; two or more, none of them an `And`.
    And(Arc<[Node]>),
    /// One is true; two or more, none of them an `Or`.
    Or(Arc<[Node]>),
    /// Is not true: false or NULL.
    Not(Arc<Node>),
    /// An operator or function, and what it is applied to.
    Op(&'static Op, Arc<[Node]>),
    /// A function that generated code or the user names, and its arguments.
    Call(Arc<Call>),
    /// A conversion.
    Cast(Arc<Node>, SqlType),
    /// `CASE`.
    Case(Arc<Case>),
    /// A value of the one row that a key leads to.
    Lift(Arc<Lift>),
    /// Whether a key leads to a row with this predicate.
    Exists(Arc<Link>),
    /// An aggregate over the rows that a key leads to.
    Fold(Arc<Fold>),
    /// An aggregate over the rows of a group.
    Aggregate(Arc<AggregateNode>),
    /// Whether the row is one of a set that order and limit restrict.
    Among(Arc<Subset>),
    /// Whether a value is one of those that an expression has over a set.
    In(Arc<InSet>),
    /// Whether columns have one of these combinations of values.
    Keys(Arc<Keys>),
    /// The value that an expression has for a row that is given.
    Given(Arc<Given>),
    /// The value that an insert proposed, within `ON CONFLICT`.
    Excluded(u16),
}

/// A call of a function by its name.
#[derive(Debug)]
pub struct Call {
    /// The name, quoted and qualified.
    pub(crate) function: &'static str,
    pub(crate) arguments: Vec<Argument>,
    /// Whether it gives one row where it stands in `FROM`, all NULL where it gives NULL.
    pub(crate) one: bool,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    /// The parameter it is for, where that is not told by its place.
    pub(crate) name: Option<&'static str>,
    /// Whether it is an array of all remaining arguments.
    pub(crate) variadic: bool,
    pub(crate) value: Node,
}

/// `CASE WHEN … THEN … ELSE … END`.
#[derive(Clone, Debug)]
pub struct Case {
    pub(crate) branches: Vec<(Node, Node)>,
    pub(crate) otherwise: Option<Node>,
}

/// A value across a key that leads to at most one row.
#[derive(Debug)]
pub struct Lift {
    pub(crate) edge: Edge,
    pub(crate) value: Node,
}

/// A predicate across a key.
#[derive(Debug)]
pub struct Link {
    pub(crate) edge: Edge,
    pub(crate) filter: Node,
}

/// An aggregate across a key: a value of the row that the key starts from.
///
/// It is always one aggregate, and what is computed of aggregates is ordinary nodes above them. So everything in the
/// aggregate is of the far side and everything above it of the near side, aggregates over the same rows can be
/// computed together, and what stands for no row (`coalesce`, a count of 0) is right in every form that is rendered.
#[derive(Debug)]
pub struct Fold {
    pub(crate) edge: Edge,
    /// Without a filter of its own.
    pub(crate) aggregate: AggregateNode,
    /// Over which of the rows that the key leads to.
    pub(crate) filter: Node,
}

/// An aggregate.
#[derive(Clone, Debug)]
pub struct AggregateNode {
    pub(crate) op: &'static Op,
    pub(crate) arguments: Vec<Node>,
    pub(crate) distinct: bool,
    pub(crate) order: Vec<OrderItem>,
    pub(crate) filter: Node,
    /// The type that its Rust type stands for.
    pub(crate) result: SqlType,
}

/// A row whose values are known here, and an expression over it.
#[derive(Debug)]
pub struct Given {
    pub(crate) relation: &'static RelationMeta,
    /// The columns that the expression is computed from, in their order.
    pub(crate) columns: Vec<(u16, Param)>,
    pub(crate) value: Node,
}

/// Columns, and the values that they may have together: an array for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    pub(crate) columns: Vec<u16>,
    pub(crate) arrays: Vec<Param>,
}

/// A projected set, and the value that may be one of it.
#[derive(Debug)]
pub struct InSet {
    pub(crate) value: Node,
    pub(crate) set: Subset,
    pub(crate) projected: Node,
}

/// By what rows are ordered: an expression, its direction, and where NULLs go.
#[derive(Clone, Debug)]
pub(crate) struct OrderItem {
    pub(crate) node: Node,
    pub(crate) descending: bool,
    /// Whether NULLs come first; `None` leaves them where PostgreSQL has them, as if larger than every value.
    pub(crate) nulls: Option<Nulls>,
}

/// Where NULLs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    First,
    Last,
}

/// The rows of one relation that a predicate is true for.
#[derive(Clone, Debug)]
pub struct Subset {
    pub(crate) relation: &'static RelationMeta,
    pub(crate) filter: Node,
    /// What few sets have.
    pub(crate) pick: Option<Box<Pick>>,
}

/// Which of the rows are picked, in what order, and how they are locked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pick {
    /// The function the rows come from, rather than from the relation itself.
    pub(crate) source: Option<Arc<Call>>,
    pub(crate) order: Vec<OrderItem>,
    pub(crate) distinct_on: Vec<Node>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
    /// Whether the rows are the last ones of the order rather than the first ones.
    pub(crate) backward: bool,
    pub(crate) lock: Option<Lock>,
    /// A part of the predicate that is true in several ranges of the order.
    pub(crate) ranges: Option<Ranges>,
}

/// A predicate, and the same in parts: a row has one of them at most, and the parts come one after the other in the order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranges {
    pub(crate) whole: Node,
    pub(crate) parts: Vec<Node>,
}

/// A lock on the rows that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) strength: &'static str,
    pub(crate) wait: Wait,
    /// Why it cannot be taken, where the set has become part of something else.
    pub(crate) refused: Option<Refusal>,
}

/// What happens to a row that another transaction has locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Block,
    Skip,
    Fail,
}

/// What a row may conflict with.
#[derive(Clone, Debug)]
pub enum Target {
    /// A constraint, by its name.
    Constraint(&'static str),
    /// A unique index, which has no name there: what it is inferred from.
    Index(&'static str),
    /// Whatever is unique on just these columns.
    Columns(Vec<u16>),
}
