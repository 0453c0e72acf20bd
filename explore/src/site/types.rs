//! The page of the types that users made.

use std::collections::BTreeMap;

use relvar_catalog::{Catalog, QualifiedName, catalog::TypeKind};
use serde::Serialize;

use super::{
    Site,
    links::{Link, anchor, own_types},
};
use crate::sql;

#[derive(Serialize)]
pub(super) struct Types {
    types: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    anchor: String,
    name: String,
    kind: &'static str,
    rust: Option<String>,
    labels: Vec<String>,
    /// What it consists of, or is made of.
    parts: Vec<(String, String)>,
    used: Vec<Link>,
    comment: Option<String>,
}

pub(super) fn count(catalog: &Catalog) -> usize {
    own_types(catalog).count()
}

pub(super) fn types(site: &Site<'_>) -> Types {
    let mut used: BTreeMap<&QualifiedName, Vec<Link>> = BTreeMap::new();
    for relation in site.graph.catalog.relations.iter().filter(|relation| !relation.is_partition()) {
        for column in &relation.columns {
            let link = site.links.below(&relation.name);
            let text = format!("{}.{}", link.text, sql::identifier(&column.name));
            used.entry(&column.type_.name).or_default().push(Link { text, ..link });
        }
    }
    let entries = own_types(site.graph.catalog).map(|type_| {
        let (kind, labels, parts) = match &type_.kind {
            TypeKind::Enum { labels } => ("enum", labels.clone(), Vec::new()),
            TypeKind::Domain(domain) => {
                let null = if domain.not_null { " not null" } else { "" };
                let base = ("of".to_owned(), format!("{}{null}", domain.base.sql));
                let checks = domain.checks.iter().map(|check| (check.name.clone(), check.definition()));
                ("domain", Vec::new(), [base].into_iter().chain(checks).collect())
            }
            TypeKind::Composite { attributes } => {
                let parts = attributes.iter().map(|attribute| (attribute.name.clone(), attribute.type_.sql.clone()));
                ("composite type", Vec::new(), parts.collect())
            }
            TypeKind::Range(range) => ("range", Vec::new(), vec![("of".to_owned(), range.subtype.sql.clone())]),
            _ => ("type", Vec::new(), Vec::new()),
        };
        Entry {
            anchor: anchor(type_),
            name: sql::qualified(&type_.name),
            kind,
            rust: site.graph.model.types.iter().find(|model| model.sql == type_.name).map(|m| m.rust.to_string()),
            labels,
            parts,
            used: used.remove(&type_.name).unwrap_or_default(),
            comment: type_.comment.clone(),
        }
    });
    Types { types: entries.collect() }
}
