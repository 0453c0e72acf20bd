//! The keys that the database enforces and the model relies on.

use relvar_catalog::catalog::Relation;

use super::{
    foreign_keys::Edge,
    keys::{UniqueColumns, indexes},
};
use crate::model::ColumnIndex;

/// What is unique, and the foreign keys that are followed.
pub(super) fn declared_keys(
    relation: &Relation,
    unique: &[UniqueColumns],
    edges: &[Edge],
) -> Vec<(String, Vec<ColumnIndex>)> {
    let is_declared = |name: &str| {
        relation.constraints.iter().any(|c| c.name == name) || relation.indexes.iter().any(|i| i.name == name)
    };
    let unique = unique.iter().filter(|key| is_declared(&key.name)).map(|key| (key.name.clone(), key.columns.clone()));
    let foreign = relation.foreign_keys().filter_map(|(constraint, key)| {
        let followed = edges.iter().any(|edge| edge.names.contains(&constraint.name));
        let columns = indexes(relation, &key.columns).filter(|_| followed)?;
        Some((constraint.name.clone(), columns))
    });
    let mut keys: Vec<_> = unique.chain(foreign).collect();
    keys.sort();
    keys
}
