//! What is read of a row, as the types that travel.

use super::{Renderer, Scope};
use crate::node::{Node, RelationMeta};
use crate::value::{Oid, Reading, SqlType};

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
    pub(super) fn type_in(&self, relation: &'static RelationMeta) -> SqlType {
        self.node.column_type(relation).unwrap_or(self.ty)
    }
}

impl Renderer {
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
        self.output_as(output, scope, Self::value);
    }

    /// The same, the value itself being written in some way.
    pub(super) fn output_as(&mut self, output: &Output, scope: Scope, value: fn(&mut Self, &Node, Scope)) {
        let ty = output.type_in(scope.relation);
        let enclosed = !matches!(output.node, Node::Column { .. }) && matches!(ty.reading(), Reading::Cast(_));
        self.reading(ty, |r| {
            if enclosed {
                r.push("(");
            }
            value(r, &output.node, scope);
            if enclosed {
                r.push(")");
            }
        });
        if let Node::Column { index, .. } = output.node {
            self.named(scope.relation.columns[usize::from(index)].0, ty);
        }
    }
}
