//! Constraints a relation's writes can violate, as the variants of an enum to match on.

use relvar_catalog::catalog::{ConstraintKind, Relation, RelationKind};

use super::{
    context::Context,
    docs::code,
    ident::{ident, type_name, type_name_spelled},
    scope::{Entry, Scope},
};
use crate::{
    config::{ObjectPath, RustName},
    model::{Constraints, Ident, Name, Variant},
};

/// The constraints that an error names together with this relation: name and definition, by name.
///
/// A violation in a partition is reported by the names of the partition, which come and go with it: neither
/// partitions nor the tables they are of have an enum.
fn reported(relation: &Relation) -> Vec<(&str, String)> {
    if relation.kind != RelationKind::Table || relation.is_partition() {
        return Vec::new();
    }
    let constraints = relation.constraints.iter().filter(|constraint| {
        // An error about a NULL names the column alone.
        !constraint.not_enforced && !matches!(constraint.kind, ConstraintKind::NotNull { .. })
    });
    let indexes = relation.indexes.iter().filter(|index| index.unique && index.constraint.is_none());
    let mut reported: Vec<_> = constraints
        .map(|constraint| (constraint.name.as_str(), relation.constraint_definition(constraint)))
        .chain(indexes.map(|index| (index.name.as_str(), relation.index_definition(index))))
        .collect();
    reported.sort_unstable();
    reported.dedup_by_key(|(name, _)| *name);
    reported
}

/// Whether the relation has such an enum.
pub(super) fn has_constraints(relation: &Relation) -> bool {
    !reported(relation).is_empty()
}

/// The enum, under the name it was given.
pub(super) fn constraints(relation: &Relation, name: &Ident, context: &mut Context<'_>) -> Constraints {
    let reported = reported(relation);
    let path = |constraint: &str| ObjectPath::new([&relation.name.schema, &relation.name.name, constraint]);
    let chosen = |constraint: &str| context.config.rename.keys.get(&path(constraint));
    let entries: Vec<Entry> = reported.iter().map(|(name, _)| entry(&relation.name.name, name, chosen(name))).collect();
    let claims = Scope::of_types(["Self"]).settle(&entries);
    let mut variants = Vec::with_capacity(reported.len());
    for ((claim, entry), (sql, definition)) in claims.iter().zip(&entries).zip(&reported) {
        if !claim.preferred {
            let full = |variant: &str| format!("{name}::{variant}");
            context.report.clashed("rename.keys", &path(sql), &full(&entry.candidates[0]), &full(&claim.name));
        }
        variants.push(Variant {
            docs: format!("{}: {}", code(sql), code(definition)),
            name: Name { sql: (*sql).to_owned(), rust: ident(&claim.name) },
        });
    }
    Constraints { name: name.clone(), variants }
}

/// A variant is named after its constraint, without the relation's name where PostgreSQL has put it in front.
fn entry(relation: &str, constraint: &str, chosen: Option<&RustName>) -> Entry {
    if let Some(chosen) = chosen {
        return Entry { candidates: vec![type_name(chosen.as_str())], first: true };
    }
    let own = constraint.strip_prefix(relation).and_then(|rest| rest.strip_prefix('_')).filter(|own| !own.is_empty());
    let mut candidates = vec![type_name(own.unwrap_or(constraint))];
    for next in [type_name(constraint), type_name_spelled(constraint)] {
        if !candidates.contains(&next) {
            candidates.push(next);
        }
    }
    Entry { candidates, first: own.is_none() }
}
