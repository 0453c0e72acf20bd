//! Everything about one type.

use relvar_catalog::{
    QualifiedName,
    catalog::{Type, TypeKind, TypeRef},
};
use serde::Serialize;

use crate::{graph::Graph, sql};

/// What there is to know about one type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TypeSheet<'a> {
    /// The type, as a snapshot has it.
    #[serde(rename = "type")]
    pub type_: &'a Type,
    /// Its path in generated code; absent if it has no Rust type of its own.
    pub rust: Option<String>,
    /// Columns, attributes, domains and routines with values of the type.
    pub used_by: Vec<String>,
}

/// Gathers what there is to know about a type.
pub fn show_type<'a>(graph: &Graph<'a>, type_: &'a Type) -> TypeSheet<'a> {
    let model = graph.model;
    let generated = model.types.iter().find(|generated| generated.sql == type_.name);
    let rust = generated
        .map(|generated| format!("{}::{}", model.schema(generated.schema).name.rust.plain(), generated.rust.plain()));
    TypeSheet { type_, rust, used_by: used_by(graph, &type_.name) }
}

fn used_by(graph: &Graph<'_>, name: &QualifiedName) -> Vec<String> {
    let is_of = |type_: &TypeRef| type_.name == *name;
    let columns = graph.catalog.relations.iter().flat_map(|relation| {
        let own = relation.columns.iter().filter(|column| !column.inherited && is_of(&column.type_));
        own.map(|column| format!("column {}.{}", relation.name, sql::identifier(&column.name)))
    });
    let types = graph.catalog.types.iter().flat_map(|type_| match &type_.kind {
        TypeKind::Domain(domain) if is_of(&domain.base) => vec![format!("domain {}", type_.name)],
        TypeKind::Range(range) if is_of(&range.subtype) => vec![format!("type {}", type_.name)],
        TypeKind::Composite { attributes } => {
            let own = attributes.iter().filter(|attribute| is_of(&attribute.type_));
            own.map(|attribute| format!("attribute {}.{}", type_.name, sql::identifier(&attribute.name))).collect()
        }
        TypeKind::Domain(_)
        | TypeKind::Range(_)
        | TypeKind::Enum { .. }
        | TypeKind::Multirange { .. }
        | TypeKind::Base { .. }
        | TypeKind::Pseudo => Vec::new(),
    });
    let routines = graph.catalog.routines.iter().filter(|routine| {
        routine.arguments.iter().any(|argument| is_of(&argument.type_)) || routine.returns.as_ref().is_some_and(is_of)
    });
    columns.chain(types).chain(routines.map(|r| format!("routine {}({})", r.name, r.signature()))).collect()
}
