//! Aggregates across keys: a derived table for each path of keys, grouped and joined once.
//!
//! Its rows are restricted to what the rows of the statement lead to, unless these are all there are. A few rows whose
//! children an index finds have them looked up one after the other instead (`LATERAL`). `docs/decisions/` has the
//! measurements of every form.

use super::form::Form;
use super::frame::{Expected, Kind, Root, Rows, Source};
use super::{Alias, Renderer, Scope};
use crate::node::{AggregateNode, Edge, Fold, Link, Node, RelationMeta, logic, op};
use crate::value::{SqlType, types};

/// Aggregates over the rows that one path leads to from a row; without any, whether there is one.
pub(super) struct Group {
    from: Scope,
    path: Path,
    to: Alias,
    values: Vec<Measure>,
    lateral: bool,
}

/// Keys that are followed one after the other, within one aggregate.
#[derive(Clone, PartialEq)]
pub(super) struct Path {
    steps: Vec<Step>,
    /// Whether the last step may lead to no row, and its group is there all the same.
    open: bool,
}

/// A key that is followed.
#[derive(Clone, PartialEq)]
struct Step {
    edge: Edge,
    /// From which of the rows it leads to the next key is followed.
    filter: Node,
}

/// An aggregate of a group.
#[derive(Clone, PartialEq)]
pub(super) struct Measure {
    aggregate: AggregateNode,
    /// Over which of the rows at the end of the path.
    filter: Node,
    /// The type of its value, where that is not the type the aggregate has by itself.
    cast: Option<SqlType>,
}

impl Path {
    /// The longest path that one aggregate can be computed over: a sum of sums is the sum over the whole path.
    pub(super) fn of(fold: &Fold) -> (Self, Measure) {
        let mut steps = Vec::new();
        let (mut open, mut last) = (false, fold);
        while let Some(inner) = merged(last) {
            steps.push(Step { edge: last.edge, filter: last.filter.clone() });
            open = inner.aggregate.op.total;
            last = inner;
        }
        steps.push(Step { edge: last.edge, filter: Node::True });
        let cast = (last.aggregate.result != fold.aggregate.result).then_some(fold.aggregate.result);
        let measure = Measure { aggregate: last.aggregate.clone(), filter: last.filter.clone(), cast };
        (Self { steps, open }, measure)
    }

    /// Whether an index finds the rows of every step.
    pub(super) fn is_indexed(&self) -> bool {
        self.steps.iter().all(|step| {
            let (relation, near) = (step.edge.next(), step.edge.near);
            relation.is_indexed(&near.columns().map(|(_, there)| there).collect::<Vec<_>>())
        })
    }
}

/// The aggregate that another one is an aggregate of, where both together are one over the rows of both keys.
fn merged(outer: &Fold) -> Option<&Fold> {
    let AggregateNode { op, arguments, distinct, order, filter, result } = &outer.aggregate;
    let [Node::Fold(inner)] = &**arguments else { return None };
    let is = |other: &op::Op| std::ptr::eq(*op, other);
    let plain = !distinct && order.is_empty() && *filter == Node::True && !inner.aggregate.distinct;
    let same = std::ptr::eq(*op, inner.aggregate.op);
    // Sums of floating-point numbers depend on how they are grouped.
    let exact = ![types::FLOAT4, types::FLOAT8].contains(result);
    let merges = if is(&op::SUM) {
        // A sum of counts is a count, and 0 only if there is something to sum.
        exact && (same || inner.aggregate.op.total)
    } else {
        same && (is(&op::MIN) || is(&op::MAX) || is(&op::BOOL_AND) || is(&op::BOOL_OR))
    };
    (plain && merges).then_some(inner)
}

impl Renderer {
    /// An aggregate over the rows that a key leads to: of a derived table where one can be joined, of a sub-select
    /// otherwise.
    pub(super) fn fold(&mut self, fold: &Fold, scope: Scope) {
        let (path, measure) = Path::of(fold);
        if !self.is_joinable() {
            let group = Group { from: scope, path, to: scope.alias, values: vec![measure], lateral: true };
            self.push("(");
            self.group_rows(&group);
            self.push(")");
            return;
        }
        // A count of no rows is 0, and there is no group of no rows.
        let zero = fold.aggregate.op.total;
        let lateral = Form::looks_up(match self.expected() {
            Expected::One => true,
            Expected::Few => path.is_indexed(),
            Expected::Many => false,
        });
        let known = self.groups().find(|group| group.from.alias == scope.alias && group.path == path);
        let (to, at) = if let Some(group) = known {
            (group.to, group.place(measure))
        } else {
            let to = self.fresh();
            self.add(Source::Group(Group { from: scope, path, to, values: vec![measure], lateral }));
            (to, 0)
        };
        if zero && !lateral {
            self.push("COALESCE(");
        }
        self.alias(to);
        self.push(".v");
        self.number(at as u64);
        if zero && !lateral {
            self.push(", 0)");
        }
    }

    /// Whether a key leads to a row, where it is asked of every row and no index finds that row: by a join to the keys of
    /// all that are there. Elsewhere PostgreSQL plans `EXISTS` as well as a join.
    pub(super) fn presence(&mut self, link: &Link, scope: Scope) -> bool {
        let path = Path { steps: vec![Step { edge: link.edge, filter: link.filter.clone() }], open: false };
        if !self.is_joinable() || Form::looks_up(path.is_indexed() || self.expected() == Expected::One) {
            return false;
        }
        let known = self.groups().find(|group| group.from.alias == scope.alias && group.path == path);
        let known = known.map(|group| group.to);
        let to = known.unwrap_or_else(|| {
            let to = self.fresh();
            self.add(Source::Group(Group { from: scope, path, to, values: Vec::new(), lateral: false }));
            to
        });
        self.alias(to);
        self.push(".k0 IS NOT NULL");
        true
    }

    /// ` LEFT JOIN (SELECT …) AS t1 ON t1.k0 = t0."id"`
    pub(super) fn group_join(&mut self, group: &Group) {
        self.clause(if group.lateral { " LEFT JOIN LATERAL (" } else { " LEFT JOIN (" });
        self.group_rows(group);
        self.push(") AS ");
        self.alias(group.to);
        self.push(" ON ");
        if group.lateral {
            self.push("TRUE");
            return;
        }
        let Some(first) = group.path.steps.first() else { return };
        self.list(" AND ", first.edge.here().enumerate(), |r, (at, here)| {
            r.alias(group.to);
            r.push(".k");
            r.number(at as u64);
            r.push(" = ");
            r.column(group.from, here);
        });
    }

    /// `SELECT … AS k0, sum(…) AS v0 FROM … WHERE … GROUP BY …`, or the one row for the row it is joined to.
    fn group_rows(&mut self, group: &Group) {
        let Group { from, path, to: _, values, lateral } = group;
        let Some((first, rest)) = path.steps.split_first() else { return };
        let rows = if Form::of_thread() == Form::Whole { Rows::Where(Node::True) } else { self.rows_behind(*from) };
        let near = self.scope(first.edge.next());
        let link = Edge { target: near.relation, near: first.edge.near, through: None };
        let behind = match &rows {
            Rows::Where(filter) => super::tree::linked(link, from.relation, filter, true),
            Rows::With(_) | Rows::Given => Node::True,
        };
        let among = if *lateral { Node::True } else { behind.clone() };
        let expected = match self.expected() {
            Expected::Many if !lateral => Expected::Many,
            Expected::One | Expected::Few | Expected::Many => Expected::Few,
        };
        self.enter(Root { scope: near, rows: Rows::Where(behind), expected });
        // The relations of the path, and the one whose rows are aggregated.
        let mut conditions = Vec::with_capacity(path.steps.len());
        let mut far = self.land(first.edge, near);
        let mut filter = &first.filter;
        for (at, step) in rest.iter().enumerate() {
            conditions.push((filter, far));
            let kind = if path.open && at + 1 == rest.len() { Kind::Left } else { Kind::Inner };
            let next = self.join_as(kind, step.edge.next(), step.edge.near, far);
            far = match (step.edge.through, kind) {
                (Some((_, landing)), Kind::Left) => self.join_as(kind, step.edge.target, landing, next),
                _ => self.land(step.edge, next),
            };
            filter = &step.filter;
        }
        conditions.push((filter, far));
        // What all values have in common is asked once.
        let common = values
            .first()
            .map(|value| &value.filter)
            .filter(|filter| !path.open && values.iter().all(|value| value.filter == **filter));
        let there = path.steps.last().filter(|_| path.open).and_then(|step| step.edge.arrival());
        let keys: Vec<u16> = first.edge.near.columns().map(|(_, there)| there).collect();
        self.push("SELECT ");
        if !lateral {
            self.list(", ", keys.iter().enumerate(), |r, (at, &key)| {
                r.column(near, key);
                r.push(" AS k");
                r.number(at as u64);
            });
            self.push(if values.is_empty() { "" } else { ", " });
        }
        self.list(", ", values.iter().enumerate(), |r, (at, value)| {
            let filter = if common.is_some() { &Node::True } else { &value.filter };
            r.measure(value, (filter, there), far);
            r.push(" AS v");
            r.number(at as u64);
        });
        self.clause(" FROM ");
        self.relation_as(near);
        let at = self.sql.len();
        let mut word = " WHERE ";
        if *lateral {
            self.clause(word);
            self.equal(first.edge.near, *from, near);
            word = " AND ";
        } else if let Rows::With(query) = rows {
            self.clause(word);
            self.among_keys(first.edge, near, (from.relation, query));
            word = " AND ";
        }
        let conditions = conditions.into_iter().chain(common.map(|filter| (filter, far)));
        self.conditions(word, std::iter::once((&among, near)).chain(conditions));
        // A sum of counts is NULL where there is nothing to sum: then there is to be no group.
        if !lateral || path.open {
            self.clause(" GROUP BY ");
            self.list(", ", &keys, |r, &key| r.column(near, key));
        }
        self.leave(at);
    }

    /// `sum(…)::numeric`
    fn measure(&mut self, value: &Measure, (filter, there): (&Node, Option<u16>), far: Scope) {
        let mut filter = filter.clone();
        if let Some(column) = there {
            // Not the row that stands for none.
            filter = logic::and(Node::unary(&op::IS_NOT_NULL, Node::Column { index: column, nullable: true }), filter);
        }
        self.aggregate(&AggregateNode { filter, ..value.aggregate.clone() }, far);
        if let Some(ty) = value.cast {
            self.push("::");
            self.type_(ty);
        }
    }

    /// `(t1."a") IN (SELECT "b" FROM t2)`: the rows that those of a `WITH` query lead to.
    fn among_keys(&mut self, edge: Edge, near: Scope, (relation, query): (&'static RelationMeta, Alias)) {
        self.push("(");
        self.list(", ", edge.near.columns(), |r, (_, there)| r.column(near, there));
        self.push(") IN (SELECT ");
        self.list(", ", edge.here(), |r, here| r.name(relation, here));
        self.clause(" FROM ");
        self.alias(query);
        self.push(")");
    }
}

impl Group {
    /// The place of a value among those of the group.
    fn place(&mut self, measure: Measure) -> usize {
        self.values.iter().position(|known| *known == measure).unwrap_or_else(|| {
            self.values.push(measure);
            self.values.len() - 1
        })
    }
}
