//! Calls of functions and procedures on their own.

use super::{Alias, Renderer, Scope};
use crate::node::{Call, RelationMeta};
use crate::statement::Statement;
use crate::value::SqlType;

/// What arguments are rendered in: values alone, which speak of no column.
const NOWHERE: RelationMeta = RelationMeta {
    schema: "",
    name: "",
    columns: &[],
    primary_key: &[],
    nullable: &[],
    keys: &[],
    unique: &[],
    indexes: &[],
    mandatory: &[],
};
const SCOPE: Scope = Scope { relation: &NOWHERE, alias: Alias(0) };

/// `SELECT f(…)`
pub(crate) fn scalar(call: &Call, ty: SqlType) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("SELECT ");
    renderer.reading(ty, |r| r.call(call, SCOPE));
    renderer.finish().reading([ty.read_type()])
}

/// `SELECT r.v FROM f(…) AS r(v)`
pub(crate) fn scalars(call: &Call, ty: SqlType) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("SELECT ");
    renderer.reading(ty, |r| r.push("r.v"));
    renderer.clause(" FROM ");
    renderer.call(call, SCOPE);
    renderer.push(" AS r(v)");
    renderer.finish().reading([ty.read_type()])
}

/// `SELECT r."a", r."b" FROM f(…) AS r`
pub(crate) fn records(call: &Call, columns: &[(&'static str, SqlType)]) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("SELECT ");
    renderer.list(", ", columns, |r, (name, ty)| {
        r.reading(*ty, |r| {
            r.push("r.");
            r.quoted(name);
        });
    });
    renderer.clause(" FROM ");
    renderer.call(call, SCOPE);
    renderer.push(" AS r");
    renderer.finish().reading(columns.iter().map(|(_, ty)| ty.read_type()))
}

/// `SELECT f(…)`, for what the function does
pub(crate) fn nothing(call: &Call) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("SELECT ");
    renderer.call(call, SCOPE);
    renderer.finish()
}

/// `CALL p(…)`
pub(crate) fn procedure(call: &Call) -> Statement {
    let mut renderer = Renderer::new();
    renderer.push("CALL ");
    renderer.call(call, SCOPE);
    renderer.finish()
}

impl Renderer {
    /// `f(…) AS t0`, where a set's rows come from.
    pub(super) fn call_as(&mut self, call: &Call, scope: Scope) {
        if call.one {
            self.push("(SELECT f.* FROM ");
            self.call(call, scope);
            self.push(" AS f WHERE NOT f IS NULL)");
        } else {
            self.call(call, scope);
        }
        self.push(" AS ");
        self.alias(scope.alias);
    }
}
