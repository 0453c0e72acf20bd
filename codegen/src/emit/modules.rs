//! The modules that hold the files together: the root, the schemas, the prelude.

use super::{
    code::{Code, line},
    gate, parts,
};
use crate::model::{Docs, Ident, Layout, Model, Relation, Schema, SchemaId, UserTypeKind};

/// `mod.rs` or `lib.rs` of the whole.
pub(super) fn root(model: &Model) -> String {
    let mut code = Code::file(&Docs(vec!["Typed models of a PostgreSQL database.".to_owned()]));
    code.gap();
    if model.output.layout == Layout::Module {
        line!(code, "#![allow(dead_code, unreachable_pub, unused_imports, reason = \"no program uses every model\")]");
    } else if model.schemas.iter().any(|schema| schema.feature.is_some()) {
        line!(code, "#![allow(unused_imports, reason = \"not every feature is on\")]");
    }
    line!(code, "#![allow(clippy::all, clippy::pedantic, reason = \"generated code\")]");
    code.gap();
    line!(code, "#[rustfmt::skip]");
    line!(code, "pub mod prelude;");
    for schema in &model.schemas {
        gate::schema(&mut code, schema);
        line!(code, "#[rustfmt::skip]");
        line!(code, "pub mod {};", schema.name.rust);
    }
    code.gap();
    verify(&mut code, model);
    code.finish()
}

/// `pub async fn verify(…)`: the question whether a database is what the models were made of.
///
/// Paths begin with `::`, as a schema may be called `relvar` or `rt`.
pub(super) fn verify(code: &mut Code, model: &Model) {
    line!(code, "/// Where these models and a database disagree, found in one query: nothing where they agree.");
    line!(code, "///");
    line!(code, "/// A program that asks when it starts hears of it before its first statement fails.");
    line!(code, "#[rustfmt::skip]");
    line!(code, "pub async fn verify(");
    line!(code, "    db: &impl {RUNTIME}::Executor,");
    code.enclosed(format_args!(") -> Result<Vec<{RUNTIME}::Difference>, {RUNTIME}::Error> {{"), "}", |code| {
        if model.schemas.iter().all(|schema| schema.feature.is_none()) {
            let schemas: Vec<String> = model.schemas.iter().map(|s| format!("{}::META", s.name.rust)).collect();
            return code.filled(&format!("{RUNTIME}::verify(db, &["), &schemas, "]).await");
        }
        code.enclosed(format_args!("let schemas: &[&{RUNTIME}::SchemaMeta] = &["), "];", |code| {
            for schema in &model.schemas {
                gate::schema(code, schema);
                line!(code, "{}::META,", schema.name.rust);
            }
        });
        line!(code, "{RUNTIME}::verify(db, schemas).await");
    });
}

/// What a file that imports nothing calls the runtime.
const RUNTIME: &str = "::relvar::generated";

/// `prelude.rs`: what the runtime has in its own, and every traversal trait.
pub(super) fn prelude(model: &Model) -> String {
    let mut code = Code::file(&Docs(vec!["What programs import: `use models::prelude::*;`.".to_owned()]));
    code.gap();
    line!(code, "pub use relvar::prelude::*;");
    for schema in &model.schemas {
        let traits = schema.relations.iter().map(|id| model.at(*id)).filter(|relation| !relation.navigation.is_empty());
        let mut traits: Vec<&Ident> = traits.flat_map(traits_of).collect();
        traits.sort_unstable();
        if !traits.is_empty() {
            code.gap();
            gate::schema(&mut code, schema);
            code.enclosed(format_args!("pub use super::{}::{{", schema.name.rust), "};", |code| {
                for traversal in traits {
                    line!(code, "{traversal} as _,");
                }
            });
        }
    }
    code.finish()
}

/// `mod.rs` of a schema: its contents page.
pub(super) fn schema(model: &Model, id: SchemaId) -> String {
    let schema = model.schema(id);
    let mut code = Code::file(&schema.docs);
    let mut relations: Vec<&Relation> = schema.relations.iter().map(|id| model.at(*id)).collect();
    relations.sort_by_key(|relation| relation.module.plain());
    code.gap();
    if !schema.routines.is_empty() {
        line!(code, "pub mod functions;");
    }
    let parts = model.output.parts();
    for relation in relations.iter().filter(|relation| parts.is_empty() || !relation.navigation.is_empty()) {
        line!(code, "mod {};", relation.module);
    }
    if !schema.types.is_empty() && parts.is_empty() {
        line!(code, "mod types;");
    }
    code.gap();
    for part in parts.iter().filter(|part| parts::schemas(model, part).contains(&id)) {
        line!(code, "#[doc(inline)]");
        line!(code, "pub use ::{}::{}::*;", parts::path(part), schema.name.rust);
    }
    for relation in &relations {
        let mut items: Vec<String> = traits_of(relation).map(Ident::to_string).collect();
        if parts.is_empty() {
            items.extend(row_items(relation));
        }
        reexport(&mut code, &relation.module.to_string(), items);
    }
    if !schema.types.is_empty() && parts.is_empty() {
        let types = schema.types.iter().map(|id| model.type_(*id).rust.to_string()).collect();
        reexport(&mut code, "types", types);
    }
    schema_meta(&mut code, model, schema, &relations);
    code.finish()
}

/// `pub(super) const META: &::relvar::generated::SchemaMeta = …;`
fn schema_meta(code: &mut Code, model: &Model, schema: &Schema, relations: &[&Relation]) {
    code.gap();
    line!(code, "/// The schema as data, for `verify`.");
    let open = format!("pub(super) const META: &{RUNTIME}::SchemaMeta = &{RUNTIME}::SchemaMeta {{");
    code.enclosed(format_args!("{open}"), "};", |code| {
        code.enclosed(format_args!("relations: &["), "],", |code| {
            for relation in relations {
                line!(code, "<{} as {RUNTIME}::Relation>::META,", relation.row);
            }
        });
        let types = schema.types.iter().map(|id| model.type_(*id));
        let enums = types.filter(|type_| matches!(type_.kind, UserTypeKind::Enum(_)));
        let enums: Vec<String> = enums.map(|type_| format!("{RUNTIME}::labels::<{}>", type_.rust)).collect();
        code.filled("enums: &[", &enums, "],");
    });
}

/// The traits of a relation's foreign keys.
fn traits_of(relation: &Relation) -> impl Iterator<Item = &Ident> {
    let traits = relation.key_trait.iter().chain([&relation.traversal]);
    traits.filter(|_| !relation.navigation.is_empty())
}

/// The public items of a relation's file but for those.
pub(super) fn row_items(relation: &Relation) -> Vec<String> {
    let new = relation.new_row.iter().flat_map(|new| {
        let optional = new.optional.iter().map(|(type_, _)| type_);
        std::iter::once(&new.name).chain(optional)
    });
    let constraints = relation.constraints.iter().map(|constraints| &constraints.name);
    std::iter::once(&relation.row).chain(new).chain(constraints).map(Ident::to_string).collect()
}

pub(super) fn reexport(code: &mut Code, module: &str, mut items: Vec<String>) {
    items.sort_unstable();
    match &items[..] {
        [] => {}
        [one] => line!(code, "pub use {module}::{one};"),
        _ => line!(code, "pub use {module}::{{{}}};", items.join(", ")),
    }
}
