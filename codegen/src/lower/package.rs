//! What a generated crate is to Cargo: a feature for each schema, and its dependencies.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::{Config, Dependency},
    model::{Feature, Gives, Layout, Model, Package, RelationId, RustType, Schema, SchemaId, UserTypeKind, ValueType},
};

/// Features of the runtime that give types to columns: each is called as the crate whose types they are.
const TYPES: [&str; 6] = ["bigdecimal", "chrono", "jiff", "pgvector", "rust_decimal", "time"];

/// Those that are on by default.
const ON: &[&str] = &["chrono"];

/// Gives a crate its features and dependencies; a tree of modules has none.
pub(super) fn package(model: &mut Model, config: &Config) {
    if config.output.layout == crate::config::Layout::Module {
        return;
    }
    let dependencies = dependencies(model, config);
    model.output.layout = Layout::Crate(Package { name: config.output.crate_name.clone(), dependencies });
    if let [_, _, ..] = model.schemas[..] {
        let features: Vec<Feature> = (0..).map(SchemaId).zip(&model.schemas).map(|of| feature(model, of)).collect();
        for (schema, feature) in model.schemas.iter_mut().zip(features) {
            schema.feature = Some(feature);
        }
    }
}

/// A feature is called as its module; `default` is Cargo's.
fn feature(model: &Model, (id, schema): (SchemaId, &Schema)) -> Feature {
    let module = schema.name.rust.plain();
    let name = if module == "default" { "default_".to_owned() } else { module.to_owned() };
    let types = mentioned(model, schema).into_iter().filter_map(|rust| match rust {
        RustType::User(id) => Some(model.type_(*id).schema),
        RustType::Row(id) => Some(model.at(*id).schema),
        _ => None,
    });
    let rows = schema.routines.iter().filter_map(|routine| match routine.gives {
        Gives::Row(id) | Gives::Rows(id) => Some(model.at(id).schema),
        _ => None,
    });
    let requires: BTreeSet<SchemaId> = types.chain(rows).filter(|other| *other != id).collect();
    Feature { name, requires }
}

/// The types of everything in a schema, without what is around them.
fn mentioned<'m>(model: &'m Model, schema: &'m Schema) -> Vec<&'m RustType> {
    let columns = schema.relations.iter().flat_map(|id: &RelationId| &model.at(*id).columns).map(|c| &c.type_);
    let types = schema.types.iter().flat_map(|id| match &model.type_(*id).kind {
        UserTypeKind::Enum(_) => Vec::new(),
        UserTypeKind::Domain(base) => vec![base],
        UserTypeKind::Newtype(newtype) => vec![&newtype.base],
        UserTypeKind::Composite(attributes) => attributes.iter().map(|attribute| &attribute.type_).collect(),
    });
    let parameters = schema.routines.iter().flat_map(|routine| &routine.parameters).map(|p| &p.type_);
    let results = schema.routines.iter().flat_map(|routine| match &routine.gives {
        Gives::Scalar(type_) | Gives::Scalars(type_) => vec![type_],
        gives => gives.record().iter().flat_map(|record| &record.fields).map(|field| &field.type_).collect(),
    });
    let all = columns.chain(types).chain(parameters).chain(results);
    all.map(|type_: &ValueType| type_.rust.innermost()).collect()
}

fn dependencies(model: &Model, config: &Config) -> BTreeMap<String, String> {
    let output = &config.output;
    let runtime = if output.workspace_dependencies { Dependency::workspace() } else { output.runtime.clone() };
    // What a workspace turns on is not known here.
    let has_default = runtime.has_default_features() && !output.workspace_dependencies;
    let features = TYPES.iter().copied().filter(|feature| !(has_default && ON.contains(feature)));
    let features: Vec<&str> = features.filter(|feature| uses(model, feature)).collect();
    let mut all = BTreeMap::from([("relvar".to_owned(), runtime.with_features(&features).to_toml())]);
    if config.derive.serde {
        let serde = if output.workspace_dependencies { Dependency::workspace() } else { Dependency::version("1") };
        all.insert("serde".to_owned(), serde.with_features(&["derive"]).to_toml());
    }
    all.extend(output.dependencies.iter().map(|(name, dependency)| (name.clone(), dependency.to_toml())));
    all
}

/// A type of the model is one of this crate's.
fn uses(model: &Model, package: &str) -> bool {
    let leaves = model.schemas.iter().flat_map(|schema| mentioned(model, schema));
    leaves.into_iter().any(|rust| match rust {
        RustType::Builtin(path) => mentions(path, package),
        RustType::Custom(path) | RustType::Json(path) => mentions(path, package),
        _ => false,
    })
}

/// `rt::time::Date` mentions `time`.
fn mentions(path: &str, package: &str) -> bool {
    path.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|part| part == package)
}
