//! Rows of the system catalogs, in whatever order, to a catalog. No I/O.

mod access;
mod columns;
mod constraints;
mod dependencies;
mod facts;
mod indexes;
mod names;
mod objects;
mod relations;
mod remarks;
mod routines;
mod sequences;
mod types;

use std::collections::HashMap;

use crate::catalog::{Catalog, Extension, OtherObject, Schema};

use super::{
    Introspection, Session,
    rows::{ExtensionRow, OtherRow, Rows, SchemaRow},
};

use facts::{Facts, class};
use names::Names;

/// Puts the rows together.
pub(super) fn assemble(rows: Rows, session: &Session) -> Introspection {
    let names = Names::new(&rows);
    let dependencies = dependencies::dependencies(&rows, &objects::Objects::new(&rows, &names));
    let mut facts = Facts::new(rows.members, &rows.extensions, rows.descriptions, rows.privileges);

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
        triggers: relations::triggers(rows.triggers, &mut facts),
        rules: relations::rules(rows.rules, &mut facts),
        policies: access::policies(rows.policies, &mut facts),
    };
    let catalog = Catalog {
        server_version: session.version,
        relations: relations::relations(rows.relations, parts, (&rows.inheritance, &names, &mut facts)),
        sequences: sequences::sequences(rows.sequences, &names, &mut facts),
        routines: routines::routines(rows.routines, &mut facts),
        types,
        schemas: schemas(rows.schemas, &mut facts),
        default_privileges: access::default_privileges(rows.default_privileges),
        others: others(rows.others, &mut facts),
        extensions: extensions(rows.extensions, &mut facts),
        dependencies,
    };
    let diagnostics = remarks::remarks(&catalog, &session.role);
    Introspection { catalog, diagnostics }
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

fn extensions(rows: Vec<ExtensionRow>, facts: &mut Facts) -> Vec<Extension> {
    let extension = |row: ExtensionRow| Extension {
        name: row.name,
        schema: row.schema,
        version: row.version,
        comment: facts.comment(class::EXTENSION, row.oid, 0),
    };
    let mut extensions: Vec<_> = rows.into_iter().map(extension).collect();
    extensions.sort_by(|a, b| a.name.cmp(&b.name));
    extensions
}

fn others(rows: Vec<OtherRow>, facts: &mut Facts) -> Vec<OtherObject> {
    let other = |row: OtherRow| {
        Some(OtherObject {
            id: objects::other(&row)?,
            owner: row.owner,
            extension: facts.extension(row.class, row.oid),
            definition: row.definition,
            comment: facts.comment(row.class, row.oid, 0),
            privileges: facts.privileges(row.class, row.oid, 0),
        })
    };
    let mut others: Vec<_> = rows.into_iter().filter_map(other).collect();
    others.sort();
    others
}

/// Collects values under their keys.
fn group<T, V>(items: impl IntoIterator<Item = T>, split: impl FnMut(T) -> (u32, V)) -> HashMap<u32, Vec<V>> {
    let mut groups: HashMap<u32, Vec<V>> = HashMap::new();
    for (key, value) in items.into_iter().map(split) {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// A one-letter code of the system catalogs.
fn letter(code: i8) -> char {
    char::from(code.unsigned_abs())
}

/// Options of several origins as one sorted list.
fn options(lists: impl IntoIterator<Item = Option<Vec<String>>>) -> Vec<String> {
    let mut options: Vec<_> = lists.into_iter().flatten().flatten().collect();
    options.sort();
    options
}
