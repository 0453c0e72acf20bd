//! `SELECT` of a set.

use super::frame::{self, Root};
use super::known::{self, Kind};
use super::{Grouped, Renderer, Scope};
use crate::expr::{Node, OrderItem};
use crate::query::lock::{Locks, Refusal};
use crate::query::{Pick, Subset, Wait};
use crate::relation::RelationMeta;
use crate::statement::Statement;
use crate::value::{Oid, Reading, SqlType, types};

/// A value that is read, and the type that its Rust type stands for.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) node: Node,
    pub(crate) ty: SqlType,
}

/// What is read of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outputs<'a> {
    /// Whether every column is read, in order, before all others.
    pub(crate) row: bool,
    pub(crate) values: &'a [Output],
}

impl Outputs<'_> {
    /// The types that they are read as.
    pub(super) fn types(self, relation: &'static RelationMeta) -> impl Iterator<Item = Oid> {
        let row = if self.row { relation.columns } else { &[] };
        let values = self.values.iter().map(move |output| output.type_in(relation).read_type());
        row.iter().map(|(_, ty)| ty.read_type()).chain(values)
    }
}

impl Output {
    /// The type of the value, of rows of this relation.
    fn type_in(&self, relation: &'static RelationMeta) -> SqlType {
        self.node.column_type(relation).unwrap_or(self.ty)
    }
}

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
        if plain {
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
        renderer.rows(subset, |r, _| r.push("SELECT 1"));
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
        let few = pick.limit.is_some_and(|limit| limit <= FEW);
        self.enter(Root { scope, rows: frame::Rows::With(query), few });
        self.outputs(outputs, scope);
        self.clause(" FROM ");
        self.alias(query);
        self.push(" AS ");
        self.alias(scope.alias);
        let at = self.sql.len();
        self.order(&pick.order, scope, None);
        self.leave(at);
    }

    /// `SELECT <columns> FROM …` as the right side of `IN`.
    pub(super) fn projection(&mut self, subset: &Subset, projected: &Node) {
        self.note_lock(subset, false);
        if let Some(plain) = rearranged(subset) {
            return self.projection(&plain, projected);
        }
        self.rows(subset, |r, scope| {
            r.push("SELECT ");
            r.distinct_on(subset, scope);
            r.value(projected, scope);
        });
    }

    /// `t0."id" IN (SELECT t1."id" FROM …)`
    ///
    /// Rows that are locked are found once, however the server runs the statement: a sub-select that it runs again
    /// would skip what it has locked itself, and find others. So they are an array,
    /// `t0."id" = ANY(ARRAY(SELECT … FOR UPDATE))`, which is computed once by definition and is served by an index; a
    /// key of several columns has no array, and its rows are materialized.
    pub(super) fn among(&mut self, subset: &Subset, scope: Scope) {
        self.note_lock(subset, false);
        if let Some(plain) = rearranged(subset) {
            return self.among(&plain, scope);
        }
        let locked = subset.lock().is_some();
        if let ([column], true) = (scope.relation.primary_key, locked)
            && types::element_of(scope.relation.type_of(*column).wire).is_none()
        {
            self.column(scope, *column);
            self.push(" = ANY(ARRAY(");
            self.rows(subset, |r, inner| {
                r.push("SELECT ");
                r.column(inner, *column);
            });
            self.push("))");
            return;
        }
        // A row of a function has no place in the relation.
        let placeless = scope.relation.primary_key.is_empty() && subset.has_source();
        let identity = if placeless { Self::whole } else { Self::identity_list };
        let several = !placeless && scope.relation.primary_key.len() != 1;
        if several {
            self.push("(");
        }
        identity(self, scope);
        self.push(if several { ") IN (" } else { " IN (" });
        if locked {
            self.push("WITH locked AS MATERIALIZED (");
        }
        self.rows(subset, |r, inner| {
            r.push("SELECT ");
            r.distinct_on(subset, inner);
            identity(r, inner);
        });
        self.push(if locked { ") SELECT * FROM locked)" } else { ")" });
    }

    /// `t0::text`: a row as text, which is equal where every column is, whatever its type.
    fn whole(&mut self, scope: Scope) {
        self.alias(scope.alias);
        self.push("::text");
    }

    /// What tells a row from all others.
    fn identity_list(&mut self, scope: Scope) {
        if scope.relation.primary_key.is_empty() {
            // The place of a row is unique within its partition.
            self.alias(scope.alias);
            self.push(".tableoid, ");
            self.alias(scope.alias);
            self.push(".ctid");
        } else {
            self.list(", ", scope.relation.primary_key, |r, &column| r.column(scope, column));
        }
    }

    /// Every column of the relation, each as the type that travels.
    pub(super) fn all_columns(&mut self, scope: Scope) {
        self.list(", ", (0_u16..).zip(scope.relation.columns), |r, (column, (name, ty))| {
            r.reading(*ty, |r| r.column(scope, column));
            r.named(name, *ty);
        });
    }

    /// ` AS "name"` where a column is read by a call: a cast leaves it its name, by which errors call it.
    fn named(&mut self, name: &str, ty: SqlType) {
        if let Reading::Call(_) = ty.reading() {
            self.push(" AS ");
            self.quoted(name);
        }
    }

    pub(super) fn outputs(&mut self, outputs: Outputs<'_>, scope: Scope) {
        if outputs.row {
            self.all_columns(scope);
        }
        for (at, output) in outputs.values.iter().enumerate() {
            if at > 0 || (outputs.row && !scope.relation.columns.is_empty()) {
                self.push(", ");
            }
            self.output(output, scope);
        }
    }

    /// A value as the type that travels.
    pub(super) fn output(&mut self, output: &Output, scope: Scope) {
        let ty = output.type_in(scope.relation);
        let enclosed = !matches!(output.node, Node::Column { .. }) && matches!(ty.reading(), Reading::Cast(_));
        self.reading(ty, |r| {
            if enclosed {
                r.push("(");
            }
            r.value(&output.node, scope);
            if enclosed {
                r.push(")");
            }
        });
        if let Node::Column { index, .. } = output.node {
            self.named(scope.relation.columns[usize::from(index)].0, ty);
        }
    }

    /// Whether there is a `DISTINCT ON`, which is written.
    fn distinct_on(&mut self, subset: &Subset, scope: Scope) -> bool {
        let Some(pick) = subset.pick.as_ref().filter(|pick| !pick.distinct_on.is_empty()) else { return false };
        self.push("DISTINCT ON (");
        self.list(", ", &pick.distinct_on, |r, node| r.value(node, scope));
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
    fn note_lock(&mut self, subset: &Subset, distinct: bool) {
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
    pick.source.is_none()
        && pick.order.iter().any(|item| {
            let output = outputs.values.iter().find(|output| output.node == item.node);
            output.is_some_and(|output| output.type_in(subset.relation).cast)
        })
}

/// A set that one `SELECT` cannot say, as one that it can.
fn rearranged(subset: &Subset) -> Option<Subset> {
    let pick = subset.pick.as_ref()?;
    if pick.backward {
        return Some(backward(subset, pick));
    }
    if pick.lock.is_some() && pick.source.is_some() {
        return Some(locked(subset, pick));
    }
    distinct(subset, pick)
}

/// The last rows of an order: the first ones of the opposite order, put back in order.
fn backward(subset: &Subset, pick: &Pick) -> Subset {
    let inner = Pick { backward: false, ..pick.clone() };
    let bounded = pick.limit.is_some() || pick.offset > 0;
    if !bounded {
        return Subset { pick: Some(Box::new(inner)), ..subset.clone() };
    }
    let order = pick.order.iter().map(OrderItem::reversed).collect();
    let last = Subset { pick: Some(Box::new(Pick { order, ..inner })), ..subset.clone() };
    let outer = Pick { order: pick.order.clone(), lock: pick.lock, ..Pick::default() };
    Subset { relation: subset.relation, filter: last.into_rows(), pick: Some(Box::new(outer)) }
}

/// Rows of a function cannot be locked: those of the relation are, that the function gives.
fn locked(subset: &Subset, pick: &Pick) -> Subset {
    let outer = Pick { order: pick.order.clone(), lock: pick.lock, ..Pick::default() };
    Subset { relation: subset.relation, filter: subset.clone().unlocked().into_rows(), pick: Some(Box::new(outer)) }
}

/// Each of these once, in the order of their first occurrence.
fn once<'n>(nodes: impl Iterator<Item = &'n Node>) -> Vec<&'n Node> {
    let mut known = Vec::new();
    for node in nodes {
        if !known.contains(&node) {
            known.push(node);
        }
    }
    known
}

/// `DISTINCT ON` wants its expressions first in the order: where they are not, they are put there, and the rows are
/// read in the set's own order around that.
fn distinct(subset: &Subset, pick: &Pick) -> Option<Subset> {
    // What is said twice counts once, as for PostgreSQL.
    let keys = once(pick.distinct_on.iter());
    let given = once(pick.order.iter().map(|item| &item.node));
    let leads = given.iter().take(keys.len()).all(|node| keys.contains(node));
    if keys.is_empty() || given.is_empty() || (leads && given.len() >= keys.len()) {
        return None;
    }
    let mut order: Vec<_> = pick
        .distinct_on
        .iter()
        .map(|node| {
            let ordered = pick.order.iter().find(|item| item.node == *node);
            ordered.cloned().unwrap_or_else(|| OrderItem::ascending(node.clone()))
        })
        .collect();
    order.extend(pick.order.iter().filter(|item| !pick.distinct_on.contains(&item.node)).cloned());
    let bare = Pick { order, limit: None, offset: 0, lock: None, ..pick.clone() };
    let each = Subset { pick: Some(Box::new(bare)), ..subset.clone() };
    let outer = Pick { distinct_on: Vec::new(), source: None, backward: false, ..pick.clone() };
    Some(Subset { relation: subset.relation, filter: each.into_rows(), pick: Some(Box::new(outer)) })
}
