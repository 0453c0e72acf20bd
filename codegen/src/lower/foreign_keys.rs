//! Foreign keys as edges between relations that are generated.

use relvar_catalog::{
    QualifiedName,
    catalog::{Constraint, ForeignKey, PartitionKey, Relation, quote},
};

use super::{
    context::Context,
    keys::{UniqueColumns, default_name, indexes, is_of},
    report::{Report, line},
    select::Selection,
    types::index,
};
use crate::{
    config::{Config, ObjectPath, VirtualForeignKey},
    diagnostic::Rule,
    model::{Column, Pairs, RelationId},
};

/// One foreign key, or several that say the same.
pub(super) struct Edge {
    pub(super) from: RelationId,
    pub(super) to: RelationId,
    /// The constraints, by name.
    pub(super) names: Vec<String>,
    /// Columns: referencing, referenced.
    pub(super) pairs: Pairs,
    /// There may be no referenced row: a column may be null, or the database does not vouch for the key.
    pub(super) optional: bool,
    /// There always is a referenced row, and a query can rely on it.
    pub(super) mandatory: bool,
    /// At most one row references a row.
    pub(super) unique: bool,
    /// The comment on the constraint.
    pub(super) comment: Option<String>,
}

impl Edge {
    /// The constraint it is known by.
    pub(super) fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

/// What is known of a relation when its foreign keys are read.
pub(super) struct Referencing<'a> {
    pub(super) id: RelationId,
    pub(super) relation: &'a Relation,
    pub(super) columns: &'a [Column],
    pub(super) unique: &'a [UniqueColumns],
}

/// The edges of one relation, by constraint name.
pub(super) fn edges(from: &Referencing<'_>, selection: &Selection<'_>, context: &mut Context<'_>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (constraint, key) in from.relation.foreign_keys() {
        declared(from, (constraint, key), selection, context.report, &mut edges);
    }
    for key in context.config.foreign_keys.iter().filter(|key| is_of(&key.relation, from.relation)) {
        configured(from, key, selection, context, &mut edges);
    }
    for key in selection.partition_keys.get(&from.relation.name).into_iter().flatten() {
        of_partitions(from, key, selection, context.report, &mut edges);
    }
    for edge in &mut edges {
        edge.names.sort();
    }
    edges.sort_by(|a, b| a.names.cmp(&b.names));
    edges
}

fn declared(
    from: &Referencing<'_>,
    (constraint, key): (&Constraint, &ForeignKey),
    selection: &Selection<'_>,
    report: &mut Report,
    edges: &mut Vec<Edge>,
) {
    let name = &from.relation.name;
    let object = ObjectPath::new([&name.schema, &name.name, &constraint.name]);
    let Some(to) = selection.relation(&key.references) else {
        hidden(constraint, key, selection, &object, report);
        return;
    };
    if key.period {
        report.add(Rule::ForeignKeyNotFollowed, object, "the key is on a period, which equality does not follow", None);
        return;
    }
    let edge = edge(from, (&key.columns, &key.referenced_columns), (to, selection), &constraint.name);
    let Some(mut edge) = edge else {
        report.add(
            Rule::ForeignKeyNotFollowed,
            object,
            "a column of the key is not generated, so it cannot be followed",
            None,
        );
        return;
    };
    edge.optional |= constraint.not_valid || constraint.not_enforced;
    edge.mandatory = is_mandatory(from, constraint, &edge, selection);
    edge.comment.clone_from(&constraint.comment);
    push(edges, edge);
}

/// A foreign key of partitions alone is one of their table too. A query cannot rely on it: a partition that comes later
/// may lack it.
fn of_partitions(
    from: &Referencing<'_>,
    partitions: &PartitionKey<'_>,
    selection: &Selection<'_>,
    report: &mut Report,
    edges: &mut Vec<Edge>,
) {
    let (key, name) = (partitions.key, &from.relation.name);
    let object = ObjectPath::new([&name.schema, &name.name, &partitions.name]);
    if partitions.ambiguous {
        let message = format!(
            "only partitions have the key, and others reference other rows than those of `{}` by the same columns, so it \
             cannot be followed from the table",
            key.references
        );
        report.add(Rule::ForeignKeyNotFollowed, object, message, None);
        return;
    }
    let Some(to) = selection.relation(&key.references) else {
        let message = format!(
            "only partitions have the key, and it references `{}`, which is not generated, so it cannot be followed",
            key.references
        );
        report.add(Rule::HiddenReference, object, message, None);
        return;
    };
    let edge = edge(from, (&key.columns, &key.referenced_columns), (to, selection), &partitions.name);
    let Some(mut edge) = edge.filter(|_| !key.period) else {
        let message = "only partitions have the key, and it is on a period or on a column that is not generated, so it \
                       cannot be followed";
        report.add(Rule::ForeignKeyNotFollowed, object, message, None);
        return;
    };
    if edges.iter().any(|other| is_same(other, &edge)) {
        return;
    }
    edge.optional |= !partitions.unchecked.is_empty();
    edge.comment.clone_from(&partitions.constraint.comment);
    let message = match &partitions.unchecked[..] {
        [] => "only the partitions have the key, and not their table, so a new partition may lack it".to_owned(),
        [first, ..] => format!(
            "only {} of {} partitions have the key and check it (`{first}` does not), so a row may reference none",
            partitions.partitions - partitions.unchecked.len(),
            partitions.partitions
        ),
    };
    let columns = |names: &[String]| names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
    let hint = format!(
        "to have it of every partition, `ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({})`",
        name.to_sql(),
        columns(&key.columns),
        key.references.to_sql(),
        columns(&key.referenced_columns)
    );
    report.add(Rule::PartitionKey, object, message, Some(hint));
    edges.push(edge);
}

/// Every row has its referenced row, at any moment, and whoever reads the one may read the other.
fn is_mandatory(from: &Referencing<'_>, constraint: &Constraint, edge: &Edge, selection: &Selection<'_>) -> bool {
    let checked = !constraint.not_valid && !constraint.not_enforced && constraint.deferrable.is_none();
    let not_null = edge.pairs.iter().all(|(at, _)| !from.columns[at.position()].null_in_database);
    // Rows of relations that inherit from this one are among its rows, but are not checked by its constraints.
    let alone = !selection.children.contains_key(&from.relation.name);
    // A policy may hide the referenced row.
    let visible = !selection.relations[edge.to.position()].row_security;
    checked && not_null && alone && visible
}

/// A foreign key to a relation that is left out. A copy of a key that PostgreSQL keeps for a partition says nothing
/// that the key itself does not.
fn hidden(
    constraint: &Constraint,
    key: &ForeignKey,
    selection: &Selection<'_>,
    object: &ObjectPath<3>,
    report: &mut Report,
) {
    let partition = selection.all_relations.get(&key.references).is_some_and(|r| r.is_partition());
    if partition && constraint.inherited {
        return;
    }
    let hint = partition
        .then(|| format!("to generate the partition, write `show = [\"{}\"]` under `[partitions]`", key.references));
    let message = format!("the key references `{}`, which is not generated, so it cannot be followed", key.references);
    report.add(Rule::HiddenReference, object, message, hint);
}

/// The columns of the primary key, declared in the database or in the configuration.
fn primary_key(relation: &Relation, config: &Config) -> Vec<String> {
    let declared = relation.primary_key().map(|(_, key)| &key.columns);
    let configured =
        || config.keys.iter().find(|key| key.primary && is_of(&key.relation, relation)).map(|key| &key.columns);
    declared.or_else(configured).cloned().unwrap_or_default()
}

fn configured(
    from: &Referencing<'_>,
    key: &VirtualForeignKey,
    selection: &Selection<'_>,
    context: &mut Context<'_>,
    edges: &mut Vec<Edge>,
) {
    let name = key.name.clone().unwrap_or_else(|| default_name(&from.relation.name.name, &key.columns, "fkey"));
    let object = ObjectPath::new([&from.relation.name.schema, &from.relation.name.name, &name]);
    let references = QualifiedName::new(&key.references.0[0], &key.references.0[1]);
    let Some(to) = selection.relation(&references) else {
        context.report.add(
            Rule::InvalidConfig,
            object,
            format!("the key references `{references}`, which is not generated"),
            None,
        );
        return;
    };
    let mut targets = key.referenced_columns.clone();
    if targets.is_empty() {
        targets = primary_key(selection.relations[to], context.config);
    }
    if targets.is_empty() {
        let hint = Some(format!("name the columns, {}", line("foreign_keys", "referenced_columns", "…")));
        context.report.add(
            Rule::InvalidConfig,
            object,
            format!("`{references}` has no primary key to reference"),
            hint,
        );
        return;
    }
    match edge(from, (&key.columns, &targets), (to, selection), &name) {
        Some(edge) => push(edges, edge),
        None => context.report.add(
            Rule::InvalidConfig,
            object,
            "the key names a column that is not there, or not as many as it references",
            None,
        ),
    }
}

fn edge(
    from: &Referencing<'_>,
    (columns, referenced): (&[String], &[String]),
    (to, selection): (usize, &Selection<'_>),
    name: &str,
) -> Option<Edge> {
    let columns = indexes(from.relation, columns)?;
    let referenced = indexes(selection.relations[to], referenced)?;
    if columns.is_empty() || columns.len() != referenced.len() {
        return None;
    }
    let optional = columns.iter().any(|at| from.columns[at.position()].nullable);
    let unique = from.unique.iter().any(|key| key.column_set().iter().all(|at| columns.contains(at)));
    let pairs = columns.into_iter().zip(referenced).collect();
    let names = vec![name.to_owned()];
    let to = RelationId(index(to));
    Some(Edge { from: from.id, to, names, pairs, optional, mandatory: false, unique, comment: None })
}

/// Two keys on the same columns to the same columns are one way to go.
fn push(edges: &mut Vec<Edge>, edge: Edge) {
    match edges.iter_mut().find(|other| is_same(other, &edge)) {
        Some(other) => {
            other.optional &= edge.optional;
            other.mandatory |= edge.mandatory;
            other.names.extend(edge.names);
            other.comment = other.comment.take().or(edge.comment);
        }
        None => edges.push(edge),
    }
}

fn is_same(one: &Edge, other: &Edge) -> bool {
    let columns = |edge: &Edge| {
        let mut pairs = edge.pairs.clone();
        pairs.sort_unstable();
        pairs
    };
    one.to == other.to && columns(one) == columns(other)
}
