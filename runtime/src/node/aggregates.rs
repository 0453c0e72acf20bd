//! The aggregates in an expression.

use std::sync::Arc;

use super::{AggregateNode, Argument, Call, Case, Node};

impl Node {
    /// The same expression with something else in the place of each of its aggregates.
    ///
    /// What has a row of its own (a column, a value across a key, a set) holds no aggregate of the group.
    pub(crate) fn with_aggregates(&self, change: &dyn Fn(&AggregateNode) -> Self) -> Self {
        let each = |node: &Self| node.with_aggregates(change);
        match self {
            Self::Aggregate(aggregate) => change(aggregate),
            Self::And(nodes) => Self::And(nodes.iter().map(each).collect()),
            Self::Or(nodes) => Self::Or(nodes.iter().map(each).collect()),
            Self::Not(node) => Self::Not(Arc::new(each(node))),
            Self::Op(op, operands) => Self::Op(op, operands.iter().map(each).collect()),
            Self::Cast(node, ty) => Self::Cast(Arc::new(each(node)), *ty),
            Self::Case(case) => {
                let branches = case.branches.iter().map(|(condition, value)| (each(condition), each(value)));
                let otherwise = case.otherwise.as_ref().map(each);
                Self::Case(Arc::new(Case { branches: branches.collect(), otherwise }))
            }
            Self::Call(call) => {
                let Call { function, arguments, one } = &**call;
                let argument = |argument: &Argument| Argument { value: each(&argument.value), ..argument.clone() };
                let arguments = arguments.iter().map(argument).collect();
                Self::Call(Arc::new(Call { function, arguments, one: *one }))
            }
            Self::True
            | Self::False
            | Self::Null
            | Self::Column { .. }
            | Self::Param(_)
            | Self::Lift(_)
            | Self::Exists(_)
            | Self::Fold(_)
            | Self::Among(_)
            | Self::In(_)
            | Self::Keys(_)
            | Self::Given(_)
            | Self::Excluded(_) => self.clone(),
        }
    }

    /// Whether it has an aggregate of the group.
    pub(crate) fn has_aggregate(&self) -> bool {
        let found = std::cell::Cell::new(false);
        self.with_aggregates(&|_| {
            found.set(true);
            Self::Null
        });
        found.get()
    }
}
