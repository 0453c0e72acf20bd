//! From the catalog to the model: every name, every type and every way between relations is decided here.
//!
//! The stage is pure and total: whatever the catalog says, there is a model, and what could not be done as one would
//! expect is a diagnostic.

mod accept;
mod annotations;
mod associations;
mod binary;
mod builtin;
mod callable;
mod columns;
mod constraints;
mod context;
mod declared;
mod derives;
mod docs;
mod foreign_keys;
mod groups;
mod ident;
mod imports;
mod indexes;
mod keys;
mod names;
mod navigation;
mod nulls;
mod package;
mod readable;
mod relations;
mod report;
mod routines;
mod scope;
mod select;
mod signature;
mod singular;
mod tags;
mod type_table;
mod types;
mod unique_indexes;
mod unused;
mod user_types;
mod ways;

use relvar_catalog::{Catalog, catalog};

use crate::{
    code::Code,
    config::{Config, Derive, RustPath},
    diagnostic::Diagnostic,
    model::{Ident, Model, Name, Output, Schema, SerdeNames, UserTypeId},
};

use context::Context;
use names::Names;
use report::Report;
use types::{Types, index};

/// Decides what is generated, and how everything is called.
pub fn lower(catalog: &Catalog, config: &Config) -> (Model, Vec<Diagnostic>) {
    let mut report = Report::default();
    let (whole, given) = (catalog, config);
    let catalog = &*readable::readable(whole, &mut report);
    let config = &*tags::with_tags(catalog, given, &mut report);
    let selection = select::select(catalog, config, &mut report);
    let names = names::names(&selection, config, &mut report);
    let mut types = Types::new(&selection, config);

    let context = &mut Context { config, report: &mut report };
    let mut model = Model { output: output(config), ..Model::default() };
    for (type_, rust) in selection.types.iter().copied().zip(&names.types) {
        let place = (names.place(&type_.name), rust.clone());
        model.types.extend(user_types::user_type(type_, place, &mut types, context));
    }
    model.relations = relations::relations(&selection, &names, &mut types, context);
    model.schemas = schemas(catalog, &names, &model);
    for schema in &mut model.schemas {
        schema.routines = routines::routines((&schema.name.sql, &names.groups), &selection, &mut types, context);
    }
    annotations::annotate(&mut model, config, &mut report);
    derives::check(&model, config, &mut report);
    package::package(&mut model, config);
    types.finish(&mut report);
    unused::unused(whole, given, &mut report);
    accept::accept(given, &mut report);
    (model, report.sorted())
}

fn schemas(catalog: &Catalog, names: &Names, model: &Model) -> Vec<Schema> {
    let mut schemas: Vec<Schema> =
        names.schemas.iter().map(|(sql, rust)| schema(catalog, names, (sql, rust))).collect();
    for (at, relation) in model.relations.iter().enumerate() {
        schemas[relation.schema.0 as usize].relations.push(crate::model::RelationId(index(at)));
    }
    for (at, type_) in model.types.iter().enumerate() {
        schemas[type_.schema.0 as usize].types.push(UserTypeId(index(at)));
    }
    schemas
}

fn schema(catalog: &Catalog, names: &Names, (sql, rust): (&str, &Ident)) -> Schema {
    let is_module = names.groups.has(sql);
    let declared: Option<&catalog::Schema> = catalog.schemas.iter().find(|s| s.name == sql && !is_module);
    let comment = declared.and_then(|s| s.comment.as_deref());
    let title = docs::code(&docs::identifier(sql));
    let (first, kind) = if is_module { ("Module", "module") } else { ("Schema", "schema") };
    Schema {
        name: Name { sql: sql.to_owned(), rust: rust.clone() },
        docs: docs::docs(comment, [format!("{first} {title}.")]),
        title_name: format!("{kind} {title}"),
        relations: Vec::new(),
        types: Vec::new(),
        routines: Vec::new(),
        feature: None,
    }
}

fn output(config: &Config) -> Output {
    let Derive { serde, rows, enums } = &config.derive;
    let serde: &[&str] = if *serde { &SERDE } else { &[] };
    let derives = |paths: &[RustPath]| {
        let serde = serde.iter().map(|name| Code::path(&["serde", name]));
        paths.iter().map(|path| path.code().clone()).chain(serde).collect()
    };
    Output { row_derives: derives(rows), enum_derives: derives(enums), ..Output::default() }
}

/// What serde derives.
const SERDE: [&str; 2] = ["Deserialize", "Serialize"];

/// What serde calls the variants of enums, unless an attribute says it.
fn serde_names(config: &Config) -> SerdeNames {
    let is_serde = |path: &RustPath| SERDE.iter().any(|name| *path.code() == Code::path(&["serde", name]));
    let Derive { serde, rows: _, enums } = &config.derive;
    if *serde || enums.iter().any(is_serde) { SerdeNames::Labels } else { SerdeNames::Own }
}
