//! `SELECT … FROM … LEFT JOIN …`: each row beside the rows that a key leads to.

use super::known::{self, Kind};
use super::shape::Shape;
use super::{Outputs, Renderer, Scope};
use crate::key::Edge;
use crate::query::Subset;
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
    known::statement(Kind::LeftJoin, describe, write)
}

impl Renderer {
    /// The far side of a key, joined, across its association where it has one.
    fn joined(&mut self, edge: Edge, scope: Scope) -> Scope {
        match edge.through {
            None => self.join(edge, scope),
            Some((association, far)) => {
                let between = self.join(Edge { target: association, near: edge.near, through: None }, scope);
                self.join(Edge { target: edge.target, near: far, through: None }, between)
            }
        }
    }
}
