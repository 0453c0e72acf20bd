//! `SELECT … GROUP BY …`.

use super::form::Form;
use super::frame::Root;
use super::{Alias, Beside, Output, Outputs, Renderer, Scope};
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
    fn outputs(&self) -> impl Iterator<Item = &Output> {
        self.keys.iter().chain(self.aggregates)
    }

    /// The order by positions of outputs, if it can be written so.
    fn by_position(&self, scope: Scope) -> Option<Vec<(usize, &OrderItem)>> {
        let position = |item: &OrderItem| {
            let (position, output) = self.outputs().enumerate().find(|(_, output)| output.node == item.node)?;
            (!travels(output, scope)).then_some(position)
        };
        self.order.iter().map(|item| Some((position(item)?, item))).collect()
    }

    /// Whether it asks of its groups nothing but their keys and aggregates, so that their names are not needed.
    fn is_of_aggregates(&self) -> bool {
        self.aggregates.iter().all(|output| output.node.is_of_aggregates()) && self.having.is_of_aggregates()
    }
}

/// Whether an output travels as another type than its own, such as an enum as text.
fn travels(output: &Output, scope: Scope) -> bool {
    let ty = output.node.column_type(scope.relation);
    !matches!(ty.unwrap_or(output.ty).reading(), Reading::Plain)
}

/// A key of groups that is the name of a row, which has a primary key that is quicker to compare: a group for each name
/// is a group for each row.
struct Named<'a> {
    key: &'a Output,
    /// The name, as a column of the row.
    name: &'a Node,
    row: Scope,
}

/// When the names of groups are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// With the rows.
    First,
    /// With the groups, which are the fewer.
    Last,
}

impl Renderer {
    pub(super) fn group(&mut self, grouped: &Grouped<'_>) {
        let scope = self.scope(grouped.subset.relation);
        self.enter(Root::of(scope, grouped.subset));
        for join in grouped.joins {
            self.beside(join, scope);
        }
        let named: Vec<_> = grouped.keys.iter().map(|key| self.named_row(key, scope)).collect();
        if Form::of_thread() != Form::Whole
            && let Some(order) = grouped.by_position(scope)
        {
            let are_joined = named.iter().flatten().all(|named| self.is_joined_to_one(named.row));
            if named.iter().any(Option::is_some) && are_joined && grouped.is_of_aggregates() {
                return self.named_last(grouped, scope, &named, &order);
            }
            // PostgreSQL would sort all rows, each with its name, to group them.
            if named.iter().any(Option::is_some) && !order.is_empty() {
                return self.ordered_last(grouped, scope, &named, &order);
            }
        }
        let at = self.select_groups(grouped, scope, &named, Names::First);
        if !grouped.order.is_empty() {
            self.clause(" ORDER BY ");
            self.list(", ", grouped.order, |r, item| {
                match grouped.outputs().enumerate().find(|(_, output)| output.node == item.node) {
                    Some((position, output)) => r.again(output, position, scope),
                    None => r.value_again(&item.node, scope),
                }
                r.direction(item);
            });
        }
        self.part(grouped);
        self.leave(at);
    }

    /// `SELECT t3.k0, t4."name", t3.k2 FROM (SELECT … GROUP BY 1, 2) AS t3 (k0, k1, k2) JOIN … AS t4 ON … ORDER BY …`
    fn named_last(
        &mut self,
        grouped: &Grouped<'_>,
        scope: Scope,
        named: &[Option<Named<'_>>],
        order: &[(usize, &OrderItem)],
    ) {
        let start = self.sql.len();
        let at = self.select_groups(grouped, scope, named, Names::Last);
        self.leave(at);
        let inner = self.sql.split_off(start);
        let groups = self.fresh();
        let rows: Vec<_> = named.iter().map(|named| Some(self.scope(named.as_ref()?.row.relation))).collect();
        self.push("SELECT ");
        self.list(", ", 0..grouped.outputs().count(), |r, at| {
            let name = named.get(at).and_then(Option::as_ref).zip(rows.get(at).copied().flatten());
            match name {
                Some((Named { key, name, .. }, row)) => {
                    r.output(&Output { node: (*name).clone(), ty: key.ty }, row);
                }
                None => r.group_column(groups, at),
            }
        });
        self.clause(" FROM ");
        self.push("(");
        self.push(&inner);
        self.push(") AS ");
        self.alias(groups);
        self.push(" (");
        self.list(", ", 0..grouped.outputs().count(), Self::group_column_name);
        self.push(")");
        for (at, row) in rows.iter().enumerate().filter_map(|(at, row)| Some((at, (*row)?))) {
            self.clause(" JOIN ");
            self.relation_as(row);
            self.push(" ON ");
            self.identity(row);
            self.push(" = ");
            self.group_column(groups, at);
        }
        self.in_order(order);
        self.part(grouped);
    }

    /// `SELECT * FROM (SELECT … GROUP BY …) AS t3 ORDER BY …`
    fn ordered_last(
        &mut self,
        grouped: &Grouped<'_>,
        scope: Scope,
        named: &[Option<Named<'_>>],
        order: &[(usize, &OrderItem)],
    ) {
        self.push("SELECT * FROM (");
        let at = self.select_groups(grouped, scope, named, Names::First);
        self.leave(at);
        self.push(") AS ");
        let groups = self.fresh();
        self.alias(groups);
        self.in_order(order);
        self.part(grouped);
    }

    /// `SELECT … FROM … WHERE … GROUP BY … HAVING …`, and where its joins belong.
    fn select_groups(
        &mut self,
        grouped: &Grouped<'_>,
        scope: Scope,
        named: &[Option<Named<'_>>],
        names: Names,
    ) -> usize {
        self.push("SELECT ");
        self.list(", ", grouped.outputs().enumerate(), |r, (at, output)| match named.get(at) {
            Some(Some(named)) if names == Names::Last => r.key_of(named.row),
            Some(_) => r.output_as(output, scope, Self::value_said),
            None => r.output(output, scope),
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
            self.list(", ", grouped.keys.iter().zip(named).enumerate(), |r, (at, (key, named))| match (named, names) {
                (Some(named), Names::First) => r.identity(named.row),
                (Some(named), Names::Last) => r.key_of(named.row),
                (None, _) => r.again(key, at, scope),
            });
        }
        if *grouped.having != Node::True {
            self.clause(" HAVING ");
            self.truth(grouped.having, scope);
        } else if grouped.keys.is_empty() && !grouped.outputs().any(|output| output.node.has_aggregate()) {
            // All rows are one group, though no aggregate says so.
            self.push(" HAVING TRUE");
        }
        at
    }

    /// ` ORDER BY 2 DESC, 1`
    fn in_order(&mut self, order: &[(usize, &OrderItem)]) {
        if order.is_empty() {
            return;
        }
        self.clause(" ORDER BY ");
        self.list(", ", order, |r, (position, item)| {
            r.number(*position as u64 + 1);
            r.direction(item);
        });
    }

    fn group_column(&mut self, groups: Alias, at: usize) {
        self.alias(groups);
        self.push(".");
        self.group_column_name(at);
    }

    fn group_column_name(&mut self, at: usize) {
        self.push("k");
        self.number(at as u64);
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

    /// The row whose name a key is.
    fn named_row<'a>(&mut self, key: &'a Output, scope: Scope) -> Option<Named<'a>> {
        let (mut name, mut row) = (&key.node, scope);
        while let Node::Lift(lift) = name {
            row = self.join(lift.edge, row);
            name = &lift.value;
        }
        let &Node::Column { index, .. } = name else { return None };
        let relation = row.relation;
        let quicker = |column: &u16| types::is_exact(relation.type_of(*column));
        let is_name = !quicker(&index) && relation.is_unique(&[index]) && !relation.nullable.contains(&index);
        let primary = relation.primary_key;
        // The index says that the key is checked at once, without which PostgreSQL would not take it.
        let is_key = !primary.is_empty() && relation.unique.contains(&primary);
        (is_name && is_key && primary.iter().all(quicker)).then_some(Named { key, name, row })
    }

    /// `t0."category_id"`, of this relation itself, though another column may equal it.
    fn identity(&mut self, row: Scope) {
        self.list(", ", row.relation.primary_key, |r, &column| {
            r.alias(row.alias);
            r.push(".");
            r.name(row.relation, column);
        });
    }

    /// `t0."category_id"`, of whatever relation has it.
    fn key_of(&mut self, row: Scope) {
        self.list(", ", row.relation.primary_key, |r, &column| r.column(row, column));
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
