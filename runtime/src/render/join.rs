//! `SELECT … FROM … LEFT JOIN …`: each row beside the rows that a key leads to.

use std::sync::Arc;

use super::frame::Kind;
use super::known;
use super::shape::Shape;
use super::{Outputs, Renderer, Scope};
use crate::node::{Edge, Subset};
use crate::statement::Statement;

/// The columns of both relations, this one's first.
pub(crate) fn left_join(subset: &Subset, edge: Edge) -> Statement {
    let describe = |shape: &mut Shape| {
        shape.edge(edge);
        shape.subset(subset);
    };
    let write = |_| {
        let mut renderer = Renderer::new();
        renderer.rows(subset, |r, scope| {
            r.push("SELECT ");
            r.all_columns(scope);
            let far = r.joined(edge, scope);
            if !(scope.relation.columns.is_empty() || far.relation.columns.is_empty()) {
                r.push(", ");
            }
            r.all_columns(far);
        });
        let both = [subset.relation, edge.target];
        let row = Outputs { row: true, values: &[] };
        renderer.finish().reading(both.into_iter().flat_map(|relation| row.types(relation)))
    };
    known::statement(known::Kind::LeftJoin, describe, write)
}

/// Rows of a relation beside those of another one.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    /// The keys from the first relation of the statement to the one it is beside.
    pub(crate) from: Arc<[Edge]>,
    pub(crate) edge: Edge,
    /// Whether rows beside which there is none are kept.
    pub(crate) left: bool,
}

impl Renderer {
    /// The far side of a key, joined, across its association where it has one.
    fn joined(&mut self, edge: Edge, scope: Scope) -> Scope {
        edge.steps().fold(scope, |scope, step| self.join_as(Kind::Left, step.target, step.near, scope))
    }

    /// Joins what is beside a relation; values across the same keys are read from there.
    pub(super) fn beside(&mut self, beside: &Beside, scope: Scope) {
        let Beside { from, edge, left } = beside;
        let from = from.iter().fold(scope, |scope, step| self.join_as(Kind::Inner, step.target, step.near, scope));
        if *left {
            self.joined(*edge, from);
        } else {
            let near = self.join_as(Kind::Inner, edge.next(), edge.near, from);
            self.land(*edge, near);
        }
    }
}
