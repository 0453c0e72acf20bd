//! `UPDATE` and `DELETE`.

use super::frame::Root;
use super::known::{self, Kind};
use super::shape::Shape;
use super::{Given, Outputs, Renderer, Scope};
use crate::node::{Node, RelationMeta};
use crate::statement::{Param, Statement};
use crate::value::types;

/// `UPDATE … SET … WHERE …`
pub(crate) fn update(
    relation: &'static RelationMeta,
    assignments: &[(u16, Node)],
    filter: &Node,
    returning: Option<Outputs<'_>>,
) -> Statement {
    let describe = |shape: &mut Shape| {
        shape.relation(relation);
        shape.assignments(assignments);
        shape.node(filter);
        shape.returning(returning);
    };
    let write = |_| {
        let mut renderer = Renderer::new();
        let scope = renderer.scope(relation);
        let apart = renderer.apart(scope, filter, assignments.iter().map(|(_, value)| value));
        renderer.push("UPDATE ");
        renderer.relation_as(scope);
        renderer.clause(" SET ");
        renderer.assignments(assignments, scope);
        renderer.written(apart, " FROM ", filter, scope);
        renderer.returning(returning, scope);
        renderer.finish_returning(returning, relation)
    };
    known::statement(Kind::Update, describe, write)
}

/// `DELETE FROM … WHERE …`
pub(crate) fn delete(relation: &'static RelationMeta, filter: &Node, returning: Option<Outputs<'_>>) -> Statement {
    let describe = |shape: &mut Shape| {
        shape.relation(relation);
        shape.node(filter);
        shape.returning(returning);
    };
    let write = |_| {
        let mut renderer = Renderer::new();
        let scope = renderer.scope(relation);
        let apart = renderer.apart(scope, filter, []);
        renderer.push("DELETE FROM ");
        renderer.relation_as(scope);
        renderer.written(apart, " USING ", filter, scope);
        renderer.returning(returning, scope);
        renderer.finish_returning(returning, relation)
    };
    known::statement(Kind::Delete, describe, write)
}

/// `UPDATE … SET … FROM unnest(…) AS u(…) WHERE …`: the first columns of what is given find the rows that get the others.
pub(crate) fn update_each(
    relation: &'static RelationMeta,
    (given, by): (Given, usize),
    filter: &Node,
    returning: Option<Outputs<'_>>,
) -> Statement {
    let Given { columns, values } = given;
    let (params, rows, unnested) = values.into_parts();
    let count = params.len();
    let describe = |shape: &mut Shape| {
        shape.relation(relation);
        shape.columns(&columns);
        shape.count(by);
        shape.rows(rows.as_ref().map(|rows| rows.count));
        shape.word(unnested);
        shape.params = params;
        shape.node(filter);
        shape.returning(returning);
    };
    let write = |mut values: Vec<Param>| {
        values.truncate(count);
        let mut renderer = Renderer { rows: rows.clone(), params: values, ..Renderer::new() };
        let scope = renderer.scope(relation);
        let apart = renderer.apart(scope, filter, []);
        renderer.push("UPDATE ");
        renderer.relation_as(scope);
        renderer.clause(" SET ");
        renderer.list(", ", columns.iter().enumerate().skip(by), |r, (at, &column)| {
            r.name(relation, column);
            r.push(" = ");
            r.of_given(at, relation.type_of(column));
        });
        let condition = renderer.further_condition(filter, scope);
        renderer.clause(" FROM ");
        renderer.given_rows(relation, (&columns, by), rows.as_ref().map(|rows| rows.count));
        let apart = apart.and_then(|root| renderer.apart_rows(", ", root));
        renderer.clause(" WHERE ");
        renderer.list(" AND ", columns[..by].iter().enumerate(), |r, (at, &column)| {
            r.column(scope, column);
            r.push(" = ");
            r.of_given(at, relation.type_of(column));
        });
        if let Some(apart) = apart {
            renderer.push(" AND ");
            renderer.apart_link(apart, scope);
        }
        renderer.push(&condition);
        renderer.returning(returning, scope);
        renderer.finish_returning(returning, relation)
    };
    let statement = known::statement(Kind::UpdateEach, describe, write);
    Statement { params: statement.params.after(rows), ..statement }
}

impl Renderer {
    /// The rows that are written: what is computed apart from them, after a word, and the condition.
    fn written(&mut self, apart: Option<Root>, word: &str, filter: &Node, scope: Scope) {
        let Some(root) = apart else { return self.where_(filter, scope) };
        let condition = self.further_condition(filter, scope);
        let Some(apart) = self.apart_rows(word, root) else { return };
        self.clause(" WHERE ");
        self.apart_link(apart, scope);
        self.push(&condition);
    }

    /// ` AND …`, to be written later.
    fn further_condition(&mut self, filter: &Node, scope: Scope) -> String {
        let at = self.sql.len();
        self.and_where(filter, scope);
        self.sql.split_off(at)
    }

    /// What is given, as rows of `u`, of which no two have the same key.
    fn given_rows(&mut self, relation: &'static RelationMeta, (columns, by): (&[u16], usize), rows: Option<usize>) {
        let source = |r: &mut Self| match rows {
            None => r.unnest(columns.len()),
            Some(rows) => {
                r.push("(");
                r.values(relation, columns, rows);
                r.push(")");
            }
        };
        let keys = || columns[..by].iter().map(|&column| relation.type_of(column)).enumerate();
        if keys().all(|(_, ty)| types::is_exact(ty)) {
            source(self);
            self.push(" AS u");
            self.given_names(columns.len(), "");
            return;
        }
        // What differs here may be equal there: the last one counts.
        self.push("(SELECT DISTINCT ON (");
        self.list(", ", keys(), |r, (at, ty)| r.of_given(at, ty));
        self.push(") u.* FROM ");
        if rows.is_none() {
            source(self);
            self.push(" WITH ORDINALITY AS u");
        } else {
            self.push("(SELECT v.*, row_number() OVER () FROM ");
            source(self);
            self.push(" AS v) AS u");
        }
        self.given_names(columns.len(), ", n");
        self.push(" ORDER BY ");
        self.list(", ", keys(), |r, (at, ty)| r.of_given(at, ty));
        self.push(", u.n DESC) AS u");
    }
}
