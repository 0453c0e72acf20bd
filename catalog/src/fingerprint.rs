//! What a schema is, as a hash: equal for equal schemas, whatever server they are on.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{
    Catalog,
    catalog::{Definition, ObjectId, Options},
    hexadecimal,
};

/// A SHA-256 hash, displayed in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

/// The fingerprints of a catalog and of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    /// Of everything.
    pub database: Fingerprint,
    /// Of each schema with all that lives in it.
    pub schemas: BTreeMap<String, Fingerprint>,
    /// Of each object, with its parts: a relation with its columns, constraints, indexes and triggers.
    pub objects: BTreeMap<ObjectId, Fingerprint>,
}

/// Hashes the canonical form of every object, and folds the hashes to schemas and to the database.
///
/// The version of the server, the versions of extensions with their members, and what the role that read the catalog may do
/// are no part of it. Comments, owners and privileges are.
pub fn fingerprints(catalog: &Catalog) -> Fingerprints {
    let objects = objects(&canonical(catalog.clone()));
    let mut schemas: BTreeMap<String, Sha256> = BTreeMap::new();
    let mut database = Sha256::new();
    for (id, fingerprint) in &objects {
        let name = match id {
            ObjectId::Schema(name) => Some(name.as_str()),
            id => id.schema(),
        };
        if let Some(name) = name {
            fold(schemas.entry(name.to_owned()).or_default(), id, fingerprint);
        }
        fold(&mut database, id, fingerprint);
    }
    let schemas = schemas.into_iter().map(|(name, hash)| (name, Fingerprint(hash.finalize().into()))).collect();
    Fingerprints { database: Fingerprint(database.finalize().into()), schemas, objects }
}

fn fold(hash: &mut Sha256, id: &ObjectId, Fingerprint(object): &Fingerprint) {
    // Identities hold no zero byte.
    hash.update(id.to_string());
    hash.update([0]);
    hash.update(object);
}

/// The catalog without what depends on the server and on who read it.
fn canonical(mut catalog: Catalog) -> Catalog {
    // What the version of an extension makes.
    catalog.schemas.retain(|schema| schema.extension.is_none());
    catalog.types.retain(|type_| type_.extension.is_none());
    catalog.relations.retain(|relation| relation.extension.is_none());
    catalog.sequences.retain(|sequence| sequence.extension.is_none());
    catalog.routines.retain(|routine| routine.extension.is_none());
    catalog.others.retain(|other| other.extension.is_none());
    for schema in &mut catalog.schemas {
        schema.inaccessible = false;
    }
    for extension in &mut catalog.extensions {
        extension.version.clear();
        // What the version says and grants.
        extension.configuration.clear();
        extension.initial_privileges.clear();
    }
    for relation in &mut catalog.relations {
        (relation.insertable, relation.updatable, relation.unreadable) = (false, false, false);
        for column in &mut relation.columns {
            (column.unreadable, column.read_only, column.base) = (false, false, None);
        }
    }
    in_order(&mut catalog);
    catalog
}

/// Options by name: their order says nothing.
fn in_order(catalog: &mut Catalog) {
    for relation in &mut catalog.relations {
        let own = [&mut relation.options, &mut relation.toast_options, &mut relation.server_options];
        own.into_iter().for_each(Options::sort_unstable_keys);
        for column in &mut relation.columns {
            [&mut column.options, &mut column.server_options].into_iter().for_each(Options::sort_unstable_keys);
        }
        for index in &mut relation.indexes {
            index.options.sort_unstable_keys();
            index.parts.iter_mut().for_each(|part| part.operator_class_options.sort_unstable_keys());
        }
    }
    for other in &mut catalog.others {
        match &mut other.definition {
            Some(Definition::Server(own)) => own.options.sort_unstable_keys(),
            Some(Definition::ForeignDataWrapper(own)) => own.options.sort_unstable_keys(),
            _ => {}
        }
    }
    catalog.settings.iter_mut().for_each(|own| own.values.sort_unstable_keys());
}

fn objects(catalog: &Catalog) -> BTreeMap<ObjectId, Fingerprint> {
    let Catalog {
        server_version: _,
        schemas,
        extensions,
        types,
        relations,
        sequences,
        routines,
        default_privileges,
        settings,
        security_labels,
        others,
        // Of the server.
        roles: _,
        // These follow from the objects.
        dependencies: _,
    } = catalog;
    let mut objects = BTreeMap::new();
    objects.extend(schemas.iter().map(|schema| (ObjectId::Schema(schema.name.clone()), hash(schema))));
    objects.extend(extensions.iter().map(|extension| (ObjectId::Extension(extension.name.clone()), hash(extension))));
    objects.extend(types.iter().map(|type_| (ObjectId::Type(type_.name.clone()), hash(type_))));
    objects.extend(relations.iter().map(|relation| (relation.id(), hash(relation))));
    objects.extend(sequences.iter().map(|sequence| (ObjectId::Sequence(sequence.name.clone()), hash(sequence))));
    objects.extend(routines.iter().map(|routine| (routine.id(), hash(routine))));
    objects.extend(default_privileges.iter().map(|default| (default.id(), hash(default))));
    objects.extend(settings.iter().map(|settings| (settings.id.clone(), hash(settings))));
    objects.extend(security_labels.iter().map(|label| (label.id(), hash(label))));
    objects.extend(others.iter().map(|other| (other.id.clone(), hash(other))));
    objects
}

#[expect(clippy::expect_used, reason = "writing plain data with string keys to memory cannot fail")]
fn hash(object: &impl Serialize) -> Fingerprint {
    Fingerprint(Sha256::digest(serde_json::to_vec(object).expect("memory takes what is written to it")).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Schema;

    #[test]
    fn what_changes_an_object_changes_what_it_is_in() {
        let schema = |name: &str| Schema {
            name: name.to_owned(),
            owner: "bob".to_owned(),
            inaccessible: false,
            extension: None,
            comment: None,
            privileges: None,
        };
        let catalog = Catalog { server_version: 15, schemas: vec![schema("a"), schema("b")], ..Catalog::default() };
        let before = fingerprints(&catalog);
        assert_eq!(before.database.to_string().len(), 64);

        let mut read_by_another = Catalog { server_version: 18, ..catalog.clone() };
        read_by_another.schemas[0].inaccessible = true;
        assert_eq!(fingerprints(&read_by_another), before);

        let mut commented = catalog;
        commented.schemas[1].comment = Some("Beta".to_owned());
        let after = fingerprints(&commented);
        assert_eq!(after.schemas["a"], before.schemas["a"]);
        assert!(after.schemas["b"] != before.schemas["b"] && after.database != before.database);
    }
}
