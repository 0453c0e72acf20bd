//! Indexes and their parts.

use std::collections::HashMap;

use crate::{
    catalog::{Index, IndexPart, QualifiedName},
    introspect::rows::{IndexRow, InheritanceRow},
};

use super::{address::class, constraints::Constraints, facts::Facts, group, names::Names, options};

/// `pg_index.indoption`: `DESC` and `NULLS FIRST`.
const DESCENDING: i16 = 1;
const NULLS_FIRST: i16 = 2;

/// The OID of the collation `default`, the database's own.
const DEFAULT_COLLATION: u32 = 100;

/// Indexes by relation, each list by name.
pub(super) fn indexes(
    mut rows: Vec<IndexRow>,
    constraints: &Constraints,
    (inheritance, names, facts): (&[InheritanceRow], &Names, &mut Facts),
) -> HashMap<u32, Vec<Index>> {
    let schema = |relation| names.relation(relation).map(|name| name.schema.clone());
    let index_names: HashMap<u32, QualifiedName> =
        rows.iter().filter_map(|row| Some((row.oid, QualifiedName::new(schema(row.relation)?, &row.name)))).collect();
    let parents: HashMap<u32, &QualifiedName> =
        inheritance.iter().filter_map(|row| Some((row.child, index_names.get(&row.parent)?))).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    group(rows, |row| {
        let (oid, relation) = (row.oid, row.relation);
        let mut index = index(row, constraints.enforced_by(oid), names);
        index.parent = parents.get(&oid).map(|parent| (*parent).clone());
        index.comment = facts.comment(class::CLASS, oid, 0);
        (relation, index)
    })
}

fn index(row: IndexRow, constraint: Option<String>, names: &Names) -> Index {
    let keys = usize::try_from(row.key_columns).unwrap_or(0).min(row.columns.len());
    let parts = parts(&row, keys, names);
    let include = names.columns(row.relation, &row.columns[keys..]);
    Index {
        name: row.name,
        method: row.method,
        unique: row.unique,
        nulls_not_distinct: row.nulls_not_distinct,
        parts,
        include,
        predicate: row.predicate,
        constraint,
        invalid: row.invalid,
        replica_identity: row.replica_identity,
        clustered: row.clustered,
        parent: None,
        options: options(row.options),
        tablespace: row.tablespace,
        comment: None,
    }
}

fn parts(row: &IndexRow, keys: usize, names: &Names) -> Vec<IndexPart> {
    let mut expressions = row.expressions.iter().flatten();
    let part = |position: usize| {
        let column = names.column(row.relation, row.columns[position]);
        let option = row.part_options.get(position).copied().unwrap_or(0);
        let collation = row.collations.get(position).copied().unwrap_or(0);
        let own = names.column_collation(row.relation, row.columns[position]).unwrap_or(DEFAULT_COLLATION);
        let class = row.operator_classes.get(position).copied().unwrap_or(0);
        let set = row.option_parts.iter().flatten().position(|part| usize::try_from(*part) == Ok(position + 1));
        let options = set.and_then(|at| row.options_of_parts.as_ref()?.get(at)?.as_deref());
        IndexPart {
            column: column.map(str::to_owned),
            expression: if column.is_none() { expressions.next().cloned() } else { None },
            collation: names.collation(collation).filter(|_| collation != own).cloned(),
            // Options follow the name of their class.
            operator_class: match options {
                Some(_) => names.any_operator_class(class).cloned(),
                None => names.operator_class(class).cloned(),
            },
            operator_class_options: self::options(options.map(|text| text.lines().map(str::to_owned).collect())),
            descending: option & DESCENDING != 0,
            nulls_first: option & NULLS_FIRST != 0,
            statistics: set.and_then(|at| *row.statistics_of_parts.as_ref()?.get(at)?).filter(|target| *target >= 0),
        }
    };
    (0..keys).map(part).collect()
}
