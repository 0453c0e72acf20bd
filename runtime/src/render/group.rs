//! `SELECT … GROUP BY …`.

use super::{Output, Renderer, Scope};
use crate::expr::{Node, OrderItem};
use crate::query::Subset;
use crate::statement::Statement;

/// Groups of the rows of a set.
#[derive(Clone, Debug)]
pub(crate) struct Grouped<'a> {
    pub(crate) subset: &'a Subset,
    pub(crate) keys: &'a [Output],
    pub(crate) aggregates: &'a [Output],
    pub(crate) having: &'a Node,
    pub(crate) order: &'a [OrderItem],
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
}

/// `SELECT <keys>, <aggregates> FROM … GROUP BY 1, 2 HAVING …`
pub(crate) fn group(grouped: &Grouped<'_>) -> Statement {
    let mut renderer = Renderer::new();
    renderer.group(grouped);
    renderer.finish()
}

impl Renderer {
    pub(super) fn group(&mut self, grouped: &Grouped<'_>) {
        let outputs = || grouped.keys.iter().chain(grouped.aggregates);
        let scope = self.scope(grouped.subset.relation);
        let outer = self.enter(true);
        self.push("SELECT ");
        self.list(", ", outputs(), |r, output| r.output(output, scope));
        self.push(" FROM ");
        self.relation_as(scope);
        let at = self.sql.len();
        self.where_(&grouped.subset.filter, scope);
        if !grouped.keys.is_empty() {
            self.push(" GROUP BY ");
            self.list(", ", 0..grouped.keys.len(), |r, at| r.again(&grouped.keys[at].node, at, scope));
        }
        if *grouped.having != Node::True {
            self.push(" HAVING ");
            self.truth(grouped.having, scope);
        }
        if !grouped.order.is_empty() {
            self.push(" ORDER BY ");
            self.list(", ", grouped.order, |r, item| {
                match outputs().position(|output| output.node == item.node) {
                    Some(position) => r.again(&item.node, position, scope),
                    None => r.value(&item.node, scope),
                }
                r.direction(item);
            });
        }
        if let Some(limit) = grouped.limit {
            self.push(" LIMIT ");
            self.number(limit);
        }
        if grouped.offset > 0 {
            self.push(" OFFSET ");
            self.number(grouped.offset);
        }
        self.leave(outer, at);
    }

    /// An output once more. By position, as one with a parameter in it would be another expression the second time;
    /// but a column by itself, as the output is the column as text where it is an enum.
    fn again(&mut self, node: &Node, position: usize, scope: Scope) {
        match node {
            Node::Column { .. } | Node::Lift(_) if node.column_type(scope.relation).is_some() => {
                self.value(node, scope);
            }
            _ => self.number(position as u64 + 1),
        }
    }
}
