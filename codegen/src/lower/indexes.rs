//! What the planner has to find rows with: indexes, and foreign keys that always lead to a row.

use std::collections::BTreeSet;

use relvar_catalog::catalog::Relation;

use super::{foreign_keys::Edge, keys, select::Selection};
use crate::model::{ColumnIndex, Index};

/// The indexes of all rows of a relation that find rows by the values of their first columns, each prefix once.
pub(super) fn indexes(relation: &Relation, selection: &Selection<'_>) -> Vec<Index> {
    // They do not cover the rows of relations that inherit from this one.
    if selection.children.contains_key(&relation.name) {
        return Vec::new();
    }
    let mut all: Vec<Index> = relation.indexes.iter().filter_map(|declared| index(relation, declared)).collect();
    all.sort();
    all.dedup();
    let shorter = |a: &Index, b: &Index| a.columns != b.columns && b.columns.starts_with(&a.columns);
    let is_covered = |index: &Index| {
        let twin = all.iter().any(|other| other.columns == index.columns && other.unique);
        !index.unique && (twin || all.iter().any(|other| shorter(index, other)))
    };
    all.iter().filter(|index| !is_covered(index)).cloned().collect()
}

fn index(relation: &Relation, index: &relvar_catalog::catalog::Index) -> Option<Index> {
    let serves = !index.invalid && index.predicate.is_none();
    // A hash index has a single column.
    let method = matches!(index.method.as_str(), "btree" | "hash");
    let leading: Vec<&String> = index.parts.iter().map_while(|part| part.column.as_ref()).collect();
    let whole = leading.len() == index.parts.len();
    let columns = keys::indexes(relation, leading)?;
    let deferrable = || {
        let name = index.constraint.as_deref();
        relation.constraints.iter().any(|c| Some(c.name.as_str()) == name && c.deferrable.is_some())
    };
    (serves && method && !columns.is_empty()).then(|| Index { columns, unique: index.unique && whole && !deferrable() })
}

/// The columns of the foreign keys that lead from every row to a row, whichever key on these columns is followed.
pub(super) fn mandatory(edges: &[Edge]) -> Vec<Vec<ColumnIndex>> {
    let columns = |edge: &Edge| edge.pairs.iter().map(|(from, _)| *from).collect::<BTreeSet<_>>();
    let all = |wanted: &BTreeSet<_>| edges.iter().filter(|edge| columns(edge) == *wanted).all(|edge| edge.mandatory);
    let sets: BTreeSet<_> = edges.iter().map(columns).filter(all).collect();
    sets.into_iter().map(|columns| columns.into_iter().collect()).collect()
}
