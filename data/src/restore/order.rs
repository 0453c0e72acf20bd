//! The order in which tables that are there are filled, and the foreign keys that no order satisfies.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Constraint, Relation},
};

use crate::select::leaves;

/// Tables in an order, and what stands against it.
pub(super) struct Order<'a> {
    pub(super) tables: Vec<QualifiedName>,
    /// Foreign keys that are dropped before and added after, with the tables that declare them.
    pub(super) apart: Vec<(&'a Relation, &'a Constraint)>,
}

/// Puts tables after those that their foreign keys lead to.
pub(super) fn order<'a>(catalog: &'a Catalog, tables: &[QualifiedName]) -> Order<'a> {
    let wanted: BTreeSet<&QualifiedName> = tables.iter().collect();
    let mut needs: BTreeMap<&QualifiedName, BTreeSet<QualifiedName>> = BTreeMap::new();
    for name in &wanted {
        let keys = catalog.relation(name).into_iter().flat_map(Relation::foreign_keys);
        let leads_to = keys.flat_map(|(_, key)| leaves(catalog, &key.references));
        needs.insert(name, leads_to.filter(|to| to != *name && wanted.contains(to)).collect());
    }
    let mut order = Order { tables: Vec::new(), apart: Vec::new() };
    let mut names: BTreeSet<(QualifiedName, String)> = BTreeSet::new();
    while !needs.is_empty() {
        let is_ready = |needed: &BTreeSet<QualifiedName>| needed.iter().all(|need| !needs.contains_key(need));
        let next = needs.iter().find(|(_, needed)| is_ready(needed)).map(|(name, _)| *name);
        // In a circle, the one that needs the fewest.
        let next = next.or_else(|| needs.iter().min_by_key(|(_, needed)| needed.len()).map(|(name, _)| *name));
        let Some(next) = next else { break };
        needs.remove(next);
        order.tables.push(next.clone());
        let Some(relation) = catalog.relation(next) else { continue };
        for (constraint, key) in relation.foreign_keys() {
            let is_against = leaves(catalog, &key.references).iter().any(|to| needs.contains_key(to));
            if is_against {
                let (table, constraint) = declared(catalog, relation, constraint);
                if names.insert((table.name.clone(), constraint.name.clone())) {
                    order.apart.push((table, constraint));
                }
            }
        }
    }
    order
}

/// The table that declares a foreign key which its partitions have too.
fn declared<'a>(
    catalog: &'a Catalog,
    relation: &'a Relation,
    constraint: &'a Constraint,
) -> (&'a Relation, &'a Constraint) {
    let (mut table, mut own) = (relation, constraint);
    while own.inherited {
        let Some(parent) = table.inherits.first().and_then(|name| catalog.relation(name)) else { break };
        let same = parent.foreign_keys().find(|(other, key)| {
            table.foreign_keys().any(|(mine, of_mine)| mine.name == own.name && of_mine == *key)
                && other.kind == own.kind
        });
        let Some((other, _)) = same else { break };
        (table, own) = (parent, other);
    }
    (table, own)
}
