//! A row whose values are known here, as a row of the statement.

use super::frame::{Expected, Root, Rows};
use super::{Renderer, Scope};
use crate::node::Given;

impl Renderer {
    /// `(SELECT … FROM (SELECT t2."a" FROM … AS t2 WHERE FALSE UNION ALL SELECT $1) AS t1)`: the columns have the types
    /// and the collations that they have in the relation.
    pub(super) fn given_row(&mut self, given: &Given) {
        let Given { relation, columns, value } = given;
        let scope = self.scope(relation);
        self.enter(Root { scope, rows: Rows::Given, expected: Expected::One });
        self.push("(SELECT ");
        self.value(value, scope);
        if !columns.is_empty() {
            self.clause(" FROM ");
            self.given_columns(given, scope);
        }
        let at = self.sql.len();
        self.leave(at);
        self.push(")");
    }

    fn given_columns(&mut self, given: &Given, scope: Scope) {
        let Given { relation, columns, value: _ } = given;
        let none = self.scope(relation);
        self.push("(SELECT ");
        self.list(", ", columns, |r, (column, _)| r.column(none, *column));
        self.push(" FROM ");
        self.relation_as(none);
        self.push(" WHERE FALSE UNION ALL SELECT ");
        self.list(", ", columns, |r, (_, param)| r.param(param.value.clone(), param.ty));
        self.push(") AS ");
        self.alias(scope.alias);
    }
}
