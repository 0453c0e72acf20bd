//! `SELECT … GROUP BY …`.

use super::form::Form;
use super::frame::Root;
use super::{Beside, Output, Outputs, Renderer, Scope};
use crate::node::{Node, OrderItem, Subset};
use crate::statement::Statement;
use crate::value::{Reading, types};

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

impl Grouped<'_> {
    /// The order by positions of outputs, if there is one and it can be said so.
    fn by_position(&self, scope: Scope) -> Option<Vec<(usize, &OrderItem)>> {
        let outputs = || self.keys.iter().chain(self.aggregates).enumerate();
        let position = |item: &OrderItem| {
            let (position, output) = outputs().find(|(_, output)| output.node == item.node)?;
            (!travels(output, scope)).then_some(position)
        };
        let order = self.order.iter().map(|item| Some((position(item)?, item))).collect::<Option<Vec<_>>>()?;
        (!order.is_empty()).then_some(order)
    }
}

/// Whether an output travels as another type than its own, such as an enum as text.
fn travels(output: &Output, scope: Scope) -> bool {
    let ty = output.node.column_type(scope.relation);
    !matches!(ty.unwrap_or(output.ty).reading(), Reading::Plain)
}

impl Renderer {
    pub(super) fn group(&mut self, grouped: &Grouped<'_>) {
        let outputs = || grouped.keys.iter().chain(grouped.aggregates);
        let scope = self.scope(grouped.subset.relation);
        self.enter(Root::of(scope, grouped.subset));
        for join in grouped.joins {
            self.beside(join, scope);
        }
        let start = self.sql.len();
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
        let mut named = false;
        if !grouped.keys.is_empty() {
            self.clause(" GROUP BY ");
            self.list(", ", 0..grouped.keys.len(), |r, at| match r.identified(&grouped.keys[at].node, scope) {
                Some(row) => {
                    named = true;
                    r.identity(row);
                }
                None => r.again(&grouped.keys[at], at, scope),
            });
        }
        if *grouped.having != Node::True {
            self.clause(" HAVING ");
            self.truth(grouped.having, scope);
        } else if grouped.keys.is_empty() && !outputs().any(|output| output.node.has_aggregate()) {
            // All rows are one group, though no aggregate says so.
            self.push(" HAVING TRUE");
        }
        // Names are ordered after their groups are there: PostgreSQL would sort all rows, each with its name, to group them.
        if let Some(order) = grouped.by_position(scope).filter(|_| named && Form::of_thread() != Form::Whole) {
            self.leave(at);
            self.sql.insert_str(start, "SELECT * FROM (");
            self.push(") AS ");
            let groups = self.fresh();
            self.alias(groups);
            self.clause(" ORDER BY ");
            self.list(", ", order, |r, (position, item)| {
                r.number(position as u64 + 1);
                r.direction(item);
            });
            return self.part(grouped);
        }
        if !grouped.order.is_empty() {
            self.clause(" ORDER BY ");
            self.list(", ", grouped.order, |r, item| {
                match outputs().enumerate().find(|(_, output)| output.node == item.node) {
                    Some((position, output)) => r.again(output, position, scope),
                    None => r.value_again(&item.node, scope),
                }
                r.direction(item);
            });
        }
        self.part(grouped);
        self.leave(at);
    }

    /// ` LIMIT … OFFSET …`
    fn part(&mut self, grouped: &Grouped<'_>) {
        if let Some(limit) = grouped.limit {
            self.clause(" LIMIT ");
            self.number(limit);
        }
        if grouped.offset > 0 {
            self.clause(" OFFSET ");
            self.number(grouped.offset);
        }
    }

    /// The row of which a value stands for no other row, and which has a primary key that is quicker to compare: a group
    /// for each value is a group for each row.
    fn identified(&mut self, node: &Node, scope: Scope) -> Option<Scope> {
        match node {
            Node::Column { index, .. } => {
                let relation = scope.relation;
                let quicker = |column: &u16| types::is_exact(relation.type_of(*column));
                let is_name = !quicker(index) && relation.is_unique(&[*index]) && !relation.nullable.contains(index);
                let key = relation.primary_key;
                // The index says that the key is checked at once, without which PostgreSQL would not take it.
                let is_key = !key.is_empty() && relation.unique.contains(&key);
                (is_name && is_key && key.iter().all(quicker)).then_some(scope)
            }
            Node::Lift(lift) => {
                let far = self.join(lift.edge, scope);
                self.identified(&lift.value, far)
            }
            _ => None,
        }
    }

    /// `t0."category_id"`, of this relation itself, though another column may equal it.
    fn identity(&mut self, row: Scope) {
        self.list(", ", row.relation.primary_key, |r, &column| {
            r.alias(row.alias);
            r.push(".");
            r.name(row.relation, column);
        });
    }

    /// An output once more. By position; but a column by itself, and what travels as another type than its own, such as
    /// an enum as text: by position it would be grouped and ordered as that type.
    fn again(&mut self, output: &Output, position: usize, scope: Scope) {
        match &output.node {
            Node::Column { .. } | Node::Lift(_) if output.node.column_type(scope.relation).is_some() => {
                self.value(&output.node, scope);
            }
            node if travels(output, scope) => self.value_again(node, scope),
            _ => self.number(position as u64 + 1),
        }
    }
}
