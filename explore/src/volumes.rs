//! How much is in each relation, those that consist of others included.

use std::collections::BTreeMap;

use relvar_catalog::{Catalog, QualifiedName, Statistics, catalog::Relation, statistics::Volume};

/// How much is in each relation, partitioned ones with all that is in their partitions.
pub(crate) fn volumes<'a>(catalog: &'a Catalog, statistics: &Statistics) -> BTreeMap<&'a QualifiedName, Volume> {
    let mut children: BTreeMap<&QualifiedName, Vec<&QualifiedName>> = BTreeMap::new();
    for relation in catalog.relations.iter().filter(|relation| relation.is_partition()) {
        if let Some(parent) = relation.inherits.first() {
            children.entry(parent).or_default().push(&relation.name);
        }
    }
    let of = |relation: &'a Relation| Some((&relation.name, total(&relation.name, &children, statistics)?));
    catalog.relations.iter().filter_map(of).collect()
}

fn total(
    name: &QualifiedName,
    children: &BTreeMap<&QualifiedName, Vec<&QualifiedName>>,
    statistics: &Statistics,
) -> Option<Volume> {
    let own = statistics.relations.get(name).copied()?;
    let parts: Vec<_> =
        children.get(name).into_iter().flatten().filter_map(|n| total(n, children, statistics)).collect();
    if parts.is_empty() {
        return Some(own);
    }
    // What is known of the parts is newer than what `ANALYZE` last found in the whole.
    let rows = parts.iter().map(|part| part.rows).sum::<Option<u64>>().or(own.rows);
    Some(Volume { rows, bytes: own.bytes + parts.iter().map(|part| part.bytes).sum::<u64>() })
}
