//! What is recorded of a module: what it owns, and what its tables are.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    Catalog,
    catalog::{ObjectId, Relation, RelationKind},
    hexadecimal,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Module, owners::Owners};
use crate::{
    part::Parts,
    track::{Owned, Standing, TableState, Tables},
};

/// The records of a module, as statements.
pub(super) fn records(
    tables: &Tables,
    module: &Module,
    state: Standing,
    (objects, states): (&[ObjectId], &[TableState]),
) -> String {
    let manifest = &module.manifest;
    let own = Owned {
        name: &manifest.name,
        title: &manifest.title,
        version: &manifest.version,
        application: manifest.application,
        state,
        depends: &manifest.depends,
        objects,
    };
    tables.own(&own, states)
}

/// What each of some modules owns in a catalog: whole objects, and parts of tables of others.
pub(super) fn objects(
    catalog: &Catalog,
    owners: &Owners,
    modules: &BTreeSet<String>,
) -> BTreeMap<String, Vec<ObjectId>> {
    let parts = Parts::new(catalog);
    let mut found: BTreeMap<String, Vec<ObjectId>> = BTreeMap::new();
    for part in parts.by_id.values() {
        let Some(owner) = owners.of(&part.id).filter(|owner| modules.contains(*owner)) else { continue };
        // Parts that go with an object of the same module need no word.
        if part.host.as_ref().and_then(|host| owners.of(host)) != Some(owner) {
            found.entry(owner.to_owned()).or_default().push(part.id.clone());
        }
    }
    found
}

/// Whose objects each of some modules extends, by a column for example.
pub(super) fn extended(
    catalog: &Catalog,
    owners: &Owners,
    modules: &BTreeSet<String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let parts = Parts::new(catalog);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in parts.by_id.values() {
        let host = part.host.as_ref().and_then(|host| owners.of(host));
        if let (Some(owner), Some(host)) = (owners.of(&part.id), host)
            && owner != host
            && modules.contains(owner)
        {
            found.entry(owner.to_owned()).or_default().insert(host.to_owned());
        }
    }
    found
}

/// The tables of a module.
pub(super) fn tables<'c>(
    catalog: &'c Catalog,
    owners: &'c Owners,
    module: &'c str,
) -> impl Iterator<Item = &'c Relation> {
    let is_of = move |own: &&Relation| is_table(own) && owners.claim(&own.name) == Some(module);
    catalog.relations.iter().filter(is_of)
}

/// The tables of all modules.
pub(super) fn all_tables<'c>(catalog: &'c Catalog, owners: &'c Owners) -> BTreeMap<&'c str, Vec<&'c Relation>> {
    let mut all: BTreeMap<&str, Vec<&Relation>> = BTreeMap::new();
    for own in catalog.relations.iter().filter(|own| is_table(own)) {
        if let Some(module) = owners.claim(&own.name) {
            all.entry(module).or_default().push(own);
        }
    }
    all
}

fn is_table(own: &Relation) -> bool {
    matches!(own.kind, RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable)
}

pub(super) fn states(catalog: &Catalog, owners: &Owners, module: &Module) -> Vec<TableState> {
    states_of(tables(catalog, owners, module.name()), module)
}

pub(super) fn states_of<'c>(tables: impl Iterator<Item = &'c Relation>, module: &Module) -> Vec<TableState> {
    tables.map(|own| table(own, module)).collect()
}

fn table(own: &Relation, module: &Module) -> TableState {
    let snapshot = serde_json::to_value(own).unwrap_or_default();
    let keys: Vec<_> = own.foreign_keys().map(|(key, _)| key).collect();
    let checksum = format!("sha256:{}", hexadecimal(&Sha256::digest(snapshot.to_string())));
    TableState {
        model_name: model(own, module),
        table_name: shown(own),
        columns: snapshot.get("columns").cloned().unwrap_or_else(|| json!([])),
        indexes: snapshot.get("indexes").cloned().unwrap_or_else(|| json!([])),
        foreign_keys: serde_json::to_value(keys).unwrap_or(Value::Null),
        schema_snapshot: snapshot,
        checksum,
    }
}

/// The name of a table, with its schema unless that is `public`.
pub(super) fn shown(own: &Relation) -> String {
    if own.name.schema == "public" { own.name.name.clone() } else { format!("{}.{}", own.name.schema, own.name.name) }
}

/// `my_module_order_items` of `my_module` is `OrderItems`.
pub(super) fn model(own: &Relation, module: &Module) -> String {
    let name = own.name.name.as_str();
    let name = module.manifest.prefix.as_deref().and_then(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split('_').map(word).collect()
}

/// A table that only joins others: its primary key is made of its foreign keys, which lead to two tables or more.
pub(super) fn is_association(own: &Relation) -> bool {
    let Some((_, key)) = own.primary_key() else { return false };
    let keys: Vec<_> = own.foreign_keys().collect();
    let is_foreign = |column: &String| keys.iter().any(|(_, foreign)| foreign.columns.contains(column));
    keys.len() > 1 && key.columns.iter().all(is_foreign)
}
