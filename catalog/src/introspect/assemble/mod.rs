//! Rows of the system catalogs, in whatever order, to a catalog. No I/O.

mod access;
mod address;
mod columns;
mod constraints;
mod dependencies;
mod facts;
mod indexes;
mod named;
mod names;
mod objects;
mod partitioning;
mod privileges;
mod relations;
mod remarks;
mod routines;
mod sequences;
mod text;
mod triggers;
mod types;

use std::collections::HashMap;

use crate::catalog::{
    Catalog, ConfigurationTable, Extension, InitialPrivileges, ObjectId, Options, OtherObject, QualifiedName, Schema,
    SecurityLabel, Settings, SettingsScope,
};

use super::{
    IntrospectError, Introspection, Session,
    rows::{ExtensionRow, OtherRow, Rows, SchemaRow, SecurityLabelRow, SettingRow, UnmodelledRow},
};

use address::class;
use facts::Facts;
use names::Names;

/// Puts the rows together.
pub(super) fn assemble(rows: Rows, session: &Session) -> Result<Introspection, IntrospectError> {
    let names = Names::new(&rows);
    let objects = objects::Objects::new(&rows, &names);
    let dependencies = dependencies::dependencies(&rows, &objects);
    let security_labels = security_labels(&rows, &objects);
    let initial_privileges = access::initial(&rows, &objects);
    let of_database = rows.descriptions.iter().find(|row| row.class == class::DATABASE);
    let database_comment = of_database.map(|row| row.text.clone());
    let mut facts = Facts::new(rows.members, &rows.extensions, rows.descriptions, &rows.privileges);

    let mut constraints = constraints::Constraints::new(rows.constraints, &rows.indexes, &names);
    let mut columns = columns::columns(rows.columns, &rows.bases, (&names, &mut facts));
    constraints.mark_unproven(&mut columns, &names);
    let types = types::types(
        types::TypeRows { types: rows.types, labels: rows.labels, ranges: rows.ranges },
        &mut columns,
        (&mut constraints, &names, &mut facts),
    );
    let parts = relations::Parts {
        columns,
        indexes: indexes::indexes(rows.indexes, &constraints, (&rows.inheritance, &names, &mut facts)),
        constraints: constraints.relations(&mut facts),
        triggers: triggers::triggers(rows.triggers, &names, &mut facts)?,
        rules: triggers::rules(rows.rules, &names, &mut facts)?,
        policies: access::policies(rows.policies, &mut facts),
    };
    let mut catalog = Catalog {
        server_version: session.server.version,
        relations: relations::relations(rows.relations, parts, (&rows.inheritance, &names, &mut facts))?,
        sequences: sequences::sequences(rows.sequences, &names, &mut facts),
        routines: routines::routines(rows.routines, &mut facts)?,
        types,
        schemas: schemas(rows.schemas, &mut facts),
        default_privileges: privileges::default_privileges(rows.default_privileges),
        settings: settings(rows.settings, database_comment),
        security_labels,
        others: others(rows.others, &mut facts)?,
        extensions: extensions(rows.extensions, initial_privileges, &mut facts),
        dependencies,
        roles: Vec::new(),
    };
    catalog.keep_own_dependencies();
    let diagnostics = remarks::remarks(&catalog, &session.role);
    Ok(Introspection { catalog, diagnostics, unmodelled: unmodelled(rows.unmodelled) })
}

/// The names of objects that the catalog does not have, sorted.
fn unmodelled(rows: Vec<UnmodelledRow>) -> Vec<String> {
    let mut names: Vec<_> = rows.into_iter().map(|row| format!("{} {}", row.kind, row.identity)).collect();
    names.sort();
    names
}

fn schemas(rows: Vec<SchemaRow>, facts: &mut Facts) -> Vec<Schema> {
    let schema = |row: SchemaRow| Schema {
        name: row.name,
        owner: row.owner,
        inaccessible: !row.usable,
        extension: facts.extension(class::NAMESPACE, row.oid),
        comment: facts.comment(class::NAMESPACE, row.oid, 0),
        privileges: facts.privileges(class::NAMESPACE, row.oid, 0),
    };
    let mut schemas: Vec<_> = rows.into_iter().map(schema).collect();
    schemas.sort_by(|a, b| a.name.cmp(&b.name));
    schemas
}

fn extensions(
    rows: Vec<ExtensionRow>,
    mut initial_privileges: HashMap<u32, Vec<InitialPrivileges>>,
    facts: &mut Facts,
) -> Vec<Extension> {
    let extension = |row: ExtensionRow| Extension {
        configuration: configuration(&row),
        name: row.name,
        schema: row.schema,
        version: row.version,
        comment: facts.comment(class::EXTENSION, row.oid, 0),
        initial_privileges: initial_privileges.remove(&row.oid).unwrap_or_default(),
    };
    let mut extensions: Vec<_> = rows.into_iter().map(extension).collect();
    extensions.sort_by(|a, b| a.name.cmp(&b.name));
    extensions
}

/// The tables and sequences of an extension whose rows users add, sorted.
fn configuration(row: &ExtensionRow) -> Vec<ConfigurationTable> {
    let schemas = row.configuration_schemas.iter().flatten();
    let names = row.configuration_names.iter().flatten();
    let conditions = row.configuration_conditions.iter().flatten();
    let table = |((schema, name), condition): ((&String, &String), &String)| ConfigurationTable {
        table: QualifiedName::new(schema, name),
        condition: Some(condition.clone()).filter(|condition| !condition.is_empty()),
    };
    let mut tables: Vec<_> = schemas.zip(names).zip(conditions).map(table).collect();
    tables.sort();
    tables
}

fn others(rows: Vec<OtherRow>, facts: &mut Facts) -> Result<Vec<OtherObject>, IntrospectError> {
    let known = rows.into_iter().filter_map(|row| Some((objects::other(&row)?, row)));
    let others = known.map(|(id, row)| {
        let definition = row.definition.as_deref().map(serde_json::from_str).transpose();
        let unknown = |error: serde_json::Error| IntrospectError::Unknown {
            object: Box::new(id.clone()),
            description: error.to_string(),
        };
        Ok(OtherObject {
            definition: definition.map_err(unknown)?,
            id,
            owner: row.owner,
            extension: facts.extension(row.class, row.oid),
            comment: facts.comment(row.class, row.oid, 0),
            privileges: facts.privileges(row.class, row.oid, 0),
        })
    });
    let mut others = others.collect::<Result<Vec<_>, IntrospectError>>()?;
    others.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(others)
}

fn settings(rows: Vec<SettingRow>, comment: Option<String>) -> Vec<Settings> {
    let settings = |row: SettingRow| Settings {
        id: ObjectId::Settings(row.role.map_or(SettingsScope::Database, SettingsScope::RoleInDatabase)),
        values: options(row.settings),
        comment: None,
    };
    let mut settings: Vec<_> = rows.into_iter().map(settings).collect();
    if comment.is_some() {
        let id = ObjectId::Settings(SettingsScope::Database);
        match settings.iter_mut().find(|own| own.id == id) {
            Some(own) => own.comment = comment,
            None => settings.push(Settings { id, values: Options::new(), comment }),
        }
    }
    settings.sort_by(|a, b| a.id.cmp(&b.id));
    settings
}

fn security_labels(rows: &Rows, objects: &objects::Objects<'_>) -> Vec<SecurityLabel> {
    let label = |row: &SecurityLabelRow| {
        let object = objects.id(objects.resolve((row.class, row.object, row.part)))?;
        Some(SecurityLabel { object, provider: row.provider.clone(), label: row.label.clone() })
    };
    let mut labels: Vec<_> = rows.security_labels.iter().filter_map(label).collect();
    labels.sort();
    labels
}

/// Collects values under their keys.
fn group<T, V>(items: impl IntoIterator<Item = T>, split: impl FnMut(T) -> (u32, V)) -> HashMap<u32, Vec<V>> {
    let mut groups: HashMap<u32, Vec<V>> = HashMap::new();
    for (key, value) in items.into_iter().map(split) {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// Options by name.
fn options(list: Option<Vec<String>>) -> Options {
    list.into_iter().flatten().map(option).collect()
}

/// The name and the value of an option, which PostgreSQL stores as `name=value`.
fn option(option: String) -> (String, String) {
    match option.split_once('=') {
        Some((name, value)) => (name.to_owned(), value.to_owned()),
        None => (option, String::new()),
    }
}
