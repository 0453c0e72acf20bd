//! What a generated crate is to Cargo: a feature for each schema, and its dependencies.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::QualifiedName;

use super::ident::ident;
use crate::{
    config::{Config, Dependency},
    hash::Hash,
    model::{
        Feature, Gives, Layout, Model, Package, Part, RelationId, RustType, Schema, SchemaId, UserTypeKind, ValueType,
    },
};

/// Features of the runtime that give types to columns: each is called as the crate whose types they are.
const TYPES: [&str; 6] = ["bigdecimal", "chrono", "jiff", "pgvector", "rust_decimal", "time"];

/// Those that are on by default.
const ON: &[&str] = &["chrono"];

/// Says which features of the runtime the models take, and gives a crate its own features and dependencies.
pub(super) fn package(model: &mut Model, config: &Config) {
    model.output.features = TYPES.iter().copied().filter(|feature| uses(model, feature)).collect();
    if config.output.layout != crate::config::Layout::Crate {
        return;
    }
    let own = dependencies(model, config, None);
    let parts = config.output.split.map_or_else(Vec::new, |count| parts(model, config, count.get().into()));
    model.output.layout =
        Layout::Crate(Package { name: config.output.crate_name.as_str().to_owned(), dependencies: own, parts });
    if let [_, _, ..] = model.schemas[..]
        && !config.output.is_split()
    {
        let features: Vec<Feature> = (0..).map(SchemaId).zip(&model.schemas).map(|of| feature(model, of)).collect();
        for (schema, feature) in model.schemas.iter_mut().zip(features) {
            schema.feature = Some(feature);
        }
    }
}

/// The crates below the crate. Where a relation goes depends on its name alone, so that another one moves none.
fn parts(model: &Model, config: &Config, count: usize) -> Vec<Part> {
    let package = config.output.crate_name.as_str();
    let dependencies = dependencies(model, config, Some("../.."));
    let part = |suffix: &str, folder: String, is_base| {
        let name = format!("{package}-{suffix}");
        let rust = ident(&name.replace('-', "_"));
        Part { name, rust, folder, dependencies: dependencies.clone(), is_base, relations: Vec::new() }
    };
    let mut parts: Vec<Part> = (0..count).map(|at| part(&format!("rows-{at}"), format!("rows/{at}"), false)).collect();
    let mut base = part("types", "rows/types".to_owned(), true);
    for (id, relation) in (0..).map(RelationId).zip(&model.relations) {
        // Rows that are values are what other rows and types are made of.
        let part = if relation.is_value { &mut base } else { &mut parts[place(&relation.sql) % count] };
        part.relations.push(id);
    }
    if !model.types.is_empty() || !base.relations.is_empty() {
        for part in &mut parts {
            part.dependencies.insert(base.name.clone(), "{ path = \"../types\" }".to_owned());
        }
        parts.insert(0, base);
    }
    parts
}

/// A number that a relation keeps.
fn place(name: &QualifiedName) -> usize {
    let mut hash = Hash::default();
    for bytes in [name.schema.as_bytes(), &[0], name.name.as_bytes()] {
        hash.add(bytes);
    }
    // The low bits of so short a hash are the poorer ones.
    usize::try_from(hash.get() >> 40).unwrap_or_default()
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

/// The dependencies of the crate, or of one that many folders below it.
fn dependencies(model: &Model, config: &Config, below: Option<&str>) -> BTreeMap<String, String> {
    let output = &config.output;
    let seen = |dependency: Dependency| match below {
        Some(up) => dependency.from_below(up),
        None => dependency,
    };
    let runtime = if output.workspace_dependencies { Dependency::workspace() } else { seen(output.runtime()) };
    // What a workspace turns on is not known here.
    let has_default = runtime.has_default_features() && !output.workspace_dependencies;
    let features = TYPES.iter().copied().filter(|feature| !(has_default && ON.contains(feature)));
    let features: Vec<&str> = features.filter(|feature| uses(model, feature)).collect();
    let mut all = BTreeMap::from([("relvar".to_owned(), runtime.with_features(&features).to_toml())]);
    if config.derive.serde {
        let serde = if output.workspace_dependencies { Dependency::workspace() } else { Dependency::version("1") };
        all.insert("serde".to_owned(), serde.with_features(&["derive"]).to_toml());
    }
    let others = output.dependencies.iter();
    all.extend(others.map(|(name, dependency)| (name.clone(), seen(dependency.clone()).to_toml())));
    all
}

/// A type of the model is one of this crate's.
fn uses(model: &Model, package: &str) -> bool {
    let leaves = model.schemas.iter().flat_map(|schema| mentioned(model, schema));
    leaves.into_iter().any(|rust| match rust {
        RustType::Builtin(type_) => type_.is_of_crate(package),
        RustType::Custom(type_) | RustType::Json(type_) => type_.has(&[package]),
        _ => false,
    })
}
