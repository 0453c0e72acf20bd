//! Primary and unique keys.

use std::collections::BTreeSet;

use relvar_catalog::catalog::{Column, Relation};

use super::{Finding, in_words, tables};
use crate::{
    graph::{Graph, unique_sets},
    lint::{Object, Rule},
    sql,
};

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (_, relation) in tables(graph) {
        match relation.primary_key() {
            None => findings.push(missing(relation)),
            Some((_, key)) => findings.extend(narrow(relation, &key.columns)),
        }
        nullable(graph, relation, findings);
    }
}

fn missing(relation: &Relation) -> Finding {
    let is_whole =
        |set: &&BTreeSet<&str>| set.iter().all(|name| relation.column(name).is_some_and(|(_, column)| column.not_null));
    let sets = unique_sets(relation);
    let object = Object::relation(relation);
    if let Some(set) = sets.iter().find(is_whole) {
        let columns: Vec<&str> = set.iter().copied().collect();
        let message = format!("no primary key, though {} would make one", in_words(columns.iter().copied()));
        let fix = format!("ALTER TABLE {} ADD PRIMARY KEY ({});", sql::qualified(&relation.name), sql::list(&columns));
        let hint = "the unique index that is there already can go afterwards";
        return Finding::new(Rule::MissingPrimaryKey, object, message).hint(hint).fix(fix);
    }
    let index = if relation.indexes.is_empty() { ", and no index" } else { "" };
    let message = format!("no primary key{index}: rows cannot be told apart, nor replicated one by one");
    let hint = "add one on the columns that identify a row, or a number: \
                ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY (which writes the table anew)";
    Finding::new(Rule::MissingPrimaryKey, object, message).hint(hint)
}

/// A primary key that counts rows with less than eight bytes.
fn narrow(relation: &Relation, key: &[String]) -> Option<Finding> {
    let [name] = key else { return None };
    let (_, column) = relation.column(name)?;
    let limit = match column.type_.name.name.as_str() {
        "int2" => "32,767",
        "int4" => "2,147,483,647",
        _ => return None,
    };
    is_numbered(column).then(|| {
        let message = format!("rows are numbered by `{name}`, {}, which ends at {limit}", column.type_.sql);
        let hint = "bigint costs nothing where the next column is aligned to eight bytes; a later change of the type \
                    writes the table anew under a lock";
        Finding::new(Rule::PreferBigint, Object::part(relation, "column", name), message).hint(hint)
    })
}

pub(super) fn is_numbered(column: &Column) -> bool {
    column.identity.is_some() || column.default.as_ref().is_some_and(|default| default.starts_with("nextval("))
}

/// Keys of several columns of which one may be null: two rows that are equal but for that null are both taken.
fn nullable(graph: &Graph<'_>, relation: &Relation, findings: &mut Vec<Finding>) {
    for index in relation.indexes.iter().filter(|i| i.unique && !i.nulls_not_distinct && i.parts.len() > 1) {
        let columns = index.parts.iter().filter_map(|part| part.column.as_deref());
        let asked = |name: &str| index.predicate.as_ref().is_some_and(|p| p.contains(&sql::identifier(name)));
        let open = |name: &&str| relation.column(name).is_some_and(|(_, c)| !c.not_null) && !asked(name);
        let open: Vec<&str> = columns.filter(open).collect();
        if open.is_empty() {
            continue;
        }
        let null = open.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
        let message = format!("`{}` does not hold where {null} is null: nulls are distinct", index.name);
        let hint = if graph.catalog.server_version >= 15 {
            "make it NOT NULL, or the key NULLS NOT DISTINCT"
        } else {
            "make it NOT NULL; from PostgreSQL 15 on a key can be NULLS NOT DISTINCT"
        };
        let object = match &index.constraint {
            Some(constraint) => Object::part(relation, "constraint", constraint),
            None => Object::index(relation, &index.name),
        };
        findings.push(Finding::new(Rule::NullableUnique, object, message).hint(hint));
    }
}
