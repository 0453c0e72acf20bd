//! Keys as text: semi-joins, sub-selects and joins.

use super::form::Form;
use super::frame::{Kind, Root};
use super::{Renderer, Scope};
use crate::node::{Edge, Lift, Link, Node, Step};

impl Renderer {
    /// `EXISTS (SELECT 1 FROM … WHERE … AND …)`
    pub(super) fn exists(&mut self, link: &Link, scope: Scope) {
        self.exists_or(link, scope, |r| {
            r.across(link.edge, scope, |r, far| r.and_where(&link.filter, far));
        });
    }

    /// `EXISTS (SELECT 1 FROM … JOIN … WHERE …)`, where `NOT` stands before it: rows along several keys are looked up
    /// together, and the first one is enough, where indexes find those of each key.
    pub(super) fn absent(&mut self, link: &Link, scope: Scope) {
        self.exists_or(link, scope, |r| {
            let near = r.scope(link.edge.next());
            r.enter(Root::each(near));
            let far = r.land(link.edge, near);
            let mut conditions = Vec::new();
            let is_joined = r.join_found(link, far, &mut conditions);
            let at = r.from(link.edge, near, scope);
            r.conditions(" AND ", conditions);
            if is_joined {
                // Keeps PostgreSQL from joining all rows of all keys, to find out in the end that the first was enough.
                r.push(" OFFSET 0");
            }
            r.leave(at);
        });
    }

    fn exists_or(&mut self, link: &Link, scope: Scope, from: impl FnOnce(&mut Self)) {
        let of_every_row = std::mem::take(&mut self.of_every_row);
        if !of_every_row || !self.presence(link, scope) {
            self.push("EXISTS (SELECT 1");
            from(self);
            self.push(")");
        }
        self.of_every_row = of_every_row;
    }

    /// Joins the rows that one key leads to after another, as far as indexes find them, and adds the conditions on them;
    /// whether there is such a key.
    fn join_found<'n>(&mut self, link: &'n Link, far: Scope, conditions: &mut Vec<(&'n Node, Scope)>) -> bool {
        let parts = match &link.filter {
            Node::And(nodes) => &**nodes,
            node => std::slice::from_ref(node),
        };
        let mut further = parts.iter().filter_map(|node| if let Node::Exists(link) = node { Some(link) } else { None });
        let (next, others) = (further.next(), further.next());
        let joined = next.filter(|next| others.is_none() && is_found(link.edge) && is_found(next.edge));
        conditions.extend(
            parts.iter().filter(|node| joined.is_none() || !matches!(node, Node::Exists(_))).map(|node| (node, far)),
        );
        let Some(next) = joined else { return false };
        let near = self.join_as(Kind::Inner, next.edge.next(), next.edge.near, far);
        let far = self.land(next.edge, near);
        self.join_found(next, far, conditions);
        true
    }

    /// The value of the row that a key leads to: of a join where one can be added, of a sub-select otherwise.
    pub(super) fn lift(&mut self, lift: &Lift, scope: Scope) {
        if self.is_joinable() {
            let far = self.join(lift.edge, scope);
            // Of a row that is not there, the value is NULL, even of `coalesce(…)`, a literal or a predicate.
            let presence = lift.edge.near.columns().next().filter(|_| lift.value.outlives_its_row());
            match presence {
                Some((_, there)) => {
                    self.push("CASE WHEN ");
                    self.column(far, there);
                    self.push(" IS NOT NULL THEN ");
                    self.value(&lift.value, far);
                    self.push(" END");
                }
                None => self.value(&lift.value, far),
            }
            return;
        }
        let near = self.scope(lift.edge.next());
        self.enter(Root::each(near));
        let far = self.land(lift.edge, near);
        self.push("(SELECT ");
        self.value(&lift.value, far);
        let at = self.from(lift.edge, near, scope);
        self.leave(at);
        self.push(")");
    }

    /// ` FROM … WHERE <link>` in a frame of its own, then what `rest` adds.
    pub(super) fn across(&mut self, edge: Edge, scope: Scope, rest: impl FnOnce(&mut Self, Scope)) {
        let near = self.scope(edge.next());
        self.enter(Root::each(near));
        let far = self.land(edge, near);
        let at = self.from(edge, near, scope);
        rest(self, far);
        self.leave(at);
    }

    /// ` FROM … WHERE <link>`; the place where joins belong.
    fn from(&mut self, edge: Edge, near: Scope, scope: Scope) -> usize {
        self.clause(" FROM ");
        self.relation_as(near);
        let at = self.sql.len();
        self.clause(" WHERE ");
        self.equal(edge.near, scope, near);
        at
    }

    /// `t1."a" = t0."b" AND …`
    pub(super) fn equal(&mut self, step: Step, from: Scope, to: Scope) {
        self.list(" AND ", step.columns(), |r, (here, there)| {
            r.column(to, there);
            r.push(" = ");
            r.column(from, here);
        });
    }

    /// ` AND …`, unless it is true.
    pub(super) fn and_where(&mut self, filter: &Node, scope: Scope) {
        if *filter != Node::True {
            self.push(" AND ");
            self.condition(filter, scope);
        }
    }

    /// Conditions, after a word: ` WHERE ` before the first, or ` AND ` where there was one before.
    pub(super) fn conditions<'n>(
        &mut self,
        mut word: &'static str,
        conditions: impl IntoIterator<Item = (&'n Node, Scope)>,
    ) {
        for (filter, scope) in conditions {
            if *filter != Node::True {
                self.clause(word);
                self.condition(filter, scope);
                word = " AND ";
            }
        }
    }

    /// A condition beside others.
    fn condition(&mut self, filter: &Node, scope: Scope) {
        if matches!(filter, Node::Or(_)) {
            self.push("(");
            self.truth(filter, scope);
            self.push(")");
        } else {
            self.truth(filter, scope);
        }
    }
}

/// Whether rows that a key leads to are looked up: an index finds them.
fn is_found(edge: Edge) -> bool {
    Form::looks_up(edge.next().is_indexed(&edge.near.columns().map(|(_, there)| there).collect::<Vec<_>>()))
}
