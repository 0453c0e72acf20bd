//! What an expression is made of: one walk over all variants, for what is asked of every part.

use super::{AggregateNode, Argument, Call, Case, Edge, Fold, InSet, Lift, Link, Node, Subset};

/// A part of an expression, and for which row it is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'n> {
    /// For the same row, or for the rows of the same group.
    Here(&'n Node),
    /// For the rows that a key leads to.
    Across(Edge, &'n Node),
    /// For rows that are found without this one.
    Apart(&'n Node),
    /// The rows of a set.
    Rows(&'n Subset),
}

impl Node {
    /// Whether something is true of one of the parts it is directly made of.
    pub(crate) fn any_part<'n>(&'n self, is: &mut dyn FnMut(Part<'n>) -> bool) -> bool {
        match self {
            Self::True
            | Self::False
            | Self::Null
            | Self::Column { .. }
            | Self::Param(_)
            | Self::Keys(_)
            | Self::Excluded(_) => false,
            Self::And(nodes) | Self::Or(nodes) | Self::Op(_, nodes) => nodes.iter().any(|node| is(Part::Here(node))),
            Self::Not(node) | Self::Cast(node, _) => is(Part::Here(node)),
            Self::Call(call) => {
                let Call { function: _, arguments, one: _ } = &**call;
                arguments.iter().any(|Argument { name: _, variadic: _, value }| is(Part::Here(value)))
            }
            Self::Case(case) => {
                let Case { branches, otherwise } = &**case;
                branches.iter().any(|(condition, value)| is(Part::Here(condition)) || is(Part::Here(value)))
                    || otherwise.as_ref().is_some_and(|value| is(Part::Here(value)))
            }
            Self::Lift(lift) => {
                let Lift { edge, value } = &**lift;
                is(Part::Across(*edge, value))
            }
            Self::Exists(link) => {
                let Link { edge, filter } = &**link;
                is(Part::Across(*edge, filter))
            }
            Self::Fold(fold) => {
                let Fold { edge, aggregate, filter } = &**fold;
                is(Part::Across(*edge, filter)) || aggregate.any_node(&mut |node| is(Part::Across(*edge, node)))
            }
            Self::Aggregate(aggregate) => aggregate.any_node(&mut |node| is(Part::Here(node))),
            Self::Among(set) => is(Part::Rows(set)),
            Self::In(set) => {
                let InSet { value, set, projected } = &**set;
                is(Part::Here(value)) || is(Part::Rows(set)) || is(Part::Apart(projected))
            }
            Self::Given(given) => is(Part::Apart(&given.value)),
        }
    }

    /// Whether it has the same value however often it is asked: no function is called that might not.
    pub(crate) fn is_stable(&self) -> bool {
        let changes = |part: Part<'_>| match part {
            Part::Here(node) | Part::Across(_, node) | Part::Apart(node) => !node.is_stable(),
            Part::Rows(set) => !set.is_repeatable(),
        };
        // Which rows a limit lets through may change from one statement to the next.
        !matches!(self, Self::Call(_) | Self::Among(_)) && !self.any_part(&mut { changes })
    }

    /// Whether an aggregate across a key is computed for the row itself, not within a set of its own.
    pub(crate) fn has_fold(&self) -> bool {
        match self {
            Self::Fold(_) => true,
            Self::Lift(lift) => lift.value.has_fold(),
            node => node.any_part(&mut |part| matches!(part, Part::Here(node) if node.has_fold())),
        }
    }

    /// Whether rows are locked for it.
    pub(crate) fn has_lock(&self) -> bool {
        self.any_part(&mut |part| match part {
            Part::Here(node) | Part::Across(_, node) | Part::Apart(node) => node.has_lock(),
            Part::Rows(set) => set.lock().is_some() || set.filter.has_lock(),
        })
    }

    /// Adds the columns of its row that it is computed from; `None` stands for all of them.
    pub(crate) fn add_columns(&self, columns: &mut Vec<Option<u16>>) {
        match self {
            Self::Column { index, .. } => columns.push(Some(*index)),
            Self::Keys(keys) => columns.extend(keys.columns.iter().copied().map(Some)),
            // Told from all others by its key, or as a whole.
            Self::Among(set) if set.relation.primary_key.is_empty() => columns.push(None),
            Self::Among(set) => columns.extend(set.relation.primary_key.iter().copied().map(Some)),
            _ => {}
        }
        self.any_part(&mut |part| {
            match part {
                Part::Here(node) => node.add_columns(columns),
                Part::Across(edge, _) => columns.extend(edge.here().map(Some)),
                Part::Apart(_) | Part::Rows(_) => {}
            }
            false
        });
    }
}

impl AggregateNode {
    /// Whether something is true of one of the expressions it is made of.
    fn any_node<'n>(&'n self, is: &mut dyn FnMut(&'n Node) -> bool) -> bool {
        let Self { op: _, arguments, distinct: _, order, filter, result: _ } = self;
        arguments.iter().any(&mut *is) || order.iter().any(|item| is(&item.node)) || is(filter)
    }
}
