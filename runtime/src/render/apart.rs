//! Aggregates across keys in `UPDATE` and `DELETE`, which have no `LEFT JOIN` for the rows they write.
//!
//! They are computed in a derived table, for all rows at once, in the forms that they have in a `SELECT`; its rows are
//! joined by the primary key. Everything else is computed of the row that is written, so that a row that another
//! transaction has changed meanwhile is looked at as it is then.

use super::fold::Path;
use super::form::Form;
use super::frame::{Expected, Root, Rows};
use super::{Alias, Renderer, Scope};
use crate::node::{Fold, Node, Part, Subset};

/// What is computed apart from the rows that are written.
pub(super) struct Apart {
    written: Scope,
    to: Alias,
    values: Vec<Node>,
}

impl Renderer {
    /// A derived table for the aggregates of a write, if that is the better form for them. From now on they are read from
    /// there.
    pub(super) fn apart<'n>(
        &mut self,
        written: Scope,
        filter: &'n Node,
        values: impl IntoIterator<Item = &'n Node>,
    ) -> Option<Root> {
        let mut folds = Vec::new();
        for node in std::iter::once(filter).chain(values) {
            add_folds(node, &mut folds);
        }
        if folds.is_empty() || written.relation.primary_key.is_empty() {
            return None;
        }
        let root = Root::of(written, &Subset::new(written.relation, filter.clone()));
        let looked_up = Form::looks_up(match root.expected {
            Expected::One => true,
            Expected::Few => folds.iter().all(|fold| Path::of(fold).0.is_indexed()),
            Expected::Many => false,
        });
        if looked_up {
            return None;
        }
        let to = self.fresh();
        self.apart = Some(Apart { written, to, values: Vec::new() });
        Some(Root { scope: self.scope(written.relation), ..root })
    }

    /// A value of the rows that are written, if it is computed apart from them.
    pub(super) fn is_apart(&mut self, node: &Node, scope: Scope) -> bool {
        let Some(apart) = self.apart.as_mut().filter(|apart| apart.written.alias == scope.alias) else { return false };
        let known = apart.values.iter().position(|known| known == node);
        let at = known.unwrap_or_else(|| {
            apart.values.push(node.clone());
            apart.values.len() - 1
        });
        let to = apart.to;
        self.alias(to);
        self.push(".v");
        self.number(at as u64);
        true
    }

    /// ` FROM (SELECT …) AS t1`, with everything that is computed apart: nothing more is from now on.
    pub(super) fn apart_rows(&mut self, word: &str, root: Root) -> Option<Alias> {
        let Apart { written: _, to, values } = self.apart.take()?;
        self.clause(word);
        self.push("(");
        self.computed(root, &values);
        self.push(") AS ");
        self.alias(to);
        Some(to)
    }

    /// `t1.k0 = t0."id"`
    pub(super) fn apart_link(&mut self, to: Alias, scope: Scope) {
        self.list(" AND ", scope.relation.primary_key.iter().enumerate(), |r, (at, &column)| {
            r.alias(to);
            r.push(".k");
            r.number(at as u64);
            r.push(" = ");
            r.column(scope, column);
        });
    }

    /// `SELECT t2."id" AS k0, … AS v0 FROM …`
    fn computed(&mut self, root: Root, values: &[Node]) {
        let scope = root.scope;
        let filter = match &root.rows {
            Rows::Where(filter) => filter.clone(),
            Rows::With(_) | Rows::Given => Node::True,
        };
        self.enter(root);
        self.push("SELECT ");
        self.list(", ", scope.relation.primary_key.iter().enumerate(), |r, (at, &column)| {
            r.column(scope, column);
            r.push(" AS k");
            r.number(at as u64);
        });
        for (at, value) in values.iter().enumerate() {
            self.push(", ");
            self.value(value, scope);
            self.push(" AS v");
            self.number(at as u64);
        }
        self.clause(" FROM ");
        self.relation_as(scope);
        let at = self.sql.len();
        self.where_(&filter, scope);
        self.leave(at);
    }
}

/// Adds the aggregates across keys that are computed for a row.
fn add_folds<'n>(node: &'n Node, folds: &mut Vec<&'n Fold>) {
    match node {
        Node::Fold(fold) => folds.push(fold),
        Node::Lift(lift) => add_folds(&lift.value, folds),
        node => {
            node.any_part(&mut |part| {
                if let Part::Here(node) = part {
                    add_folds(node, folds);
                }
                false
            });
        }
    }
}
