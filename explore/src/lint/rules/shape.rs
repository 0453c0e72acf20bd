//! Tables that have an odd shape, or say too little about themselves.

use std::collections::BTreeMap;

use relvar_catalog::catalog::Relation;

use super::{Finding, in_words, relations, tables};
use crate::{
    graph::Graph,
    lint::{Object, Rule},
};

/// A table with more columns than this mostly is several.
const COLUMNS: usize = 100;

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (node, relation) in tables(graph) {
        let object = || Object::relation(relation);
        if graph.outgoing(node).is_empty() && graph.incoming(node).is_empty() {
            findings.push(Finding::new(Rule::IsolatedTable, object(), "no foreign key leads from it or to it"));
        }
        if let [column] = &relation.columns[..] {
            let message = format!("`{}` is its only column", column.name);
            findings.push(Finding::new(Rule::SingleColumn, object(), message));
        }
        if relation.columns.len() > COLUMNS {
            let message = format!("it has {} columns", relation.columns.len());
            let hint = "columns that are null together, or change together, may be a table of their own";
            findings.push(Finding::new(Rule::TooManyColumns, object(), message).hint(hint));
        }
        findings.extend(numbered(relation));
    }
    findings.extend(relations(graph).filter_map(|(_, relation)| uncommented(relation)));
}

/// Three or more columns that differ in a number alone, beginning with 1.
fn numbered(relation: &Relation) -> Option<Finding> {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for column in &relation.columns {
        let stem = column.name.trim_end_matches(|c: char| c.is_ascii_digit());
        if stem.len() < column.name.len() && !stem.is_empty() {
            lists.entry(stem).or_default().push(&column.name);
        }
    }
    let is_list = |stem: &str, names: &[&str]| names.len() > 2 && names.contains(&format!("{stem}1").as_str());
    let (_, names) = lists.into_iter().find(|(stem, names)| is_list(stem, names))?;
    let message = format!("{} are a list", in_words(names));
    let hint = "a table of its own, or an array, has room for more and can be searched at once";
    Some(Finding::new(Rule::NumberedColumns, Object::relation(relation), message).hint(hint))
}

fn uncommented(relation: &Relation) -> Option<Finding> {
    let without: Vec<&str> =
        relation.columns.iter().filter(|column| column.comment.is_none()).map(|column| column.name.as_str()).collect();
    let message = match (relation.comment.is_some(), without.is_empty()) {
        (true, true) => return None,
        (true, false) => format!("no comment on {}", in_words(without)),
        (false, true) => "no comment".to_owned(),
        (false, false) => format!("no comment, nor on {}", in_words(without)),
    };
    Some(Finding::new(Rule::MissingComment, Object::relation(relation), message))
}
