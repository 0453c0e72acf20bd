//! What the file of a relation imports, and under which name where two schemas have the same one.

use std::collections::BTreeSet;

use relvar_catalog::catalog::Type;

use super::{builtin::PRELUDE, ident::type_name, names::Names, scope::Scope};
use crate::model::{Ident, Path, Relation, RelationId, RustType, SchemaId, UserTypeId};

/// Fills in the imports of every relation.
pub(super) fn imports(relations: &mut [Relation], names: &Names, types: &[&Type]) {
    let places: Vec<(SchemaId, Ident)> = relations.iter().map(|r| (r.schema, r.row.clone())).collect();
    let type_places: Vec<(SchemaId, &Ident)> =
        types.iter().zip(&names.types).map(|(type_, rust)| (names.place(&type_.name), rust)).collect();
    for (at, relation) in relations.iter_mut().enumerate() {
        let (mut wanted, wanted_types) = used(relation);
        wanted.retain(|id| id.position() != at);
        let mut scope = Scope::of_types(PRELUDE.iter().copied().chain(["rt"]));
        for own in own_names(relation) {
            scope.claim(&[own.to_string()]);
        }
        let mut file = File { scope, schema: relation.schema, names };
        let order = |schema: SchemaId| (schema != relation.schema, schema);
        let mut wanted: Vec<RelationId> = wanted.into_iter().collect();
        wanted.sort_by_key(|id| order(places[id.position()].0));
        let mut wanted_types: Vec<UserTypeId> = wanted_types.into_iter().collect();
        wanted_types.sort_by_key(|id| order(type_places[id.0 as usize].0));
        // What the schema itself has comes first: its names differ, and keep.
        let (here, elsewhere) = wanted.split_at(wanted.partition_point(|id| places[id.position()].0 == file.schema));
        for id in here {
            let (schema, row) = &places[id.position()];
            relation.imports.relations.insert(*id, file.local(*schema, row));
        }
        for id in &wanted_types {
            let (schema, rust) = type_places[id.0 as usize];
            relation.imports.types.insert(*id, file.local(schema, rust));
        }
        for id in elsewhere {
            let (schema, row) = &places[id.position()];
            relation.imports.relations.insert(*id, file.local(*schema, row));
        }
    }
}

struct File<'a> {
    scope: Scope,
    schema: SchemaId,
    names: &'a Names,
}

impl File<'_> {
    /// What an item is called here: `Person`, or `PeoplePerson` where this file has another `Person`.
    fn local(&mut self, schema: SchemaId, item: &Ident) -> Ident {
        if schema == self.schema {
            self.scope.claim(&[item.to_string()]);
            return item.clone();
        }
        let (_, module) = &self.names.schemas[schema.0 as usize];
        let prefixed = format!("{}{}", type_name(module.plain()), item.plain().trim_start_matches('_'));
        Ident::new(self.scope.claim(&[item.to_string(), prefixed]).name)
    }
}

fn used(relation: &Relation) -> (BTreeSet<RelationId>, BTreeSet<UserTypeId>) {
    let mut relations = BTreeSet::new();
    for way in &relation.navigation {
        relations.insert(way.target);
        if let Path::Through { association, .. } = &way.path {
            relations.insert(*association);
        }
    }
    let mut types = BTreeSet::new();
    for column in &relation.columns {
        match named(&column.type_.rust) {
            Some(Named::Type(id)) => _ = types.insert(id),
            Some(Named::Row(id)) => _ = relations.insert(id),
            None => {}
        }
    }
    (relations, types)
}

/// An item of generated code within a type.
enum Named {
    Type(UserTypeId),
    Row(RelationId),
}

fn named(rust: &RustType) -> Option<Named> {
    match rust {
        RustType::User(id) => Some(Named::Type(*id)),
        RustType::Row(id) => Some(Named::Row(*id)),
        RustType::Array(_, part) | RustType::Range(part) | RustType::Multirange(part) => named(part),
        RustType::Builtin(_) | RustType::Custom(_) | RustType::Json(_) => None,
    }
}

fn own_names(relation: &Relation) -> impl Iterator<Item = &Ident> {
    let new = relation.new_row.iter().flat_map(|new| {
        let optional = new.optional.iter().map(|(type_, _)| type_);
        std::iter::once(&new.name).chain(optional)
    });
    let constraints = relation.constraints.iter().map(|constraints| &constraints.name);
    let traits = std::iter::once(&relation.traversal).chain(&relation.key_trait);
    std::iter::once(&relation.row).chain(traits).chain(new).chain(constraints)
}
