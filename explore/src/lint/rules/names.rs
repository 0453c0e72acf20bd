//! Names that are a nuisance to write.

use relvar_catalog::{QualifiedName, catalog::Relation};

use super::{Finding, in_words, relations};
use crate::{
    graph::Graph,
    lint::{Object, Rule},
    sql::needs_quotes,
};

/// How names end that PostgreSQL made itself, and shortened as it did.
const OWN: [&str; 6] = ["_pkey", "_key", "_fkey", "_check", "_excl", "_idx"];

/// The bytes that PostgreSQL keeps of a name.
const LIMIT: usize = 63;

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (_, relation) in relations(graph) {
        findings.extend(quoted(relation));
        truncated(relation, findings);
    }
    let types = graph.catalog.types.iter().filter(|type_| type_.extension.is_none()).map(|type_| ("type", &type_.name));
    let routines = graph.catalog.routines.iter().filter(|r| r.extension.is_none()).map(|r| ("routine", &r.name));
    let mut others: Vec<(&'static str, &QualifiedName)> = types.chain(routines).collect();
    others.dedup();
    for (kind, name) in others.into_iter().filter(|(_, name)| needs_quotes(&name.name)) {
        let message = format!("`{}` has to be quoted", name.name);
        findings.push(Finding::new(Rule::QuotedName, Object::of(kind, name), message));
    }
}

/// One finding a relation, whatever the number of its columns: where there is one such name, there mostly are many.
fn quoted(relation: &Relation) -> Option<Finding> {
    let columns: Vec<&str> =
        relation.columns.iter().map(|c| c.name.as_str()).filter(|name| needs_quotes(name)).collect();
    let own = needs_quotes(&relation.name.name);
    let message = match (own, columns.len()) {
        (true, 0) => format!("`{}` has to be quoted", relation.name.name),
        (true, _) => {
            format!("`{}` has to be quoted, and so have its columns {}", relation.name.name, in_words(columns))
        }
        (false, 0) => return None,
        (false, 1) => format!("the column {} has to be quoted", in_words(columns)),
        (false, _) => format!("the columns {} have to be quoted", in_words(columns)),
    };
    Some(Finding::new(Rule::QuotedName, Object::relation(relation), message))
}

fn is_own(name: &str) -> bool {
    OWN.iter().any(|end| name.ends_with(end))
}

fn truncated(relation: &Relation, findings: &mut Vec<Finding>) {
    let columns = relation.columns.iter().map(|column| ("column", &column.name));
    let constraints = relation.constraints.iter().filter(|c| !c.inherited).map(|c| ("constraint", &c.name));
    let indexes = relation.indexes.iter().filter(|i| i.constraint.is_none()).map(|i| ("index", &i.name));
    let message = |name: &str| format!("`{name}` has 63 bytes, all that PostgreSQL keeps: it was probably longer");
    let whole = (relation.name.name.len() >= LIMIT).then(|| Object::relation(relation));
    findings.extend(whole.map(|object| Finding::new(Rule::TruncatedName, object, message(&relation.name.name))));
    for (kind, name) in
        columns.chain(constraints).chain(indexes).filter(|(_, name)| name.len() >= LIMIT && !is_own(name))
    {
        let object = if kind == "index" { Object::index(relation, name) } else { Object::part(relation, kind, name) };
        findings.push(Finding::new(Rule::TruncatedName, object, message(name)));
    }
}
