//! Relations, an entry each, and which of them are asked for.

use relvar_catalog::{
    Catalog, QualifiedName, Statistics,
    catalog::{Relation, RelationKind},
    statistics::Volume,
};
use relvar_codegen::config::Pattern;
use serde::Serialize;

use crate::volumes::volumes;

/// Which relations are asked for: those that satisfy every part that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the qualified name in whatever case or, with `*` or `?`, a pattern of it or of the name alone.
    pub pattern: Option<String>,
    /// One of these kinds; all where there is none.
    pub kinds: Vec<RelationKind>,
    /// In one of the schemas that these patterns match; in all where there is none.
    pub schemas: Vec<Pattern>,
}

impl Filter {
    /// The relation is asked for.
    pub fn takes(&self, relation: &Relation) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&relation.kind))
            && (self.schemas.is_empty() || self.schemas.iter().any(|schema| schema.matches(&relation.name.schema)))
            && self.takes_name(&relation.name)
    }

    /// The pattern, where there is one, takes a relation of that name.
    pub fn takes_name(&self, name: &QualifiedName) -> bool {
        self.pattern.as_deref().is_none_or(|pattern| takes_name(pattern, name))
    }
}

fn takes_name(pattern: &str, name: &QualifiedName) -> bool {
    if pattern.contains(['*', '?']) {
        return Pattern(pattern.to_owned()).matches_relation(name);
    }
    format!("{}.{}", name.schema, name.name).to_lowercase().contains(&pattern.to_lowercase())
}

/// One relation of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry<'a> {
    /// Its schema.
    pub schema: &'a str,
    /// Its name within the schema.
    pub name: &'a str,
    /// Its name as SQL writes it.
    pub qualified: String,
    /// What it is.
    pub kind: RelationKind,
    /// Rows by the server's estimate and bytes on disk, of a live database; those of a partitioned table are the sums
    /// over its partitions.
    #[serde(flatten)]
    pub volume: Option<Volume>,
    /// How many columns it has.
    pub columns: usize,
    /// It is a partition of another relation.
    pub partition: bool,
    /// The extension it belongs to.
    pub extension: Option<&'a str>,
    /// `COMMENT ON`.
    pub comment: Option<&'a str>,
}

/// The relations that are asked for, by name.
pub fn list<'a>(catalog: &'a Catalog, statistics: Option<&Statistics>, filter: &Filter) -> Vec<Entry<'a>> {
    let volumes = statistics.map(|statistics| volumes(catalog, statistics)).unwrap_or_default();
    let taken = catalog.relations.iter().filter(|relation| filter.takes(relation));
    let entries = taken.map(|relation| Entry {
        schema: &relation.name.schema,
        name: &relation.name.name,
        qualified: relation.name.to_string(),
        kind: relation.kind,
        volume: volumes.get(&relation.name).copied(),
        columns: relation.columns.len(),
        partition: relation.is_partition(),
        extension: relation.extension.as_deref(),
        comment: relation.comment.as_deref(),
    });
    entries.collect()
}
