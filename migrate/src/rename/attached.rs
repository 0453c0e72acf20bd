//! Keys and indexes of partitions that get another name: PostgreSQL drops none of them while that of the table is there.

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Constraint, ConstraintKind, Index, ObjectId, Relation},
};

use super::name::{Named, Rename};

/// The renames of what partitions have of their tables, where nothing but the name differs.
pub(super) fn attached(from: &Catalog, to: &Catalog) -> Vec<Rename> {
    let mut found = Vec::new();
    for old in from.relations.iter().filter(|own| own.is_partition()) {
        let Some(new) = to.relation(&old.name).filter(|new| new.is_partition() && new.inherits == old.inherits) else {
            continue;
        };
        found.extend(old.indexes.iter().filter_map(|index| self::index((old, new), index)));
        found.extend(old.constraints.iter().filter_map(|key| foreign_key((old, new), key)));
    }
    found
}

/// An index that belongs to the same index of the table; that of a key is named by the key.
fn index((old, new): (&Relation, &Relation), index: &Index) -> Option<Rename> {
    let parent = index.parent.as_ref()?;
    let other = new.indexes.iter().find(|other| other.parent.as_ref() == Some(parent))?;
    let named = |all: &[Index], name: &str| all.iter().any(|own| own.name == name);
    let is_same = (&index.parts, &index.include, &index.method, &index.predicate, index.unique)
        == (&other.parts, &other.include, &other.method, &other.predicate, other.unique);
    if index.name == other.name || named(&new.indexes, &index.name) || named(&old.indexes, &other.name) || !is_same {
        return None;
    }
    let (id, name) = match (&index.constraint, &other.constraint) {
        (Some(key), Some(other)) => (ObjectId::Constraint { relation: old.name.clone(), name: key.clone() }, other),
        (None, None) => (ObjectId::Index(QualifiedName::new(&old.name.schema, &index.name)), &other.name),
        _ => return None,
    };
    Some(Rename { of: Named::Object(id), to: name.clone() })
}

/// A foreign key that belongs to that of the table.
fn foreign_key((old, new): (&Relation, &Relation), key: &Constraint) -> Option<Rename> {
    let is_attached = |own: &Constraint| own.inherited && matches!(own.kind, ConstraintKind::ForeignKey(_));
    let named = |all: &[Constraint], name: &str| all.iter().any(|own| own.name == name);
    let is_other = |own: &&Constraint| is_attached(own) && own.kind == key.kind && !named(&old.constraints, &own.name);
    if !is_attached(key) || named(&new.constraints, &key.name) {
        return None;
    }
    let other = new.constraints.iter().find(is_other)?;
    let id = ObjectId::Constraint { relation: old.name.clone(), name: key.name.clone() };
    Some(Rename { of: Named::Object(id), to: other.name.clone() })
}
