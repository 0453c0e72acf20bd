//! `INSERT`, `UPDATE`, `DELETE` and `COPY`.

use super::{Outputs, Renderer, Scope};
use crate::expr::Node;
use crate::query::Subset;
use crate::relation::RelationMeta;
use crate::statement::{Encoded, Statement};
use crate::value::SqlType;

/// What happens to a row that is there already.
#[derive(Clone, Debug)]
pub(crate) struct Conflict {
    /// The constraint, or whichever it is.
    pub(crate) constraint: Option<&'static str>,
    pub(crate) resolution: Resolution,
}

/// What is done about a conflict.
#[derive(Clone, Debug)]
pub(crate) enum Resolution {
    Nothing,
    Update { assignments: Vec<(u16, Node)>, filter: Node },
}

/// Rows for an `INSERT`: the columns that are given, and their values.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) columns: Vec<u16>,
    pub(crate) rows: usize,
    /// Row by row, or where it is unnested, one array for each column.
    pub(crate) values: Vec<Encoded>,
    pub(crate) unnested: bool,
}

/// `INSERT INTO … VALUES …`, or `… SELECT … FROM unnest(…)`
pub(crate) fn insert(
    relation: &'static RelationMeta,
    given: Given,
    conflict: Option<&Conflict>,
    returning: Option<Outputs<'_>>,
) -> Statement {
    let mut renderer = Renderer::new();
    let scope = renderer.scope(relation);
    renderer.push("INSERT INTO ");
    renderer.relation_as(scope);
    if given.columns.is_empty() {
        renderer.push(" DEFAULT VALUES");
    } else {
        renderer.push(" (");
        renderer.list(", ", &given.columns, |r, &column| r.name(relation, column));
        if given.unnested {
            renderer.unnested(relation, given);
        } else {
            renderer.values(relation, given);
        }
    }
    if let Some(conflict) = conflict {
        renderer.conflict(conflict, scope);
    }
    renderer.returning(returning, scope);
    renderer.finish()
}

/// `UPDATE … SET … WHERE …`
pub(crate) fn update(
    relation: &'static RelationMeta,
    assignments: &[(u16, Node)],
    filter: &Node,
    returning: Option<Outputs<'_>>,
) -> Statement {
    let mut renderer = Renderer::new();
    let scope = renderer.scope(relation);
    renderer.push("UPDATE ");
    renderer.relation_as(scope);
    renderer.push(" SET ");
    renderer.assignments(assignments, scope);
    renderer.where_(filter, scope);
    renderer.returning(returning, scope);
    renderer.finish()
}

/// `DELETE FROM … WHERE …`
pub(crate) fn delete(relation: &'static RelationMeta, filter: &Node, returning: Option<Outputs<'_>>) -> Statement {
    let mut renderer = Renderer::new();
    let scope = renderer.scope(relation);
    renderer.push("DELETE FROM ");
    renderer.relation_as(scope);
    renderer.where_(filter, scope);
    renderer.returning(returning, scope);
    renderer.finish()
}

/// `COPY … FROM STDIN`
pub(crate) fn copy_in(relation: &'static RelationMeta, columns: &[u16]) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("COPY ");
    renderer.relation(relation);
    renderer.push(" (");
    renderer.list(", ", columns, |r, &column| r.name(relation, column));
    renderer.push(") FROM STDIN (FORMAT binary)");
    renderer.finish()
}

/// `COPY (SELECT …) TO STDOUT`
pub(crate) fn copy_out(subset: &Subset) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("COPY (");
    let outputs = Outputs { row: true, values: &[] };
    renderer.select(super::Select { subset, outputs, distinct: false });
    renderer.push(") TO STDOUT (FORMAT binary)");
    renderer.finish()
}

impl Renderer {
    fn values(&mut self, relation: &'static RelationMeta, given: Given) {
        let mut values = given.values.into_iter();
        self.push(") VALUES ");
        self.list(", ", 0..given.rows, |r, _| {
            r.push("(");
            r.list(", ", given.columns.iter().zip(values.by_ref()), |r, (&column, value)| {
                r.param(value, relation.type_of(column));
            });
            r.push(")");
        });
    }

    fn unnested(&mut self, relation: &'static RelationMeta, given: Given) {
        self.push(") SELECT ");
        self.list(", ", given.columns.iter().enumerate(), |r, (at, &column)| {
            let ty = relation.type_of(column);
            r.push("u.c");
            r.number(at as u64);
            if ty.cast {
                r.push("::");
                r.type_(ty);
            }
        });
        self.push(" FROM unnest(");
        self.list(", ", given.columns.iter().zip(given.values), |r, (&column, value)| {
            let array = relation.type_of(column).array();
            r.param(value, SqlType::builtin("", array.wire));
        });
        self.push(") AS u(");
        self.list(", ", 0..given.columns.len() as u64, |r, at| {
            r.push("c");
            r.number(at);
        });
        self.push(")");
    }

    fn conflict(&mut self, conflict: &Conflict, scope: Scope) {
        self.push(" ON CONFLICT");
        if let Some(constraint) = conflict.constraint {
            self.push(" ON CONSTRAINT ");
            self.quoted(constraint);
        }
        match &conflict.resolution {
            Resolution::Nothing => self.push(" DO NOTHING"),
            Resolution::Update { assignments, filter } => {
                self.push(" DO UPDATE SET ");
                self.assignments(assignments, scope);
                self.where_(filter, scope);
            }
        }
    }

    fn assignments(&mut self, assignments: &[(u16, Node)], scope: Scope) {
        self.list(", ", assignments, |r, (column, value)| {
            r.name(scope.relation, *column);
            r.push(" = ");
            match value {
                Node::Param(_) | Node::Case(_) => r.node(value, scope, Some(scope.relation.type_of(*column))),
                value => r.value(value, scope),
            }
        });
    }

    fn returning(&mut self, outputs: Option<Outputs<'_>>, scope: Scope) {
        if let Some(outputs) = outputs {
            self.push(" RETURNING ");
            self.outputs(outputs, scope);
        }
    }
}
