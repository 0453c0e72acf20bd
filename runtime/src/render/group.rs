//! `SELECT … GROUP BY …`.

use super::frame::Root;
use super::{Beside, Output, Outputs, Renderer, Scope};
use crate::expr::{Node, OrderItem};
use crate::query::Subset;
use crate::statement::Statement;
use crate::value::Reading;

/// Groups of the rows of a set.
#[derive(Clone, Debug)]
pub(crate) struct Grouped<'a> {
    pub(crate) subset: &'a Subset,
    pub(crate) joins: &'a [Beside],
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
    let relation = grouped.subset.relation;
    let types = |values| Outputs { row: false, values }.types(relation);
    renderer.finish().reading(types(grouped.keys).chain(types(grouped.aggregates)))
}

impl Renderer {
    pub(super) fn group(&mut self, grouped: &Grouped<'_>) {
        let outputs = || grouped.keys.iter().chain(grouped.aggregates);
        let scope = self.scope(grouped.subset.relation);
        self.enter(Root::of(scope, grouped.subset));
        for join in grouped.joins {
            self.beside(join, scope);
        }
        self.push("SELECT ");
        self.list(", ", outputs().enumerate(), |r, (at, output)| {
            let value = if at < grouped.keys.len() { Self::value_said } else { Self::value };
            r.output_as(output, scope, value);
        });
        self.clause(" FROM ");
        match grouped.subset.pick.as_ref().and_then(|pick| pick.source.as_ref()) {
            Some(call) => self.call_as(call, scope),
            None => self.relation_as(scope),
        }
        let at = self.sql.len();
        self.where_(&grouped.subset.filter, scope);
        if !grouped.keys.is_empty() {
            self.clause(" GROUP BY ");
            self.list(", ", 0..grouped.keys.len(), |r, at| r.again(&grouped.keys[at], at, scope));
        }
        if *grouped.having != Node::True {
            self.clause(" HAVING ");
            self.truth(grouped.having, scope);
        } else if grouped.keys.is_empty() && !outputs().any(|output| output.node.has_aggregate()) {
            // All rows are one group, though no aggregate says so.
            self.push(" HAVING TRUE");
        }
        if !grouped.order.is_empty() {
            self.clause(" ORDER BY ");
            self.list(", ", grouped.order, |r, item| {
                match outputs().enumerate().find(|(_, output)| output.node == item.node) {
                    Some((position, output)) => r.again(output, position, scope),
                    None => r.value(&item.node, scope),
                }
                r.direction(item);
            });
        }
        if let Some(limit) = grouped.limit {
            self.clause(" LIMIT ");
            self.number(limit);
        }
        if grouped.offset > 0 {
            self.clause(" OFFSET ");
            self.number(grouped.offset);
        }
        self.leave(at);
    }

    /// An output once more. By position; but a column by itself, and what travels as another type than its own, such as
    /// an enum as text: by position it would be grouped and ordered as that type.
    fn again(&mut self, output: &Output, position: usize, scope: Scope) {
        let ty = output.node.column_type(scope.relation);
        let travels = !matches!(ty.unwrap_or(output.ty).reading(), Reading::Plain);
        match &output.node {
            Node::Column { .. } | Node::Lift(_) if ty.is_some() => self.value(&output.node, scope),
            node if travels => self.value_again(node, scope),
            _ => self.number(position as u64 + 1),
        }
    }
}
