//! Sets within conditions: `IN`, and what tells a row from all others.

use super::rearrange::rearranged;
use super::{Renderer, Scope};
use crate::node::{Node, Subset};
use crate::value::types;

impl Renderer {
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
        // A row of a function has no place in the relation, nor has one that is given.
        let placeless = scope.relation.primary_key.is_empty() && (subset.has_source() || self.is_given(scope));
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
}
