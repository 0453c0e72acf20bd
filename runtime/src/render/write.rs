//! `INSERT` and `COPY`.

use std::sync::Arc;

use super::known::{self, Kind};
use super::shape::Shape;
use super::{Outputs, Renderer, Scope};
use crate::node::{Node, RelationMeta, Subset, Target};
use crate::statement::{Param, Rows, Statement};
use crate::value::SqlType;

/// What happens to a row that is there already.
#[derive(Clone, Debug)]
pub(crate) struct Conflict {
    /// With what, or whatever it is with.
    pub(crate) target: Option<Target>,
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
    pub(crate) values: Values,
}

/// The values of rows.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// Of one row.
    Row(Vec<Param>),
    /// Of rows, one after the other.
    Rows(Arc<Rows>),
    /// Of rows, as an array for each column.
    Arrays(Vec<Param>),
}

impl Values {
    /// Those that are parameters, those that are rows, and whether the parameters are arrays.
    pub(super) fn into_parts(self) -> (Vec<Param>, Option<Arc<Rows>>, bool) {
        match self {
            Self::Row(params) => (params, None, false),
            Self::Rows(rows) => (Vec::new(), Some(rows), false),
            Self::Arrays(params) => (params, None, true),
        }
    }
}

/// `INSERT INTO … VALUES …`, or `… SELECT … FROM unnest(…)`
pub(crate) fn insert(
    relation: &'static RelationMeta,
    given: Given,
    conflict: Option<&Conflict>,
    returning: Option<Outputs<'_>>,
) -> Statement {
    let Given { columns, values } = given;
    let (params, rows, unnested) = values.into_parts();
    let count = params.len();
    let describe = |shape: &mut Shape| {
        shape.relation(relation);
        shape.columns(&columns);
        shape.rows(rows.as_ref().map(|rows| rows.count));
        shape.word(unnested);
        shape.params = params;
        shape.word(conflict.is_some());
        if let Some(conflict) = conflict {
            shape.conflict(conflict);
        }
        shape.returning(returning);
    };
    let write = |mut values: Vec<Param>| {
        values.truncate(count);
        let mut renderer = Renderer { rows: rows.clone(), params: values, ..Renderer::new() };
        let scope = renderer.scope(relation);
        renderer.push("INSERT INTO ");
        renderer.relation_as(scope);
        if columns.is_empty() {
            renderer.push(" DEFAULT VALUES");
        } else {
            renderer.push(" (");
            renderer.list(", ", &columns, |r, &column| r.name(relation, column));
            renderer.push(") ");
            if unnested {
                renderer.unnested(relation, &columns);
            } else {
                renderer.values(relation, &columns, rows.as_ref().map_or(1, |rows| rows.count));
            }
        }
        if let Some(conflict) = conflict {
            renderer.conflict(conflict, scope);
        }
        renderer.returning(returning, scope);
        renderer.finish_returning(returning, relation)
    };
    let statement = known::statement(Kind::Insert, describe, write);
    Statement { params: statement.params.after(rows), ..statement }
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

impl Shape {
    fn conflict(&mut self, conflict: &Conflict) {
        let Conflict { target, resolution } = conflict;
        match target {
            None => self.word(0_u8),
            Some(Target::Constraint(name)) => {
                self.word(1_u8);
                self.text(name);
            }
            Some(Target::Index(target)) => {
                self.word(2_u8);
                self.text(target);
            }
            Some(Target::Columns(columns)) => {
                self.word(3_u8);
                self.columns(columns);
            }
        }
        match resolution {
            Resolution::Nothing => self.word(false),
            Resolution::Update { assignments, filter } => {
                self.word(true);
                self.assignments(assignments);
                self.node(filter);
            }
        }
    }

    pub(super) fn assignments(&mut self, assignments: &[(u16, Node)]) {
        self.count(assignments.len());
        for (column, value) in assignments {
            self.word(*column);
            self.node(value);
        }
    }

    pub(super) fn returning(&mut self, outputs: Option<Outputs<'_>>) {
        self.word(outputs.is_some());
        if let Some(outputs) = outputs {
            self.outputs(outputs);
        }
    }
}

impl Renderer {
    /// `VALUES ($1, $2), ($3, $4)`
    pub(super) fn values(&mut self, relation: &'static RelationMeta, columns: &[u16], rows: usize) {
        self.push("VALUES ");
        self.list(", ", 0..rows, |r, row| {
            r.push("(");
            r.list(", ", (row * columns.len()..).zip(columns), |r, (at, &column)| {
                r.placeholder(at + 1, relation.type_of(column));
            });
            r.push(")");
        });
    }

    /// `SELECT u.c0, u.c1 FROM unnest($1, $2) AS u(c0, c1)`
    fn unnested(&mut self, relation: &'static RelationMeta, columns: &[u16]) {
        self.push("SELECT ");
        self.list(", ", columns.iter().enumerate(), |r, (at, &column)| r.of_given(at, relation.type_of(column)));
        self.push(" FROM ");
        self.unnest(columns.len());
        self.push(" AS u");
        self.given_names(columns.len(), "");
    }

    /// `unnest($1, $2)`
    pub(super) fn unnest(&mut self, arrays: usize) {
        self.push("unnest(");
        self.list(", ", 0..arrays, Self::given);
        self.push(")");
    }

    /// `(c0, c1)`, the names of columns that are given.
    pub(super) fn given_names(&mut self, count: usize, last: &str) {
        self.push("(");
        self.list(", ", 0..count as u64, |r, at| {
            r.push("c");
            r.number(at);
        });
        self.push(last);
        self.push(")");
    }

    /// `u.c0`, as the type of its column.
    pub(super) fn of_given(&mut self, at: usize, ty: SqlType) {
        self.push("u.c");
        self.number(at as u64);
        if ty.cast {
            self.push("::");
            self.type_(ty);
        }
    }

    fn conflict(&mut self, conflict: &Conflict, scope: Scope) {
        self.clause(" ON CONFLICT");
        match &conflict.target {
            None => {}
            Some(Target::Constraint(name)) => {
                self.push(" ON CONSTRAINT ");
                self.quoted(name);
            }
            Some(Target::Index(target)) => {
                self.push(" ");
                self.push(target);
            }
            Some(Target::Columns(columns)) => {
                self.push(" (");
                self.list(", ", columns, |r, &column| r.name(scope.relation, column));
                self.push(")");
            }
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

    pub(super) fn assignments(&mut self, assignments: &[(u16, Node)], scope: Scope) {
        self.list(", ", assignments, |r, (column, value)| {
            r.name(scope.relation, *column);
            r.push(" = ");
            match value {
                Node::Param(_) | Node::Case(_) => r.node(value, scope, Some(scope.relation.type_of(*column))),
                value => r.value(value, scope),
            }
        });
    }

    pub(super) fn finish_returning(self, outputs: Option<Outputs<'_>>, relation: &'static RelationMeta) -> Statement {
        match outputs {
            Some(outputs) => self.finish_write().reading(outputs.types(relation)),
            None => self.finish_write(),
        }
    }

    pub(super) fn returning(&mut self, outputs: Option<Outputs<'_>>, scope: Scope) {
        if let Some(outputs) = outputs {
            self.clause(" RETURNING ");
            self.outputs(outputs, scope);
        }
    }
}
