//! The untyped expression behind [`Expr`](super::Expr): what is rendered, compared and simplified.

use std::sync::Arc;

use super::op::Op;
use super::order::OrderItem;
use crate::key::{Edge, Step};
use crate::query::Subset;
use crate::relation::RelationMeta;
use crate::statement::Param;
use crate::value::SqlType;

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

impl Keys {
    /// The same values in the columns on the other side of a key, if they are those of this side.
    pub(crate) fn moved(&self, step: Step) -> Option<Self> {
        let columns = self
            .columns
            .iter()
            .map(|column| step.columns().find_map(|(here, there)| (here == *column).then_some(there)))
            .collect::<Option<Vec<_>>>()?;
        Some(Self { columns, arrays: self.arrays.clone() })
    }
}

/// A projected set, and the value that may be one of it.
#[derive(Debug)]
pub struct InSet {
    pub(crate) value: Node,
    pub(crate) set: Subset,
    pub(crate) projected: Node,
}

impl Node {
    /// An operator applied to one operand.
    pub(crate) fn unary(op: &'static Op, operand: Node) -> Self {
        Self::Op(op, Arc::new([operand]))
    }

    /// An operator applied to two operands.
    pub(crate) fn binary(op: &'static Op, left: Node, right: Node) -> Self {
        Self::Op(op, Arc::new([left, right]))
    }

    /// Whether it is true, false or NULL: a truth value rather than a column or a computed `boolean`.
    pub(crate) fn is_predicate(&self) -> bool {
        match self {
            Self::True
            | Self::False
            | Self::And(_)
            | Self::Or(_)
            | Self::Not(_)
            | Self::Exists(_)
            | Self::Among(_)
            | Self::In(_)
            | Self::Keys(_) => true,
            Self::Op(op, _) => op.predicate,
            Self::Null
            | Self::Column { .. }
            | Self::Param(_)
            | Self::Call(_)
            | Self::Cast(..)
            | Self::Case(_)
            | Self::Lift(_)
            | Self::Fold(_)
            | Self::Aggregate(_)
            | Self::Given(_)
            | Self::Excluded(_) => false,
        }
    }

    /// Whether it is never NULL, as far as is plain to see.
    pub(crate) fn never_null(&self) -> bool {
        match self {
            Self::True | Self::False | Self::Not(_) | Self::Exists(_) | Self::Among(_) => true,
            Self::Column { nullable, .. } => !nullable,
            Self::Param(param) => !param.value.is_null(),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().all(Self::never_null),
            Self::Op(op, operands) => op.total || (op.strict && operands.iter().all(Self::never_null)),
            Self::Cast(node, _) => node.never_null(),
            Self::Case(case) => {
                case.otherwise.as_ref().is_some_and(Self::never_null)
                    && case.branches.iter().all(|(_, value)| value.never_null())
            }
            Self::Aggregate(aggregate) => aggregate.op.total,
            Self::Fold(fold) => fold.aggregate.op.total,
            Self::Null
            | Self::Call(_)
            | Self::Lift(_)
            | Self::In(_)
            | Self::Keys(_)
            | Self::Given(_)
            | Self::Excluded(_) => false,
        }
    }

    /// Whether it may have a value in a row that is not there, where every column is NULL.
    ///
    /// A predicate has: it is written as true or false, never as NULL.
    pub(crate) fn outlives_its_row(&self) -> bool {
        match self {
            // Across a further key there is no row either.
            Self::Null | Self::Column { .. } | Self::Lift(_) => false,
            Self::Op(op, _) if op.predicate => true,
            Self::Op(op, operands) if op.strict => operands.iter().all(Self::outlives_its_row),
            Self::Op(_, operands) => operands.iter().any(Self::outlives_its_row),
            Self::Cast(node, _) => node.outlives_its_row(),
            Self::True
            | Self::False
            | Self::Param(_)
            | Self::And(_)
            | Self::Or(_)
            | Self::Not(_)
            | Self::Call(_)
            | Self::Case(_)
            | Self::Exists(_)
            | Self::Fold(_)
            | Self::Aggregate(_)
            | Self::Among(_)
            | Self::In(_)
            | Self::Keys(_)
            | Self::Given(_)
            | Self::Excluded(_) => true,
        }
    }

    /// The type of the column it is, where it is one, in a scope of this relation.
    pub(crate) fn column_type(&self, relation: &'static RelationMeta) -> Option<SqlType> {
        match self {
            Self::Column { index, .. } | Self::Excluded(index) => Some(relation.type_of(*index)),
            Self::Lift(lift) => lift.value.column_type(lift.edge.target),
            Self::Cast(_, ty) => Some(*ty),
            Self::Op(op, operands) if op.keeps_type => operands.iter().find_map(|node| node.column_type(relation)),
            Self::Case(case) => {
                let values = case.branches.iter().map(|(_, value)| value).chain(&case.otherwise);
                values.into_iter().find_map(|value| value.column_type(relation))
            }
            Self::Aggregate(aggregate) => aggregate.column_type(relation),
            Self::Fold(fold) => fold.aggregate.column_type(fold.edge.target),
            Self::Given(given) => given.value.column_type(given.relation),
            Self::True
            | Self::False
            | Self::Null
            | Self::Param(_)
            | Self::And(_)
            | Self::Or(_)
            | Self::Not(_)
            | Self::Op(..)
            | Self::Call(_)
            | Self::Exists(_)
            | Self::Among(_)
            | Self::In(_)
            | Self::Keys(_) => None,
        }
    }
}

impl AggregateNode {
    /// The type of the column whose values it is of, where it keeps that.
    fn column_type(&self, relation: &'static RelationMeta) -> Option<SqlType> {
        self.op.keeps_type.then(|| self.arguments.first()?.column_type(relation)).flatten()
    }
}
