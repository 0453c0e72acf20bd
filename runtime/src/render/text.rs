//! The words of a statement: names, aliases, parameters.

use super::{Alias, Renderer, Scope};
use crate::node::RelationMeta;
use crate::statement::{Encoded, Param};
use crate::value::{Reading, SqlType};

impl Renderer {
    pub(super) fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// A name in double quotes.
    pub(super) fn quoted(&mut self, name: &str) {
        quote(&mut self.sql, name);
    }

    /// `"schema"."relation"`
    pub(super) fn relation(&mut self, relation: &'static RelationMeta) {
        self.quoted(relation.schema);
        self.sql.push('.');
        self.quoted(relation.name);
    }

    /// `"schema"."relation" AS t0`
    pub(super) fn relation_as(&mut self, scope: Scope) {
        self.relation(scope.relation);
        self.push(" AS ");
        self.alias(scope.alias);
    }

    pub(super) fn alias(&mut self, alias: Alias) {
        self.sql.push('t');
        number(&mut self.sql, u64::from(alias.0));
    }

    /// `t0."column"`
    pub(super) fn column(&mut self, scope: Scope, column: u16) {
        let (scope, column) = self.nearest(scope, column);
        self.alias(scope.alias);
        self.sql.push('.');
        self.name(scope.relation, column);
    }

    /// `"column"`
    pub(super) fn name(&mut self, relation: &'static RelationMeta, column: u16) {
        self.quoted(relation.columns[usize::from(column)].0);
    }

    pub(super) fn number(&mut self, value: u64) {
        number(&mut self.sql, value);
    }

    /// `$1`, cast where the type that travels is not the type that is meant.
    pub(super) fn param(&mut self, value: Encoded, ty: SqlType) {
        let number = self.known(&value, ty).unwrap_or_else(|| {
            self.params.push(Param { value, ty });
            self.params.len()
        });
        let of_rows = self.rows.as_ref().map_or(0, |rows| rows.ends.len());
        self.placeholder(of_rows + number, ty);
    }

    /// [`param`](Self::param) of a value that is among the parameters already, at this place.
    pub(super) fn given(&mut self, at: usize) {
        self.placeholder(at + 1, self.params[at].ty);
    }

    pub(super) fn placeholder(&mut self, number: usize, ty: SqlType) {
        self.sql.push('$');
        self.number(number as u64);
        if ty.cast {
            self.push("::");
            self.type_(ty);
        }
    }

    /// A value as it travels: as it is, cast to a built-in type, or through the function that gives its binary form.
    pub(super) fn reading(&mut self, ty: SqlType, value: impl FnOnce(&mut Self)) {
        match ty.reading() {
            Reading::Plain => value(self),
            Reading::Cast(wire) => {
                value(self);
                self.push("::");
                self.push(wire);
            }
            Reading::Call(send) => {
                self.push(send);
                self.push("(");
                value(self);
                self.push(")");
            }
        }
    }

    /// The number of a parameter that is the very same value, which an expression used twice brings twice.
    fn known(&self, value: &Encoded, ty: SqlType) -> Option<usize> {
        const FEW: usize = 32;
        let same = |param: &Param| param.ty == ty && param.value.is(value);
        let few = self.params.len() <= FEW;
        few.then(|| self.params.iter().position(same)).flatten().map(|at| at + 1)
    }

    pub(super) fn type_(&mut self, ty: SqlType) {
        self.push(ty.sql);
        if ty.array {
            self.push("[]");
        }
    }

    /// What comes between the elements of a list.
    pub(super) fn list<T>(
        &mut self,
        between: &str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(between);
            }
            each(self, item);
        }
    }
}

/// Appends a name in double quotes.
pub(super) fn quote(sql: &mut String, name: &str) {
    sql.push('"');
    if name.contains('"') {
        sql.push_str(&name.replace('"', "\"\""));
    } else {
        sql.push_str(name);
    }
    sql.push('"');
}

/// Appends a number, without the machinery of `format!`.
pub(super) fn number(sql: &mut String, value: u64) {
    if value >= 10 {
        number(sql, value / 10);
    }
    sql.push(char::from(b'0' + (value % 10) as u8));
}
