//! Entries of the configuration that name nothing in the catalog.

use std::{collections::BTreeMap, fmt::Display};

use relvar_catalog::{Catalog, QualifiedName, catalog, catalog::TypeKind};

use super::report::Report;
use crate::{
    config::{Config, ObjectPath, nearest},
    diagnostic::Rule,
};

pub(super) fn unused(catalog: &Catalog, config: &Config, report: &mut Report) {
    let relations: BTreeMap<_, _> = catalog.relations.iter().map(|r| (&r.name, r)).collect();
    let types: BTreeMap<_, _> = catalog.types.iter().map(|t| (&t.name, &t.kind)).collect();
    let qualified = |schema: &str, name: &str| QualifiedName::new(schema, name);
    let column = |path: &ObjectPath<3>| {
        let [schema, relation, column] = &path.0;
        let name = qualified(schema, relation);
        let attribute = |kind: &&TypeKind| match kind {
            TypeKind::Composite { attributes } => attributes.iter().any(|attribute| attribute.name == *column),
            _ => false,
        };
        relations.get(&name).is_some_and(|r| r.column(column).is_some()) || types.get(&name).is_some_and(attribute)
    };
    let constraint = |path: &ObjectPath<3>| {
        let [schema, relation, name] = &path.0;
        relations
            .get(&qualified(schema, relation))
            .is_some_and(|r| r.constraints.iter().any(|c| c.name == *name) || r.indexes.iter().any(|i| i.name == *name))
            || is_virtual(config, path)
    };
    let label = |path: &ObjectPath<3>| {
        let [schema, name, label] = &path.0;
        let kind = types.get(&qualified(schema, name));
        matches!(kind, Some(TypeKind::Enum { labels }) if labels.contains(label))
    };
    let relation = |path: &ObjectPath<2>| relations.contains_key(&qualified(&path.0[0], &path.0[1]));
    let user_type = |path: &ObjectPath<2>| types.contains_key(&qualified(&path.0[0], &path.0[1]));
    let routine = |path: &ObjectPath<2>| {
        let named = |r: &&catalog::Routine| r.name.schema == path.0[0] && super::signature::signature(r) == path.0[1];
        catalog.routines.iter().any(|r| named(&r))
    };
    let schema = |path: &ObjectPath<1>| catalog.schemas.iter().any(|s| s.name == path.0[0]);

    let rename = &config.rename;
    let names = &Names { catalog };
    check("columns", config.columns.keys(), (column, || names.columns()), report);
    check("rename.schemas", rename.schemas.keys(), (schema, || names.schemas()), report);
    check("rename.relations", rename.relations.keys(), (relation, || names.relations()), report);
    check("rename.columns", rename.columns.keys(), (column, || names.columns()), report);
    check("rename.types", rename.types.keys(), (user_type, || names.types()), report);
    check("rename.labels", rename.labels.keys(), (label, || names.labels()), report);
    check("rename.keys", rename.keys.keys(), (constraint, || names.constraints()), report);
    check("rename.foreign_keys", rename.foreign_keys.keys(), (constraint, || names.constraints()), report);
    check("rename.routines", rename.routines.keys(), (routine, || names.routines()), report);
    check("keys", config.keys.iter().map(|key| &key.relation), (relation, || names.relations()), report);
    check(
        "foreign_keys",
        config.foreign_keys.iter().map(|key| &key.relation),
        (relation, || names.relations()),
        report,
    );
    if config.output.split.is_some() && !config.output.is_split() {
        let hint = "to have a crate, write `layout = \"crate\"` under `[output]`".to_owned();
        report.add(Rule::NoEffect, "output.split", "modules are not divided into crates", Some(hint));
    }
}

fn check<'a, P: Display + 'a>(
    table: &str,
    paths: impl Iterator<Item = &'a P>,
    (exists, names): (impl Fn(&P) -> bool, impl Fn() -> Vec<String>),
    report: &mut Report,
) {
    for path in paths.filter(|path| !exists(path)) {
        let message = format!("`{table}` names an object that does not exist");
        let hint = nearest(names(), &path.to_string()).map(|name| format!("did you mean `{name}`?"));
        report.add(Rule::UnusedConfig, path, message, hint);
    }
}

/// The names of the catalog as the configuration writes them.
struct Names<'a> {
    catalog: &'a Catalog,
}

impl Names<'_> {
    fn schemas(&self) -> Vec<String> {
        self.catalog.schemas.iter().map(|schema| ObjectPath::new([schema.name.as_str()]).to_string()).collect()
    }

    fn relations(&self) -> Vec<String> {
        self.catalog.relations.iter().map(|relation| two(&relation.name)).collect()
    }

    fn types(&self) -> Vec<String> {
        self.catalog.types.iter().map(|type_| two(&type_.name)).collect()
    }

    fn columns(&self) -> Vec<String> {
        let columns = self.catalog.relations.iter().flat_map(|r| r.columns.iter().map(|c| three(&r.name, &c.name)));
        let attributes = self.catalog.types.iter().flat_map(|type_| match &type_.kind {
            TypeKind::Composite { attributes } => attributes.iter().map(|a| three(&type_.name, &a.name)).collect(),
            _ => Vec::new(),
        });
        columns.chain(attributes).collect()
    }

    fn constraints(&self) -> Vec<String> {
        let relations = self.catalog.relations.iter();
        relations.flat_map(|r| r.constraints.iter().map(|constraint| three(&r.name, &constraint.name))).collect()
    }

    fn labels(&self) -> Vec<String> {
        let labels = self.catalog.types.iter().flat_map(|type_| match &type_.kind {
            TypeKind::Enum { labels } => labels.iter().map(|label| three(&type_.name, label)).collect(),
            _ => Vec::new(),
        });
        labels.collect()
    }

    fn routines(&self) -> Vec<String> {
        let routines = self.catalog.routines.iter().filter(|routine| routine.extension.is_none());
        routines.map(|r| ObjectPath::new([&r.name.schema, &super::signature::signature(r)]).to_string()).collect()
    }
}

fn two(name: &QualifiedName) -> String {
    ObjectPath::new([&name.schema, &name.name]).to_string()
}

fn three(name: &QualifiedName, part: &str) -> String {
    ObjectPath::new([name.schema.as_str(), &name.name, part]).to_string()
}

/// A key of the configuration itself.
fn is_virtual(config: &Config, path: &ObjectPath<3>) -> bool {
    let [schema, relation, name] = &path.0;
    let is = |of: &ObjectPath<2>, own: Option<&String>, columns: &[String], suffix| {
        let default = || super::keys::default_name(relation, columns, suffix);
        of.0[0] == *schema && of.0[1] == *relation && own.cloned().unwrap_or_else(default) == *name
    };
    config.keys.iter().any(|key| is(&key.relation, key.name.as_ref(), &key.columns, "key"))
        || config.foreign_keys.iter().any(|key| is(&key.relation, key.name.as_ref(), &key.columns, "fkey"))
}
