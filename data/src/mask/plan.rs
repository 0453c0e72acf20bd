//! Which columns are masked, and whether that can work.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicU64},
};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Column, Relation},
};

use crate::{Error, sql};

use super::{Masking, Masks, Method, kind::Kind, masks::Mask, permute::Key};

/// By table and column.
type Planned<'a> = BTreeMap<(&'a QualifiedName, &'a str), (&'a Method, Kind)>;

/// The masks of tables, which have these columns. What cannot work is listed.
pub(crate) fn plan(
    catalog: &Catalog,
    tables: &[(&QualifiedName, &[String])],
    masking: &Masking,
) -> Result<BTreeMap<QualifiedName, Arc<Masks>>, Error> {
    let mut faults = Vec::new();
    let planned = planned(catalog, tables, masking, &mut faults);
    for (table, _) in tables {
        let Some(relation) = catalog.relation(table) else { continue };
        faults.extend(of_columns(relation, &planned));
        faults.extend(of_keys(catalog, relation, &planned));
    }
    if !faults.is_empty() {
        faults.dedup();
        return Err(Error::Mask { faults });
    }
    let key = Key::new(&masking.key);
    let mut all = BTreeMap::new();
    for (table, columns) in tables {
        let masks = columns.iter().enumerate().filter_map(|(at, name)| {
            let (method, kind) = planned.get(&(*table, name.as_str()))?;
            let (values, unchanged) = (AtomicU64::new(0), AtomicU64::new(0));
            Some(Mask { at, name: name.clone(), method: (*method).clone(), kind: kind.clone(), values, unchanged })
        });
        let columns: Vec<Mask> = masks.collect();
        if !columns.is_empty() {
            let table = (*table).clone();
            all.insert(table.clone(), Arc::new(Masks { key: key.clone(), table, columns }));
        }
    }
    Ok(all)
}

fn planned<'a>(
    catalog: &'a Catalog,
    tables: &[(&QualifiedName, &[String])],
    masking: &'a Masking,
    faults: &mut Vec<String>,
) -> Planned<'a> {
    let mut planned = Planned::new();
    let of_tables: Vec<&Relation> = tables.iter().filter_map(|(table, _)| catalog.relation(table)).collect();
    for rule in &masking.rules {
        for pattern in &rule.columns {
            let mut is_found = false;
            for relation in &of_tables {
                for column in relation.columns.iter().filter(|column| names(catalog, pattern, (relation, column))) {
                    if column.generated.is_some() {
                        // It is made of others.
                        continue;
                    }
                    is_found = true;
                    let place = (&relation.name, column.name.as_str());
                    if planned.contains_key(&place) {
                        continue;
                    }
                    match Kind::of(&rule.method, &column.type_, catalog) {
                        Some(kind) => drop(planned.insert(place, (&rule.method, kind))),
                        None => faults.push(format!(
                            "`{}.{}`: there is no {} of {}; null and constant go with every type",
                            relation.name, column.name, rule.method, column.type_.sql
                        )),
                    }
                }
            }
            if !is_found {
                faults.push(format!("`{pattern}` names no column that could be masked"));
            }
        }
    }
    planned
}

/// Whether a pattern names a column: in this table, or in one that it inherits from or is a partition of.
fn names(catalog: &Catalog, pattern: &str, (relation, column): (&Relation, &Column)) -> bool {
    let Some((table, own)) = pattern.rsplit_once('.') else { return false };
    if !sql::matches(own.trim_matches('"'), &column.name) {
        return false;
    }
    let mut left = vec![relation];
    while let Some(next) = left.pop() {
        if next.column(&column.name).is_some() && sql::names_table(table, &next.name) {
            return true;
        }
        left.extend(next.inherits.iter().filter_map(|parent| catalog.relation(parent)));
    }
    false
}

/// NULL where none may be, and values that would be equal and must not be.
fn of_columns(relation: &Relation, planned: &Planned<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for column in &relation.columns {
        let Some((method, kind)) = planned.get(&(&relation.name, column.name.as_str())) else { continue };
        let name = format!("`{}.{}`", relation.name, column.name);
        if column.not_null && **method == Method::Null {
            faults.push(format!("{name}: it is NOT NULL"));
        }
        let mut keys = relation.indexes.iter().filter(|index| index.unique);
        let is_alone =
            keys.any(|index| matches!(&index.parts[..], [part] if part.column.as_ref() == Some(&column.name)));
        if is_alone && !kind.keeps_unique() {
            faults.push(format!("{name}: its values are unique, and would not be as {method}; shape keeps them so"));
        }
    }
    faults
}

/// Both ends of a foreign key have to be replaced in the same way.
fn of_keys(catalog: &Catalog, relation: &Relation, planned: &Planned<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for (constraint, key) in relation.foreign_keys() {
        let ends = key.columns.iter().zip(&key.referenced_columns);
        for (column, referenced) in ends {
            let own = planned.get(&(&relation.name, column.as_str())).map(|(_, kind)| kind);
            let Some(to) = catalog.relation(&key.references) else { continue };
            // Of a partitioned table, no rows are read: its partitions are all masked in the same way.
            let other = planned.iter().find(|((table, name), _)| *name == referenced && is_below(catalog, table, to));
            let other = other.map(|(_, (_, kind))| kind);
            if own == Some(&Kind::Null) || own == other {
                continue;
            }
            faults.push(format!(
                "`{}.{column}`: foreign key `{}` leads to `{}.{referenced}`, which is not masked in the same way",
                relation.name, constraint.name, to.name
            ));
        }
    }
    faults
}

fn is_below(catalog: &Catalog, table: &QualifiedName, above: &Relation) -> bool {
    *table == above.name
        || catalog
            .relation(table)
            .is_some_and(|own| own.is_partition() && own.inherits.iter().any(|parent| is_below(catalog, parent, above)))
}
