//! Association tables: relations with a key that is made of two foreign keys.

use std::collections::BTreeSet;

use super::{foreign_keys::Edge, keys::UniqueColumns};
use crate::model::ColumnIndex;

/// Pairs of foreign keys that make an association of their relation: a unique key is their disjoint union.
///
/// Positions in `edges`, each pair once, the smaller position first.
pub(super) fn associations(edges: &[Edge], unique: &[UniqueColumns]) -> Vec<(usize, usize)> {
    let keys: BTreeSet<_> = unique.iter().map(UniqueColumns::column_set).collect();
    let columns: Vec<BTreeSet<ColumnIndex>> =
        edges.iter().map(|edge| edge.pairs.iter().map(|(from, _)| *from).collect()).collect();
    let mut found = Vec::new();
    for (second, far) in columns.iter().enumerate() {
        for (first, near) in columns[..second].iter().enumerate() {
            if near.is_disjoint(far) && keys.contains(&near.union(far).copied().collect()) {
                found.push((first, second));
            }
        }
    }
    found.sort_unstable();
    found
}
