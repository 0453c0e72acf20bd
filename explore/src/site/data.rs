//! What the scripts read: names to search, keys to find ways over.

use relvar_catalog::catalog::{Relation, TypeKind};
use serde::Serialize;

use super::{Site, links};
use crate::{
    graph::{Direction, Key, KeyId},
    sql,
};

/// Names to search.
#[derive(Serialize)]
struct Names<'a> {
    /// Relations, in the order of the catalog.
    relations: Vec<Named<'a>>,
    /// Everything else: kind, name, more to search, page.
    others: Vec<(&'static str, String, String, String)>,
}

/// A relation: name, kind, stem of its page where it is not the name, comment, columns.
#[derive(Serialize)]
struct Named<'a>(String, &'static str, &'a str, &'a str, Vec<Column<'a>>);

/// A column: its name, with its comment where it has one.
#[derive(Serialize)]
#[serde(untagged)]
enum Column<'a> {
    Plain(&'a str),
    Commented(&'a str, &'a str),
}

/// `data.js`.
pub(super) fn names(site: &Site<'_>) -> String {
    let catalog = site.graph.catalog;
    let relations = site.graph.relations().map(|(node, relation)| {
        let (name, stem) = (sql::qualified(&relation.name), site.links.stem(node));
        let stem = if stem == name { "" } else { stem };
        Named(name, kind(relation), stem, relation.comment.as_deref().unwrap_or_default(), columns(relation))
    });
    let routines = links::own_routines(catalog).map(|routine| {
        let name = sql::qualified(&routine.name);
        let comment = routine.comment.clone().unwrap_or_default();
        ("function", name, comment, format!("routines.html#{}", links::routine_anchor(routine)))
    });
    let types = links::own_types(catalog).map(|type_| {
        let (kind, labels) = match &type_.kind {
            TypeKind::Enum { labels } => ("enum", labels.join(" ")),
            TypeKind::Domain(_) => ("domain", String::new()),
            _ => ("type", String::new()),
        };
        let more = format!("{labels} {}", type_.comment.as_deref().unwrap_or_default());
        (kind, sql::qualified(&type_.name), more, format!("types.html#{}", links::anchor(type_)))
    });
    script("relvarNames", &Names { relations: relations.collect(), others: types.chain(routines).collect() })
}

fn kind(relation: &Relation) -> &'static str {
    if relation.is_partition() { "partition" } else { relation.kind.as_str() }
}

/// Columns of its own: a partition has those of its table.
fn columns(relation: &Relation) -> Vec<Column<'_>> {
    let own = relation.columns.iter().filter(|column| !column.inherited);
    own.map(|column| match &column.comment {
        Some(comment) => Column::Commented(&column.name, comment),
        None => Column::Plain(&column.name),
    })
    .collect()
}

/// Keys to find ways over.
#[derive(Serialize)]
struct Keys<'a> {
    /// Row types, by relation; of one that is not generated nothing.
    rows: Vec<String>,
    keys: Vec<Edge<'a>>,
}

/// A key: from, to, columns, referenced columns, constraint, and the methods along it and against it.
#[derive(Serialize)]
struct Edge<'a>(usize, usize, &'a [&'a str], &'a [&'a str], &'a str, String, String);

/// `keys.js`.
pub(super) fn keys(site: &Site<'_>) -> String {
    let graph = site.graph;
    let rows = graph.relations().map(|(node, _)| {
        let generated = graph.generated(node);
        generated.map(|row| format!("{}::{}", graph.model.schema(row.schema).name.rust, row.row)).unwrap_or_default()
    });
    let all = graph.keys().iter().enumerate().filter(|(_, key)| !key.inherited);
    let edges = all.map(|(at, key): (usize, &Key<'_>)| {
        let method = |direction| graph.way(KeyId(at), direction).rust.map(|rust| rust.method).unwrap_or_default();
        let (along, against) = (method(Direction::Forward), method(Direction::Reverse));
        Edge(key.from.0, key.to.0, &key.columns, &key.referenced_columns, &key.name, along, against)
    });
    script("relvarKeys", &Keys { rows: rows.collect(), keys: edges.collect() })
}

/// A script that hands data over: pages that are read from a disk may load scripts, and nothing else.
fn script(function: &str, data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
    format!("{function}({json});\n")
}
