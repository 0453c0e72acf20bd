//! `SELECT` of a set.

use super::frame::{Expected, Root, Rows};
use super::known::{self, Kind};
use super::rearrange::{once, rearranged};
use super::{Grouped, Outputs, Renderer, Scope};
use crate::node::{Link, Node, OrderItem, Pick, Subset, Wait};
use crate::statement::Statement;
use crate::statement::{Locks, Refusal};
use crate::value::types;

/// A `SELECT`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Select<'a> {
    pub(crate) subset: &'a Subset,
    pub(crate) outputs: Outputs<'a>,
    pub(crate) distinct: bool,
}

/// `SELECT … FROM … WHERE …`
pub(crate) fn select(select: Select<'_>) -> Statement {
    known::statement(
        Kind::Select,
        |shape| shape.select(select),
        |_| {
            let mut renderer = Renderer::new();
            renderer.select(select);
            renderer.finish().reading(select.outputs.types(select.subset.relation))
        },
    )
}

/// `SELECT count(*) FROM …`
pub(crate) fn count(select: Select<'_>) -> Statement {
    let plain = !(select.distinct || select.subset.is_limited() || select.subset.lock().is_some());
    let write = |_| {
        let mut renderer = Renderer::new();
        if let Some(link) = referred(select.subset).filter(|_| plain) {
            renderer.count_referred(link);
        } else if plain {
            let plain = Subset::new(select.subset.relation, select.subset.filter.clone());
            renderer.rows(&plain, |r, _| r.push("SELECT count(*)"));
        } else {
            renderer.push("SELECT count(*) FROM (");
            renderer.select(select);
            renderer.push(") AS c");
        }
        renderer.finish().reading([types::INT8.wire])
    };
    known::statement(Kind::Count, |shape| shape.select(select), write)
}

/// `SELECT EXISTS (SELECT 1 FROM …)`
pub(crate) fn exists(subset: &Subset) -> Statement {
    let write = |_| {
        let mut renderer = Renderer::new();
        renderer.push("SELECT EXISTS (");
        match one_of_each(subset) {
            Some(each) => renderer.rows(&each, |r, scope| {
                r.push("SELECT ");
                r.distinct_on(&each, scope);
                r.push("1");
            }),
            None => renderer.rows(subset, |r, _| r.push("SELECT 1")),
        }
        renderer.push(")");
        if subset.lock().is_some() {
            renderer.locks.add(Locks::Refused(Refusal::Exists));
        }
        renderer.finish().reading([types::BOOL.wire])
    };
    known::statement(Kind::Exists, |shape| shape.subset(subset), write)
}

impl Renderer {
    pub(super) fn select(&mut self, select: Select<'_>) {
        let Select { subset, outputs, distinct } = select;
        self.note_lock(subset, distinct);
        if let Some(plain) = rearranged(subset) {
            return self.select(Select { subset: &plain, ..select });
        }
        if distinct && let Some(pick) = subset.pick.as_ref().filter(|pick| travels_otherwise(subset, pick, outputs)) {
            let Pick { order, limit, offset, .. } = &**pick;
            let having = &Node::True;
            let (limit, offset) = (*limit, *offset);
            return self.group(&Grouped {
                subset,
                joins: &[],
                keys: outputs.values,
                aggregates: &[],
                having,
                order,
                limit,
                offset,
            });
        }
        if let Some(pick) = subset.pick.as_ref().filter(|pick| !distinct && is_cut_first(pick, outputs)) {
            return self.cut_first(subset, pick, outputs);
        }
        self.rows_with(subset, distinct.then_some(outputs), |r, scope| {
            r.push(if distinct { "SELECT DISTINCT " } else { "SELECT " });
            if r.distinct_on(subset, scope) && !outputs.row && outputs.values.is_empty() {
                // Without a value, PostgreSQL does not take it for a `SELECT`.
                r.push("1");
            }
            r.outputs(outputs, scope);
        });
    }

    /// `SELECT count(*) FROM (SELECT DISTINCT t0."film_id" FROM … AS t0) AS c`
    fn count_referred(&mut self, link: &Link) {
        self.push("SELECT count(*) FROM (");
        let near = self.scope(link.edge.next());
        self.enter(Root::of(near, &Subset::new(near.relation, Node::True)));
        let far = self.land(link.edge, near);
        self.push("SELECT DISTINCT ");
        self.list(", ", link.edge.near.columns(), |r, (_, there)| r.column(near, there));
        self.clause(" FROM ");
        self.relation_as(near);
        let at = self.sql.len();
        self.where_(&link.filter, far);
        self.leave(at);
        self.push(") AS c");
    }

    /// `WITH t0 AS MATERIALIZED (SELECT … LIMIT …) SELECT … FROM t0 AS t1 …`: what is computed of other rows is computed
    /// for those that the limit lets through.
    fn cut_first(&mut self, subset: &Subset, pick: &Pick, outputs: Outputs<'_>) {
        let query = self.fresh();
        self.push("WITH ");
        self.alias(query);
        self.push(" AS MATERIALIZED (");
        self.rows(subset, |r, scope| {
            r.push("SELECT ");
            r.distinct_on(subset, scope);
            r.alias(scope.alias);
            r.push(".*");
        });
        self.push(") SELECT ");
        let scope = self.scope(subset.relation);
        let expected = if pick.limit.is_some_and(|limit| limit <= FEW) { Expected::Few } else { Expected::Many };
        self.enter(Root { scope, rows: Rows::With(query), expected });
        self.outputs(outputs, scope);
        self.clause(" FROM ");
        self.alias(query);
        self.push(" AS ");
        self.alias(scope.alias);
        let at = self.sql.len();
        self.order(&pick.order, scope, None);
        self.leave(at);
    }

    /// Whether there is a `DISTINCT ON`, which is written.
    pub(super) fn distinct_on(&mut self, subset: &Subset, scope: Scope) -> bool {
        let Some(pick) = subset.pick.as_ref().filter(|pick| !pick.distinct_on.is_empty()) else { return false };
        self.push("DISTINCT ON (");
        self.list(", ", once(pick.distinct_on.iter()), |r, node| match node {
            Node::True | Node::False | Node::Null => r.value_again(node, scope),
            node => r.value_said(node, scope),
        });
        self.push(") ");
        true
    }

    /// The rows of a set: the head, then `FROM … WHERE … ORDER BY … LIMIT …`.
    pub(super) fn rows(&mut self, subset: &Subset, head: impl FnOnce(&mut Self, Scope)) {
        self.rows_with(subset, None, head);
    }

    /// [`rows`](Self::rows), ordered by positions where the outputs are distinct.
    fn rows_with(&mut self, subset: &Subset, distinct: Option<Outputs<'_>>, head: impl FnOnce(&mut Self, Scope)) {
        let scope = self.scope(subset.relation);
        self.enter(Root::of(scope, subset));
        head(self, scope);
        self.clause(" FROM ");
        let parts = subset.parts();
        match subset.pick.as_ref().and_then(|pick| pick.source.as_ref()) {
            Some(call) => self.call_as(call, scope),
            None => match &parts {
                Some(parts) => self.parts_as(parts, scope),
                None => self.relation_as(scope),
            },
        }
        let at = self.sql.len();
        if parts.is_none() {
            self.where_(&subset.filter, scope);
        }
        if let Some(pick) = &subset.pick {
            self.order(&pick.order, scope, distinct);
            self.bounds(pick);
            self.lock(pick, scope);
        }
        self.leave(at);
    }

    /// `((SELECT … LIMIT …) UNION ALL (SELECT … LIMIT …)) AS t0`
    fn parts_as(&mut self, parts: &[Subset], scope: Scope) {
        self.push("(");
        self.list(" UNION ALL ", parts, |r, part| {
            r.push("(");
            r.rows(part, |r, scope| {
                r.push("SELECT ");
                r.alias(scope.alias);
                r.push(".*");
            });
            r.push(")");
        });
        self.push(") AS ");
        self.alias(scope.alias);
    }

    pub(super) fn where_(&mut self, filter: &Node, scope: Scope) {
        if *filter != Node::True {
            self.clause(" WHERE ");
            self.truth(filter, scope);
        }
    }

    pub(super) fn order(&mut self, order: &[OrderItem], scope: Scope, distinct: Option<Outputs<'_>>) {
        if order.is_empty() {
            return;
        }
        self.clause(" ORDER BY ");
        self.list(", ", order, |r, item| {
            let position =
                distinct.and_then(|outputs| outputs.values.iter().position(|output| output.node == item.node));
            match position {
                Some(position) => {
                    r.number(position as u64 + 1);
                    r.direction(item);
                }
                None => r.order_item(item, scope),
            }
        });
    }

    pub(super) fn bounds(&mut self, pick: &Pick) {
        if let Some(limit) = pick.limit {
            self.clause(" LIMIT ");
            self.number(limit);
        }
        if pick.offset > 0 {
            self.clause(" OFFSET ");
            self.number(pick.offset);
        }
    }

    /// Refuses a lock on rows that cannot be locked.
    pub(super) fn note_lock(&mut self, subset: &Subset, distinct: bool) {
        let Some((pick, lock)) = subset.pick.as_ref().and_then(|pick| Some((pick, pick.lock?))) else { return };
        if distinct || !pick.distinct_on.is_empty() {
            self.locks.add(Locks::Refused(Refusal::Distinct));
        }
        let bounded = pick.limit.is_some() || pick.offset > 0;
        if pick.source.is_some() && bounded && lock.wait == Wait::Skip {
            self.locks.add(Locks::Refused(Refusal::Source));
        }
    }

    fn lock(&mut self, pick: &Pick, scope: Scope) {
        let Some(lock) = pick.lock else { return };
        self.locks.add(lock.refused.map_or(Locks::Taken, Locks::Refused));
        self.clause(" FOR ");
        self.push(lock.strength);
        self.push(" OF ");
        self.alias(scope.alias);
        self.push(match lock.wait {
            Wait::Block => "",
            Wait::Skip => " SKIP LOCKED",
            Wait::Fail => " NOWAIT",
        });
    }
}

/// A set that skips rows of different values, in no order: whether one is left depends on how many values there are.
fn one_of_each(subset: &Subset) -> Option<Subset> {
    let pick = subset.pick.as_ref().filter(|pick| !pick.distinct_on.is_empty() && pick.offset > 0)?;
    let pick = Pick { order: Vec::new(), backward: false, ranges: None, ..(**pick).clone() };
    Some(Subset { pick: Some(Box::new(pick)), ..subset.clone() })
}

/// A set of all rows that others refer to: as many as there are different values in the others' foreign key.
fn referred(subset: &Subset) -> Option<&Link> {
    let Node::Exists(link) = &subset.filter else { return None };
    let others = link.edge.next();
    let key: Vec<u16> = link.edge.near.columns().map(|(_, there)| there).collect();
    // What is unique may be what this relation refers to itself.
    (others.is_mandatory(&key) && !others.is_unique(&key)).then_some(link)
}

/// Up to this many rows, it is quicker to look up by an index what belongs to each than to group it all.
const FEW: u64 = 1_000;

/// Whether rows are to be cut before their values are computed: of other rows, which few of them may need.
fn is_cut_first(pick: &Pick, outputs: Outputs<'_>) -> bool {
    let Pick { source: _, order, distinct_on, limit, offset, backward: _, lock: _, ranges: _ } = pick;
    (limit.is_some() || *offset > 0 || !distinct_on.is_empty())
        && outputs.values.iter().any(|output| output.node.has_fold())
        && !order.iter().any(|item| item.node.has_fold())
        && !distinct_on.iter().any(Node::has_fold)
}

/// Whether distinct outputs are in an order of values that travel as another type, such as an enum as text: by their
/// position they would be in the order of that type. Grouped by them, they are the same and in their own order.
fn travels_otherwise(subset: &Subset, pick: &Pick, outputs: Outputs<'_>) -> bool {
    pick.order.iter().any(|item| {
        let output = outputs.values.iter().find(|output| output.node == item.node);
        output.is_some_and(|output| output.type_in(subset.relation).cast)
    })
}
