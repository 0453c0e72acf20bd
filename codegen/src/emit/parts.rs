//! The crates of rows below a crate of models.
//!
//! A key knows both of its ends, and rows know nothing of each other: so rows can stand in any number of crates, beside each
//! other, and the crate above, which has the keys, gives back all of them under the names they have without it.

use std::collections::BTreeSet;

use super::{
    code::{Code, line},
    manifest, modules,
    relation::{Share, relation},
    types,
};
use crate::model::{Docs, Model, Package, Part, Relation, Schema, SchemaId};

/// Prints every file of every part.
pub(super) fn parts(model: &Model, package: &Package) -> Vec<(String, String)> {
    let base = package.parts.iter().find(|part| part.is_base);
    package.parts.iter().flat_map(|part| files(model, package, part, base.filter(|base| *base != part))).collect()
}

/// The schemas of which a part has something.
pub(super) fn schemas(model: &Model, part: &Part) -> BTreeSet<SchemaId> {
    let with_types =
        (0..).map(SchemaId).zip(&model.schemas).filter(|(_, schema)| part.is_base && !schema.types.is_empty());
    part.relations.iter().map(|id| model.at(*id).schema).chain(with_types.map(|(id, _)| id)).collect()
}

/// What Rust calls the crate of a part.
pub(super) fn path(part: &Part) -> String {
    part.name.replace('-', "_")
}

fn files(model: &Model, package: &Package, part: &Part, base: Option<&Part>) -> Vec<(String, String)> {
    let mut schemas = schemas(model, part);
    let below = base.map_or_else(BTreeSet::new, |base| self::schemas(model, base));
    schemas.extend(&below);
    let folder = &part.folder;
    let mut files = vec![
        (format!("{folder}/Cargo.toml"), manifest::part(part)),
        (format!("{folder}/src/lib.rs"), root(model, package, part, &schemas)),
    ];
    for id in schemas {
        let schema = model.schema(id);
        let folder = format!("{folder}/src/{}", schema.name.rust.plain());
        let relations: Vec<&Relation> =
            part.relations.iter().map(|id| model.at(*id)).filter(|relation| relation.schema == id).collect();
        let below = base.filter(|_| below.contains(&id));
        files.push((format!("{folder}/mod.rs"), contents(model, schema, &relations, part.is_base, below)));
        if part.is_base && !schema.types.is_empty() {
            files.push((format!("{folder}/types.rs"), types::types(model, schema)));
        }
        for row in relations {
            files.push((format!("{folder}/{}.rs", row.module.plain()), relation(model, row, Share::Row)));
        }
    }
    files
}

fn root(model: &Model, package: &Package, part: &Part, schemas: &BTreeSet<SchemaId>) -> String {
    let what = if part.is_base { "Types" } else { "Rows" };
    let mut code =
        Code::file(&Docs(vec![format!("{what} of the crate `{}`, which has their foreign keys.", package.name)]));
    code.gap();
    line!(code, "#![allow(unused_imports, reason = \"not every part uses every type\")]");
    line!(code, "#![allow(clippy::all, clippy::pedantic, reason = \"generated code\")]");
    code.gap();
    for schema in schemas {
        line!(code, "#[rustfmt::skip]");
        line!(code, "pub mod {};", model.schema(*schema).name.rust);
    }
    code.finish()
}

/// `mod.rs` of a schema in a part: its rows, and what it finds in the part below.
fn contents(model: &Model, schema: &Schema, relations: &[&Relation], is_base: bool, below: Option<&Part>) -> String {
    let mut code = Code::file(&schema.docs);
    code.gap();
    let mut relations = relations.to_vec();
    relations.sort_by_key(|relation| relation.module.plain());
    for relation in &relations {
        line!(code, "mod {};", relation.module);
    }
    let types: Vec<String> =
        if is_base { schema.types.iter().map(|id| model.type_(*id).rust.to_string()).collect() } else { Vec::new() };
    if !types.is_empty() {
        line!(code, "mod types;");
    }
    code.gap();
    for relation in &relations {
        modules::reexport(&mut code, &relation.module.to_string(), modules::row_items(relation));
    }
    modules::reexport(&mut code, "types", types);
    if let Some(below) = below {
        line!(code, "pub(crate) use ::{}::{}::*;", path(below), schema.name.rust);
    }
    code.finish()
}
