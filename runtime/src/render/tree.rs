//! One level of a tree: the rows that a set of rows leads to, each with the key of the row it belongs to.

use super::form::Form;
use super::frame::{Kind as JoinKind, Root};
use super::known::{self, Kind};
use super::{Outputs, Renderer, Scope, Select};
use crate::node::{Edge, Keys, Node, RelationMeta, Subset, logic, op};
use crate::statement::{ANY, Statement};
use crate::value::Oid;

/// One level of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level<'a> {
    pub(crate) source: &'static RelationMeta,
    pub(crate) edge: Edge,
    /// The predicate of the rows it starts from.
    pub(crate) parents: &'a Node,
    /// What is wanted of the rows that are led to: filter, order, and how many for each.
    pub(crate) subset: &'a Subset,
    /// Whether every row it leads to is there for one row alone: the reverse of a foreign key.
    pub(crate) many: bool,
    pub(crate) outputs: Outputs<'a>,
}

/// Where the key of the row that it belongs to is in a row.
#[derive(Clone, Debug)]
pub(crate) enum KeyAt {
    /// Among the columns of the row itself.
    Columns(Vec<u16>),
    /// After everything else: these columns of this relation.
    End(&'static RelationMeta, Vec<u16>),
}

impl Level<'_> {
    /// The statement, and where the key is in its rows.
    pub(crate) fn statement(&self) -> (Statement, KeyAt) {
        let there = || self.edge.near.columns().map(|(_, there)| there).collect();
        let key = match self.edge.through {
            _ if self.is_looked_up() => KeyAt::End(self.source, self.edge.here().collect()),
            _ if self.subset.is_limited() => KeyAt::End(self.edge.next(), there()),
            Some((association, _)) => KeyAt::End(association, there()),
            None => KeyAt::Columns(there()),
        };
        (known::statement(Kind::Level, |shape| shape.level(self), |_| self.write()), key)
    }

    /// The types of the key's columns behind everything else.
    fn key_types(&self) -> Vec<Oid> {
        let of = |relation: &'static RelationMeta, column| relation.type_of(column).read_type();
        match self.edge.through {
            _ if self.subset.is_limited() => {
                let is_given = self.keys_given().is_some();
                self.edge.here().map(|column| if is_given { ANY } else { of(self.source, column) }).collect()
            }
            Some((association, _)) => self.edge.near.columns().map(|(_, there)| of(association, there)).collect(),
            None => Vec::new(),
        }
    }

    fn write(&self) -> Statement {
        let mut renderer = Renderer::new();
        if self.is_looked_up() {
            renderer.for_each(self);
        } else if self.subset.is_limited() {
            renderer.numbered(self);
        } else if self.edge.through.is_some() {
            renderer.through(self);
        } else {
            let subset = self.subset.clone().restrict(self.link());
            renderer.select(Select { subset: &subset, outputs: self.outputs, distinct: false });
        }
        renderer.finish().reading(self.outputs.types(self.edge.target).chain(self.key_types()))
    }

    /// The keys of the rows it starts from, if they are given. Their predicate may also be about other columns: about the
    /// rows that these were led to from.
    fn keys_given(&self) -> Option<&Keys> {
        match self.parents {
            Node::Keys(keys) => self.edge.here().eq(keys.columns.iter().copied()).then_some(keys),
            _ => None,
        }
    }

    /// Whether a limit is kept by looking up the rows of one parent after the other: an index finds them.
    fn is_looked_up(&self) -> bool {
        let there: Vec<u16> = self.edge.near.columns().map(|(_, there)| there).collect();
        self.subset.is_limited() && Form::looks_up(self.edge.next().is_indexed(&there))
    }

    /// The predicate, over the target, of the rows that are led to.
    pub(crate) fn reached(&self) -> Node {
        let link = if self.edge.through.is_none() {
            self.link()
        } else {
            logic::exists(self.edge.target, self.edge.reversed(self.source), self.parents.clone())
        };
        logic::and(link, self.subset.filter.clone())
    }

    /// The predicate of a key without an association.
    fn link(&self) -> Node {
        linked(self.edge, self.source, self.parents, self.many)
    }
}

/// The predicate, over the other side of a key, of the rows next to those with a predicate.
pub(super) fn linked(edge: Edge, source: &'static RelationMeta, parents: &Node, many: bool) -> Node {
    match parents {
        Node::Keys(keys) => match keys.moved(edge.near) {
            Some(moved) => Node::Keys(moved.into()),
            None => logic::exists(edge.target, edge.reversed(source), parents.clone()),
        },
        Node::True if many => edge
            .near
            .columns()
            .filter(|(_, there)| edge.target.nullable.contains(there))
            .map(|(_, there)| Node::unary(&op::IS_NOT_NULL, Node::Column { index: there, nullable: true }))
            .fold(Node::True, logic::and),
        parents => logic::exists(edge.target, edge.reversed(source), parents.clone()),
    }
}

impl Renderer {
    /// `SELECT t0.…, t1.key FROM target AS t0 JOIN association AS t1 ON … WHERE …`
    fn through(&mut self, level: &Level<'_>) {
        let Some((association, far)) = level.edge.through else { return };
        let target = self.scope(level.edge.target);
        let between = self.scope(association);
        self.enter(Root::each(target));
        self.push("SELECT ");
        self.outputs(level.outputs, target);
        for (_, there) in level.edge.near.columns() {
            self.push(", ");
            self.key(between, there);
        }
        self.clause(" FROM ");
        self.relation_as(target);
        self.clause(" JOIN ");
        self.relation_as(between);
        self.push(" ON ");
        self.equal(far, between, target);
        let at = self.sql.len();
        let near = Edge { target: association, near: level.edge.near, through: None };
        let link = linked(near, level.source, level.parents, true);
        // The key of the association leads to one row: a join asks the same as `EXISTS`, and is planned the quicker.
        let parents = match &link {
            Node::Exists(link) => {
                let parent = self.join_as(JoinKind::Inner, level.source, level.edge.near.flipped(), between);
                (&link.filter, parent)
            }
            link => (link, between),
        };
        self.conditions(" WHERE ", [parents, (&level.subset.filter, target)]);
        self.order(level.subset.order(), target, None);
        self.leave(at);
    }

    /// `SELECT l.*, p.k0 FROM (…) AS p CROSS JOIN LATERAL (… LIMIT …) AS l`
    fn for_each(&mut self, level: &Level<'_>) {
        let keys = level.edge.here().collect::<Vec<_>>();
        self.push("SELECT l.*");
        for at in 0..keys.len() as u64 {
            self.push(", p.k");
            self.number(at);
        }
        self.clause(" FROM ");
        self.parents(level, &keys);
        self.clause(" CROSS JOIN LATERAL (");
        let target = self.scope(level.edge.target);
        self.enter(Root::each(target));
        self.push("SELECT ");
        self.outputs(level.outputs, target);
        self.clause(" FROM ");
        self.relation_as(target);
        let mut near = target;
        if let Some((association, far)) = level.edge.through {
            near = self.scope(association);
            self.clause(" JOIN ");
            self.relation_as(near);
            self.push(" ON ");
            self.equal(far, near, target);
        }
        let at = self.sql.len();
        self.clause(" WHERE ");
        self.list(" AND ", level.edge.near.columns().enumerate(), |r, (at, (_, there))| {
            r.column(near, there);
            r.push(" = p.k");
            r.number(at as u64);
        });
        self.and_where(&level.subset.filter, target);
        self.order(level.subset.order(), target, None);
        if let Some(pick) = &level.subset.pick {
            self.bounds(pick);
        }
        self.leave(at);
        self.push(") AS l");
    }

    /// `SELECT l.* FROM (SELECT …, row_number() OVER (PARTITION BY …) AS n FROM …) AS l WHERE l.n <= 5`: all rows are read
    /// once, where no index finds those of one parent.
    fn numbered(&mut self, level: &Level<'_>) {
        let keys: Vec<u16> = level.edge.near.columns().map(|(_, there)| there).collect();
        self.push("SELECT l.*");
        self.clause(" FROM ");
        self.push("(");
        let target = self.scope(level.edge.target);
        let root = Subset::new(level.edge.target, level.reached());
        self.enter(Root::of(target, &root));
        let near = match level.edge.through {
            Some((association, far)) => self.join_as(JoinKind::Inner, association, far.flipped(), target),
            None => target,
        };
        self.push("SELECT ");
        self.outputs(level.outputs, target);
        for (at, &key) in keys.iter().enumerate() {
            self.push(", ");
            self.key(near, key);
            self.push(" AS relvar_k");
            self.number(at as u64);
        }
        self.push(", row_number() OVER (PARTITION BY ");
        self.list(", ", &keys, |r, &key| r.column(near, key));
        if !level.subset.order().is_empty() {
            self.push(" ORDER BY ");
            self.list(", ", level.subset.order(), |r, item| r.order_item(item, target));
        }
        self.push(") AS relvar_n");
        self.clause(" FROM ");
        self.relation_as(target);
        let at = self.sql.len();
        let near_edge = Edge { target: near.relation, near: level.edge.near, through: None };
        let link = linked(near_edge, level.source, level.parents, true);
        self.conditions(" WHERE ", [(&link, near), (&level.subset.filter, target)]);
        self.leave(at);
        self.push(") AS l");
        self.clause(" WHERE ");
        let (limit, offset) = level.subset.pick.as_ref().map_or((None, 0), |pick| (pick.limit, pick.offset));
        self.push("l.relvar_n > ");
        self.number(offset);
        if let Some(limit) = limit {
            self.push(" AND l.relvar_n <= ");
            self.number(offset.saturating_add(limit));
        }
        self.push(" ORDER BY ");
        for at in 0..keys.len() as u64 {
            self.push("l.relvar_k");
            self.number(at);
            self.push(", ");
        }
        self.push("l.relvar_n");
    }

    /// The keys of the rows that a level starts from, each once: `(SELECT …) AS p`, `unnest(…) AS p(k0)`
    fn parents(&mut self, level: &Level<'_>, columns: &[u16]) {
        if let Some(keys) = level.keys_given() {
            self.push("unnest(");
            self.list(", ", &keys.arrays, |r, array| r.param(array.value.clone(), array.ty));
            self.push(") AS p(");
            self.list(", ", 0..columns.len() as u64, |r, at| {
                r.push("k");
                r.number(at);
            });
            self.push(")");
            return;
        }
        let parent = self.scope(level.source);
        self.enter(Root::of(parent, &Subset::new(level.source, level.parents.clone())));
        self.push("(SELECT ");
        self.list(", ", columns.iter().enumerate(), |r, (at, &column)| {
            r.key(parent, column);
            r.push(" AS k");
            r.number(at as u64);
        });
        self.clause(" FROM ");
        self.relation_as(parent);
        let at = self.sql.len();
        self.where_(level.parents, parent);
        self.leave(at);
        self.push(") AS p");
    }

    /// A column as the type that travels.
    fn key(&mut self, scope: Scope, column: u16) {
        self.reading(scope.relation.type_of(column), |r| r.column(scope, column));
    }

    /// `t0."a" = ANY($1)`, `(t0."a", t0."b") IN (SELECT * FROM unnest($1, $2))`
    pub(super) fn keys(&mut self, keys: &Keys, scope: Scope) {
        if let ([column], [array]) = (&*keys.columns, &*keys.arrays) {
            self.column(scope, *column);
            self.push(" = ANY(");
            self.param(array.value.clone(), array.ty);
            self.push(")");
            return;
        }
        self.push("(");
        self.list(", ", &keys.columns, |r, &column| r.column(scope, column));
        self.push(") IN (SELECT * FROM unnest(");
        self.list(", ", &keys.arrays, |r, array| r.param(array.value.clone(), array.ty));
        self.push("))");
    }
}
