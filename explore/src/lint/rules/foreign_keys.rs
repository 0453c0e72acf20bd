//! Foreign keys that are missing, too many, or cost more than they should.

use std::collections::BTreeSet;

use relvar_catalog::catalog::{Constraint, ForeignKey, Index, PartitionKey, ReferentialAction, Relation, RelationKind};

use super::{Finding, in_words, tables};
use crate::{
    graph::Graph,
    infer::infer,
    lint::{Object, Rule},
    sql::{self, same_type},
};

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    missing(graph, findings);
    let partition_keys = graph.catalog.partition_keys();
    for (_, relation) in tables(graph) {
        for key in partition_keys.get(&relation.name).into_iter().flatten() {
            of_partitions(graph, relation, key, findings);
        }
        let mut seen: Vec<(&Constraint, &ForeignKey)> = Vec::new();
        for (constraint, key) in relation.foreign_keys() {
            let same = |(_, other): &&(&Constraint, &ForeignKey)| pairs(key) == pairs(other);
            match seen.iter().find(same) {
                Some((first, _)) => findings.push(duplicate(relation, constraint, first)),
                None => findings.extend(without_index(relation, constraint, key)),
            }
            seen.push((constraint, key));
            findings.extend(set_null(relation, constraint, key));
            findings.extend(types(graph, relation, constraint, key));
        }
    }
}

/// What a key that only partitions have costs, said of their table.
fn of_partitions(graph: &Graph<'_>, table: &Relation, partitions: &PartitionKey<'_>, findings: &mut Vec<Finding>) {
    let constraint = &Constraint { name: partitions.name.clone(), ..partitions.constraint.clone() };
    let key = partitions.key;
    // Each partition may have an index of its own.
    if partitions.declaring.iter().any(|partition| without_index(partition, constraint, key).is_some()) {
        findings.extend(without_index(table, constraint, key));
    }
    findings.extend(set_null(table, constraint, key));
    findings.extend(types(graph, table, constraint, key));
}

fn missing(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for likely in infer(graph) {
        let Some(node) = graph.node(&likely.relation) else { continue };
        let object = Object::part(graph.relation(node), "column", &likely.column);
        let message = format!(
            "no foreign key to `{}`, though {} ({} confidence)",
            sql::qualified(&likely.references),
            likely.because,
            likely.confidence.as_str()
        );
        let mut finding = Finding::new(Rule::MissingForeignKey, object, message).fix(likely.fix);
        finding.confidence = Some(likely.confidence);
        findings.push(finding);
    }
}

/// What makes two keys the same: the relation, and the columns in whatever order.
fn pairs(key: &ForeignKey) -> (String, BTreeSet<(&str, &str)>) {
    let pairs = key.columns.iter().map(String::as_str).zip(key.referenced_columns.iter().map(String::as_str));
    (key.references.to_string(), pairs.collect())
}

fn duplicate(relation: &Relation, constraint: &Constraint, first: &Constraint) -> Finding {
    let message = format!("`{}` says the same as `{}`, and is checked a second time", constraint.name, first.name);
    let fix = format!(
        "ALTER TABLE {} DROP CONSTRAINT {};",
        sql::qualified(&relation.name),
        sql::identifier(&constraint.name)
    );
    Finding::new(Rule::DuplicateForeignKey, Object::part(relation, "constraint", &constraint.name), message).fix(fix)
}

fn without_index(relation: &Relation, constraint: &Constraint, key: &ForeignKey) -> Option<Finding> {
    let columns: BTreeSet<&str> = key.columns.iter().map(String::as_str).collect();
    // Of several columns one is enough to find the rows by, if not all of them.
    let begins = |index: &&Index| {
        !index.invalid
            && matches!(index.method.as_str(), "btree" | "hash")
            && index.parts.first().and_then(|part| part.column.as_deref()).is_some_and(|first| columns.contains(first))
    };
    let found: Vec<_> = relation.indexes.iter().filter(begins).collect();
    if found.iter().any(|index| is_whole(index, &columns)) {
        return None;
    }
    let which = if columns.len() == 1 { "" } else { "any of " };
    let message = format!(
        "no index begins with {which}{}: deleting a row of `{}` reads the whole table",
        in_words(key.columns.iter().map(String::as_str)),
        sql::qualified(&key.references)
    );
    let names: Vec<_> = key.columns.iter().map(String::as_str).collect();
    let concurrently = if relation.kind == RelationKind::PartitionedTable { "" } else { "CONCURRENTLY " };
    let fix = format!(
        "CREATE INDEX {concurrently}{} ON {} ({});",
        sql::new_name(&relation.name.name, &names, "idx"),
        sql::qualified(&relation.name),
        sql::list(&names)
    );
    let object = Object::part(relation, "constraint", &constraint.name);
    let finding = Finding::new(Rule::ForeignKeyWithoutIndex, object, message).fix(fix);
    Some(match found.first() {
        Some(partial) => {
            finding.hint(format!("`{}` is partial, so it has not every row that may be meant", partial.name))
        }
        None => finding,
    })
}

/// An index that has every row with a value: one without a condition, or with no other than that there is a value.
fn is_whole(index: &Index, columns: &BTreeSet<&str>) -> bool {
    let Some(predicate) = &index.predicate else { return true };
    columns.iter().any(|column| *predicate == format!("({} IS NOT NULL)", sql::identifier(column)))
}

fn set_null(relation: &Relation, constraint: &Constraint, key: &ForeignKey) -> Option<Finding> {
    let affected = if key.on_delete_columns.is_empty() { &key.columns } else { &key.on_delete_columns };
    let acts = key.on_delete == ReferentialAction::SetNull || key.on_update == ReferentialAction::SetNull;
    let column = affected.iter().find(|name| relation.column(name).is_some_and(|(_, column)| column.not_null))?;
    acts.then(|| {
        let message = format!("`{}` sets `{column}` to null, which may not be null", constraint.name);
        let hint =
            "a referenced row can only go when none references it: say so with ON DELETE RESTRICT, or allow null";
        Finding::new(Rule::SetNullNotNull, Object::part(relation, "constraint", &constraint.name), message).hint(hint)
    })
}

fn types(graph: &Graph<'_>, relation: &Relation, constraint: &Constraint, key: &ForeignKey) -> Option<Finding> {
    let referenced = graph.catalog.relation(&key.references)?;
    let mut pairs = key
        .columns
        .iter()
        .zip(&key.referenced_columns)
        .filter_map(|(from, to)| Some((relation.column(from)?.1, referenced.column(to)?.1)));
    let (from, to) = pairs.find(|(from, to)| !same_type(&from.type_, &to.type_))?;
    let message =
        format!("`{}` is {}, and the key it references, `{}`, is {}", from.name, from.type_.sql, to.name, to.type_.sql);
    Some(Finding::new(Rule::ForeignKeyType, Object::part(relation, "constraint", &constraint.name), message))
}
