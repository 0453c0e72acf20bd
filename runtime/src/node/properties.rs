//! What is plain to see of an expression.

use super::{AggregateNode, Node, RelationMeta};
use crate::value::SqlType;

impl Node {
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

    /// Whether it is computed from aggregates over the rows of a group, and from nothing else of the group.
    pub(crate) fn is_of_aggregates(&self) -> bool {
        match self {
            Self::True | Self::False | Self::Null | Self::Param(_) | Self::Aggregate(_) => true,
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().all(Self::is_of_aggregates),
            Self::Op(_, operands) => operands.iter().all(Self::is_of_aggregates),
            Self::Not(node) | Self::Cast(node, _) => node.is_of_aggregates(),
            Self::Case(case) => {
                let branches =
                    case.branches.iter().all(|(when, then)| when.is_of_aggregates() && then.is_of_aggregates());
                branches && case.otherwise.iter().all(Self::is_of_aggregates)
            }
            Self::Column { .. }
            | Self::Call(_)
            | Self::Lift(_)
            | Self::Exists(_)
            | Self::Fold(_)
            | Self::Among(_)
            | Self::In(_)
            | Self::Keys(_)
            | Self::Given(_)
            | Self::Excluded(_) => false,
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
