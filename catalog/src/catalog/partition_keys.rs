//! Foreign keys that partitions have and their partitioned table has not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalog, Constraint, ForeignKey, QualifiedName, Relation, RelationKind};

/// A foreign key of partitions that their partitioned table does not declare.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionKey<'a> {
    /// The name that PostgreSQL would give it on the partitioned table.
    pub name: String,
    /// The constraint of the first partition that declares it, by name.
    pub constraint: &'a Constraint,
    /// The foreign key of that constraint.
    pub key: &'a ForeignKey,
    /// The partitions that declare it, by name.
    pub declaring: Vec<&'a Relation>,
    /// How many partitions hold rows.
    pub partitions: usize,
    /// Those whose rows may reference no row, by name: they lack the key, or the database does not vouch for it there.
    pub unchecked: Vec<&'a QualifiedName>,
    /// Other partitions reference other rows by the same columns, so that equal values do not say that a row of the table
    /// references one of these.
    pub ambiguous: bool,
}

/// What makes two foreign keys the same: the referenced relation and the pairs of columns, sorted.
type Course<'a> = (Vec<(&'a str, &'a str)>, &'a QualifiedName);

impl ForeignKey {
    fn course(&self) -> Course<'_> {
        let columns = self.columns.iter().map(String::as_str);
        let mut pairs: Vec<_> = columns.zip(self.referenced_columns.iter().map(String::as_str)).collect();
        pairs.sort_unstable();
        (pairs, &self.references)
    }
}

impl Catalog {
    /// The foreign keys that only partitions have, of every partitioned table, by columns.
    pub fn partition_keys(&self) -> BTreeMap<&QualifiedName, Vec<PartitionKey<'_>>> {
        let mut partitions: BTreeMap<&QualifiedName, Vec<&Relation>> = BTreeMap::new();
        for relation in self.relations.iter().filter(|relation| relation.is_partition()) {
            for parent in &relation.inherits {
                partitions.entry(parent).or_default().push(relation);
            }
        }
        let tables = self.relations.iter().filter(|relation| relation.kind == RelationKind::PartitionedTable);
        let keys = tables.map(|table| (&table.name, keys_of(table, &partitions)));
        keys.filter(|(_, keys)| !keys.is_empty()).collect()
    }
}

fn keys_of<'a>(table: &'a Relation, partitions: &BTreeMap<&QualifiedName, Vec<&'a Relation>>) -> Vec<PartitionKey<'a>> {
    let own: BTreeSet<_> = table.foreign_keys().map(|(_, key)| key.course()).collect();
    let all = rows_below(table, partitions);
    let mut found: BTreeMap<Course<'a>, PartitionKey<'a>> = BTreeMap::new();
    let mut names: BTreeSet<String> = table.constraints.iter().map(|constraint| constraint.name.clone()).collect();
    for partition in below(table, partitions) {
        // What is inherited is declared further up.
        for (constraint, key) in partition.foreign_keys().filter(|(constraint, _)| !constraint.inherited) {
            let course = key.course();
            if own.contains(&course) {
                continue;
            }
            let found = found.entry(course).or_insert_with(|| PartitionKey {
                name: String::new(),
                constraint,
                key,
                declaring: Vec::new(),
                partitions: all.len(),
                unchecked: all.iter().copied().collect(),
                ambiguous: false,
            });
            found.declaring.push(partition);
            if !constraint.not_valid && !constraint.not_enforced {
                let checked = rows_below(partition, partitions);
                found.unchecked.retain(|name| !checked.contains(name));
            }
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    let columns = |found: &PartitionKey<'a>| found.key.columns.iter().collect::<BTreeSet<&'a String>>();
    let all_columns: Vec<_> = found.iter().map(columns).collect();
    for found in &mut found {
        let same = all_columns.iter().filter(|other| **other == columns(found)).count();
        found.ambiguous = same > 1 && !found.unchecked.is_empty();
        found.name = free_name(format!("{}_{}_fkey", table.name.name, found.key.columns.join("_")), &mut names);
    }
    found
}

/// Partitions, and partitions of these.
fn below<'a>(table: &Relation, partitions: &BTreeMap<&QualifiedName, Vec<&'a Relation>>) -> Vec<&'a Relation> {
    let direct = partitions.get(&table.name).into_iter().flatten();
    let mut all: Vec<_> =
        direct.flat_map(|partition| [vec![*partition], below(partition, partitions)].concat()).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// The relations that hold the rows: the table itself, unless it is partitioned.
fn rows_below<'a>(
    table: &'a Relation,
    partitions: &BTreeMap<&QualifiedName, Vec<&'a Relation>>,
) -> BTreeSet<&'a QualifiedName> {
    let all = below(table, partitions).into_iter().chain([table]);
    all.filter(|relation| relation.kind != RelationKind::PartitionedTable).map(|relation| &relation.name).collect()
}

/// The name, with a number if it is taken, as PostgreSQL does it.
fn free_name(name: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (1..).map(|number| format!("{name}{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(name);
    taken.insert(free.clone());
    free
}
