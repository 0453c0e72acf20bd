//! The column list of a relation, written once per thread and copied from then on.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::text::quote;
use super::{Renderer, Scope};
use crate::relation::RelationMeta;

thread_local! {
    /// By the address of the metadata, which lives as long as the program.
    static LISTS: RefCell<HashMap<usize, Rc<str>>> = RefCell::default();
}

impl Renderer {
    /// Every column of the relation, each as the type that travels.
    pub(super) fn all_columns(&mut self, scope: Scope) {
        if scope.alias.0 == 0 {
            let list = LISTS.with_borrow_mut(|lists| {
                let address = std::ptr::from_ref(scope.relation).addr();
                lists.entry(address).or_insert_with(|| write(scope.relation, "t0").into()).clone()
            });
            self.push(&list);
        } else {
            let list = write(scope.relation, &format!("t{}", scope.alias.0));
            self.push(&list);
        }
    }
}

fn write(relation: &RelationMeta, alias: &str) -> String {
    let mut sql = String::with_capacity(relation.columns.len() * 24);
    for (at, (name, ty)) in relation.columns.iter().enumerate() {
        if at > 0 {
            sql.push_str(", ");
        }
        sql.push_str(alias);
        sql.push('.');
        quote(&mut sql, name);
        if ty.cast {
            sql.push_str("::");
            sql.push_str(ty.wire_sql());
        }
    }
    sql
}
