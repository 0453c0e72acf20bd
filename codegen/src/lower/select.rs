//! What is generated: the schemas, relations and types the configuration leaves in.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{Catalog, QualifiedName, catalog};

use super::{binary::Binary, callable::callable, report::Report, tags::skips};
use crate::{
    config::{Config, Filter, Pattern, Show, nearest},
    diagnostic::Rule,
};

/// The part of the catalog that is generated, and a way to look up the rest.
pub(super) struct Selection<'a> {
    /// Relations, by name: their positions are the ids of the model.
    pub(super) relations: Vec<&'a catalog::Relation>,
    /// Enums, domains and composite types, by name: their positions are the ids of the model.
    pub(super) types: Vec<&'a catalog::Type>,
    /// Functions and procedures that can be called, by name, then by signature.
    pub(super) routines: Vec<&'a catalog::Routine>,
    /// Every type of the catalog.
    pub(super) all_types: BTreeMap<&'a QualifiedName, &'a catalog::Type>,
    /// Every relation of the catalog.
    pub(super) all_relations: BTreeMap<&'a QualifiedName, &'a catalog::Relation>,
    /// Which types can be read within another value.
    pub(super) binary: BTreeMap<QualifiedName, bool>,
    /// The relations of which rows are values of columns, arguments or attributes.
    pub(super) row_types: BTreeSet<&'a QualifiedName>,
    /// Relations that inherit from another one, and are no partitions of it, by that one.
    pub(super) children: BTreeMap<&'a QualifiedName, Vec<&'a QualifiedName>>,
    /// Foreign keys that only partitions have, by partitioned table.
    pub(super) partition_keys: BTreeMap<&'a QualifiedName, Vec<catalog::PartitionKey<'a>>>,
}

impl Selection<'_> {
    /// The position of a relation that is generated.
    pub(super) fn relation(&self, name: &QualifiedName) -> Option<usize> {
        self.relations.binary_search_by(|r| r.name.cmp(name)).ok()
    }

    /// The position of a relation whose rows are values.
    pub(super) fn row_type(&self, name: &QualifiedName) -> Option<usize> {
        self.relation(name).filter(|_| self.row_types.contains(name))
    }

    /// It can be read within another value.
    pub(super) fn is_binary(&self, name: &QualifiedName) -> bool {
        self.binary.get(name).copied().unwrap_or_default()
    }

    /// The position of a type that is generated.
    pub(super) fn type_(&self, name: &QualifiedName) -> Option<usize> {
        self.types.binary_search_by(|t| t.name.cmp(name)).ok()
    }
}

pub(super) fn select<'a>(catalog: &'a Catalog, config: &Config, report: &mut Report) -> Selection<'a> {
    let extension_schemas: BTreeSet<&str> =
        catalog.schemas.iter().filter(|s| s.extension.is_some()).map(|s| s.name.as_str()).collect();
    let in_schema =
        |schema: &str| !extension_schemas.contains(schema) && takes(&config.schemas, |pattern| pattern.matches(schema));
    let all_relations: BTreeMap<_, _> = catalog.relations.iter().map(|r| (&r.name, r)).collect();
    let all_types: BTreeMap<_, _> = catalog.types.iter().map(|t| (&t.name, t)).collect();
    let relations: Vec<_> = all_relations
        .values()
        .copied()
        .filter(|r| in_schema(&r.name.schema) && r.extension.is_none() && !skips(r.comment.as_deref()))
        .filter(|r| takes(&config.relations, |pattern| pattern.matches_relation(&r.name)))
        .filter(|r| !r.is_partition() || shows(&config.partitions.show, &r.name))
        .collect();
    let routines: Vec<_> = catalog
        .routines
        .iter()
        .filter(|routine| in_schema(&routine.name.schema) && routine.extension.is_none())
        .filter(|routine| !skips(routine.comment.as_deref()) && callable(routine, report))
        .collect();
    unused_patterns(catalog, config, report);

    let mut wanted: BTreeSet<&QualifiedName> =
        all_types.values().filter(|t| in_schema(&t.name.schema) && t.extension.is_none()).map(|t| &t.name).collect();
    let columns = relations.iter().flat_map(|r| r.columns.iter().map(|c| &c.type_));
    let arguments = routines.iter().flat_map(|r| r.arguments.iter().map(|a| &a.type_));
    // A row that a routine gives is a row, not a value.
    let (results, rows): (Vec<_>, Vec<_>) = routines.iter().filter_map(|r| r.returns.as_ref()).partition(|t| t.array);
    let mut values: BTreeSet<&QualifiedName> = columns.chain(arguments).chain(results).map(|t| &t.name).collect();
    let rows = rows.into_iter().map(|type_| &type_.name);
    let mut todo: Vec<&QualifiedName> = values.iter().copied().chain(rows).chain(wanted.iter().copied()).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = todo.pop() {
        let Some(type_) = all_types.get(name).filter(|_| seen.insert(name)) else { continue };
        wanted.insert(&type_.name);
        let parts: Vec<&QualifiedName> = match &type_.kind {
            catalog::TypeKind::Domain(domain) => vec![&domain.base.name],
            catalog::TypeKind::Composite { attributes } => attributes.iter().map(|a| &a.type_.name).collect(),
            catalog::TypeKind::Range(range) => vec![&range.subtype.name],
            catalog::TypeKind::Multirange { range } => vec![range],
            _ => Vec::new(),
        };
        values.extend(&parts);
        todo.extend(parts);
    }
    let selected = relations.iter().map(|relation| (&relation.name, *relation)).collect();
    let mut binary = Binary { types: &all_types, relations: &selected, config: &config.types, known: BTreeMap::new() };
    let row_types = values.into_iter().filter(|name| selected.contains_key(name) && binary.is(name)).collect();
    let types = wanted
        .into_iter()
        .filter_map(|name| all_types.get(name).copied())
        .filter(|t| match t.kind {
            catalog::TypeKind::Enum { .. } | catalog::TypeKind::Domain(_) => true,
            catalog::TypeKind::Composite { .. }
            | catalog::TypeKind::Range(_)
            | catalog::TypeKind::Multirange { .. } => {
                binary.is(&t.name) && matches!(t.kind, catalog::TypeKind::Composite { .. })
            }
            _ => false,
        })
        .collect();
    let binary = binary.known;
    let children = children(catalog);
    let partition_keys = catalog.partition_keys();
    Selection { relations, types, routines, all_types, all_relations, binary, row_types, children, partition_keys }
}

fn children(catalog: &Catalog) -> BTreeMap<&QualifiedName, Vec<&QualifiedName>> {
    let mut children: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for relation in catalog.relations.iter().filter(|relation| !relation.is_partition()) {
        for parent in &relation.inherits {
            children.entry(parent).or_default().push(&relation.name);
        }
    }
    children
}

fn takes(filter: &Filter, matches: impl Fn(&Pattern) -> bool) -> bool {
    (filter.include.is_empty() || filter.include.iter().any(&matches)) && !filter.exclude.iter().any(&matches)
}

fn shows(show: &Show, name: &QualifiedName) -> bool {
    match show {
        Show::All(all) => *all,
        Show::Matching(patterns) => patterns.iter().any(|pattern| pattern.matches_relation(name)),
    }
}

/// A pattern that matches nothing is most likely misspelt.
fn unused_patterns(catalog: &Catalog, config: &Config, report: &mut Report) {
    let partitions = match &config.partitions.show {
        Show::All(_) => &[][..],
        Show::Matching(patterns) => patterns,
    };
    let mut check = |key: &str, patterns: &[Pattern], (kind, names): (&str, &[Named<'_>])| {
        for pattern in patterns {
            if !names.iter().any(|name| name.is_matched_by(pattern)) {
                let message = format!("`{key}` has a pattern that matches no {kind}");
                report.add(Rule::UnusedConfig, &pattern.0, message, meant(catalog, pattern, names));
            }
        }
    };
    let schemas: Vec<_> = catalog.schemas.iter().map(|schema| Named::Schema(&schema.name)).collect();
    let relations: Vec<_> = catalog.relations.iter().map(|relation| Named::Relation(&relation.name)).collect();
    let parts = catalog.relations.iter().filter(|relation| relation.is_partition());
    let parts: Vec<_> = parts.map(|relation| Named::Relation(&relation.name)).collect();
    check("schemas.include", &config.schemas.include, ("schema", &schemas));
    check("schemas.exclude", &config.schemas.exclude, ("schema", &schemas));
    check("relations.include", &config.relations.include, ("relation", &relations));
    check("relations.exclude", &config.relations.exclude, ("relation", &relations));
    check("partitions.show", partitions, ("partition", &parts));
}

/// A name that a pattern may match.
enum Named<'a> {
    Schema(&'a str),
    Relation(&'a QualifiedName),
}

impl Named<'_> {
    fn is_matched_by(&self, pattern: &Pattern) -> bool {
        match self {
            Self::Schema(name) => pattern.matches(name),
            Self::Relation(name) => pattern.matches_relation(name),
        }
    }

    /// As a pattern would name it.
    fn text(&self, qualified: bool) -> String {
        match self {
            Self::Relation(name) if qualified => format!("{}.{}", name.schema, name.name),
            Self::Relation(name) => name.name.clone(),
            Self::Schema(name) => (*name).to_owned(),
        }
    }
}

/// The name that a pattern may have meant; of one with `*` or `?`, the schema.
fn meant(catalog: &Catalog, Pattern(text): &Pattern, names: &[Named<'_>]) -> Option<String> {
    let is_open = |text: &str| text.contains(['*', '?']);
    let name = if is_open(text) {
        let (schema, rest) = text.split_once('.').filter(|(schema, _)| !is_open(schema))?;
        let known = catalog.schemas.iter().map(|schema| schema.name.clone());
        format!("{}.{rest}", nearest(known, schema).filter(|known| known != schema)?)
    } else {
        nearest(names.iter().map(|name| name.text(text.contains('.'))), text)?
    };
    Some(format!("did you mean `{name}`?"))
}
