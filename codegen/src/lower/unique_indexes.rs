//! Unique indexes that are no constraint: what an insert may conflict with, besides keys.

use relvar_catalog::catalog::{Index, IndexPart, Relation};

use super::{
    context::Context,
    docs::code,
    ident::{constant_name, ident, value_name},
    scope::Scope,
};
use crate::{config::ObjectPath, model::UniqueIndex};

/// The unique indexes of a relation, by name, as constants.
pub(super) fn unique_indexes(relation: &Relation, scope: &mut Scope, context: &mut Context<'_>) -> Vec<UniqueIndex> {
    let inferred = |index: &&Index| index.unique && !index.invalid && index.constraint.is_none();
    let mut indexes: Vec<&Index> = relation.indexes.iter().filter(inferred).collect();
    indexes.sort_by_key(|index| &index.name);
    let mut constant = |index: &Index| {
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name, &index.name]);
        let wanted = match context.config.rename.keys.get(&path) {
            Some(chosen) => chosen.as_str().to_owned(),
            None => constant_name(&value_name(&index.name)),
        };
        let claim = scope.claim(&[wanted.clone(), format!("{wanted}_IDX")]);
        if !claim.preferred {
            context.report.clashed("rename.keys", &path, &wanted, &claim.name);
        }
        ident(&claim.name)
    };
    let unique_index = |index: &&Index| UniqueIndex {
        sql: index.name.clone(),
        constant: constant(index),
        declaration: code(&declaration(index)),
        target: target(index),
    };
    indexes.iter().map(unique_index).collect()
}

/// `(lower(email) COLLATE "C", tenant) WHERE (active)`: no other index is meant.
fn target(index: &Index) -> String {
    let parts = index.parts.iter().map(|part| {
        let IndexPart { collation, operator_class, .. } = part;
        let sql = part.sql();
        let collation = collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
        let class = operator_class.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        format!("{sql}{collation}{class}")
    });
    let predicate = index.predicate.as_ref().map(|sql| format!(" WHERE {sql}")).unwrap_or_default();
    format!("({}){predicate}", parts.collect::<Vec<_>>().join(", "))
}

fn declaration(index: &Index) -> String {
    let parts: Vec<_> = index.parts.iter().map(IndexPart::sql).collect();
    let distinct = if index.nulls_not_distinct { " nulls not distinct" } else { "" };
    let predicate = index.predicate.as_ref().map(|sql| format!(" where {sql}")).unwrap_or_default();
    format!("unique index ({}){distinct}{predicate}", parts.join(", "))
}
