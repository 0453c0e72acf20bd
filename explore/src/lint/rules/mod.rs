//! The rules, by what they look at.

mod constraints;
mod foreign_keys;
mod indexes;
mod keys;
mod names;
mod security;
mod shape;
mod types;

use relvar_catalog::catalog::Relation;

use super::Finding;
use crate::graph::{Graph, Node, is_stored};

/// Everything that breaks any rule, in no particular order.
pub(super) fn all(graph: &Graph<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    constraints::check(graph, &mut findings);
    foreign_keys::check(graph, &mut findings);
    indexes::check(graph, &mut findings);
    keys::check(graph, &mut findings);
    names::check(graph, &mut findings);
    security::check(graph, &mut findings);
    shape::check(graph, &mut findings);
    types::check(graph, &mut findings);
    findings
}

/// The tables that are the user's to mend: no partitions, which are mended with their partitioned table, and nothing of
/// an extension.
fn tables<'a>(graph: &Graph<'a>) -> impl Iterator<Item = (Node, &'a Relation)> + use<'a> {
    relations(graph).filter(|(_, relation)| is_stored(relation.kind))
}

/// The relations of every kind that are the user's to mend.
fn relations<'a>(graph: &Graph<'a>) -> impl Iterator<Item = (Node, &'a Relation)> + use<'a> {
    graph.relations().filter(|(_, relation)| !relation.is_partition() && relation.extension.is_none())
}

/// `` `a`, `b` and `c` `` of names.
fn in_words<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
