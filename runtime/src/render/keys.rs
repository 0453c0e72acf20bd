//! Keys as text: semi-joins, sub-selects and joins.

use std::mem;

use super::{Frame, Join, Renderer, Scope};
use crate::expr::{Fold, Lift, Link, Node};
use crate::key::{Edge, Step};

impl Renderer {
    /// `EXISTS (SELECT 1 FROM … WHERE … AND …)`
    pub(super) fn exists(&mut self, link: &Link, scope: Scope) {
        self.push("EXISTS (SELECT 1");
        self.across(link.edge, scope, |r, far| r.and_where(&link.filter, far));
        self.push(")");
    }

    /// `(SELECT sum(…) FROM … WHERE …)`
    pub(super) fn fold(&mut self, fold: &Fold, scope: Scope) {
        // The list precedes the `FROM` whose aliases it uses: they are known beforehand.
        let (near, far) = self.ahead(fold.edge);
        self.push("(SELECT ");
        let outer = self.enter(true);
        self.aggregate(&fold.aggregate, far);
        let at = self.from(fold.edge, near, far, scope);
        self.and_where(&fold.filter, far);
        self.leave(outer, at);
        self.push(")");
    }

    /// The value of the row that a key leads to: of a join where one can be added, of a sub-select otherwise.
    pub(super) fn lift(&mut self, lift: &Lift, scope: Scope) {
        if self.frame.joinable {
            let far = self.join(lift.edge, scope);
            self.value(&lift.value, far);
            return;
        }
        let (near, far) = self.ahead(lift.edge);
        self.push("(SELECT ");
        let outer = self.enter(true);
        self.value(&lift.value, far);
        let at = self.from(lift.edge, near, far, scope);
        self.leave(outer, at);
        self.push(")");
    }

    /// The alias of the row that a key leads to, joined once however often it is used.
    pub(super) fn join(&mut self, edge: Edge, scope: Scope) -> Scope {
        let known = self.frame.joins.iter().find(|join| join.from.alias == scope.alias && join.edge == edge);
        if let Some(join) = known {
            return Scope { relation: edge.target, alias: join.to };
        }
        let far = self.scope(edge.target);
        self.frame.joins.push(Join { from: scope, edge, to: far.alias });
        far
    }

    /// ` FROM … WHERE <link>` in a frame of its own, then what `rest` adds.
    pub(super) fn across(&mut self, edge: Edge, scope: Scope, rest: impl FnOnce(&mut Self, Scope)) {
        let (near, far) = self.ahead(edge);
        let outer = self.enter(true);
        let at = self.from(edge, near, far, scope);
        rest(self, far);
        self.leave(outer, at);
    }

    /// Aliases for the relation next to this side of a key, and for its far side: the same without an association.
    fn ahead(&mut self, edge: Edge) -> (Scope, Scope) {
        match edge.through {
            None => {
                let far = self.scope(edge.target);
                (far, far)
            }
            Some((association, _)) => (self.scope(association), self.scope(edge.target)),
        }
    }

    /// ` FROM … WHERE <link>`; the place where joins belong.
    fn from(&mut self, edge: Edge, near: Scope, far: Scope, scope: Scope) -> usize {
        self.push(" FROM ");
        self.relation_as(near);
        if let Some((_, step)) = edge.through {
            self.push(" JOIN ");
            self.relation_as(far);
            self.push(" ON ");
            self.equal(step, near, far);
        }
        let at = self.sql.len();
        self.push(" WHERE ");
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
        if *filter == Node::True {
            return;
        }
        self.push(" AND ");
        if matches!(filter, Node::Or(_)) {
            self.push("(");
            self.truth(filter, scope);
            self.push(")");
        } else {
            self.truth(filter, scope);
        }
    }

    /// Begins a `FROM` clause; what is returned goes to [`leave`](Self::leave).
    pub(super) fn enter(&mut self, joinable: bool) -> Frame {
        mem::replace(&mut self.frame, Frame { joinable, joins: Vec::new() })
    }

    /// Ends a `FROM` clause: writes its joins where they belong.
    pub(super) fn leave(&mut self, outer: Frame, at: usize) {
        let frame = mem::replace(&mut self.frame, outer);
        if frame.joins.is_empty() {
            return;
        }
        let tail = self.sql.split_off(at);
        for join in frame.joins {
            let far = Scope { relation: join.edge.target, alias: join.to };
            self.push(" LEFT JOIN ");
            self.relation_as(far);
            self.push(" ON ");
            self.equal(join.edge.near, join.from, far);
        }
        self.push(&tail);
    }
}
