//! Relations, with all that hangs on them.

use std::collections::HashMap;

use crate::{
    catalog::{
        Column, Constraint, Firing, Index, Partitioning, Persistence, Policy, QualifiedName, Relation, RelationKind,
        ReplicaIdentity, Rule, Trigger, TypeRef,
    },
    introspect::rows::{InheritanceRow, RelationRow, RuleRow, TriggerRow},
};

use super::{
    access::commented,
    facts::{Facts, class},
    group, letter,
    names::Names,
    options,
};

/// `pg_relation_is_updatable`: bits for `INSERT`, and for `UPDATE` and `DELETE` together.
const INSERT: i32 = 8;
const UPDATE_AND_DELETE: i32 = 4 | 16;

/// What hangs on relations, by their OID.
pub(super) struct Parts {
    pub(super) columns: HashMap<u32, Vec<Column>>,
    pub(super) constraints: HashMap<u32, Vec<Constraint>>,
    pub(super) indexes: HashMap<u32, Vec<Index>>,
    pub(super) triggers: HashMap<u32, Vec<Trigger>>,
    pub(super) rules: HashMap<u32, Vec<Rule>>,
    pub(super) policies: HashMap<u32, Vec<Policy>>,
}

/// Relations by name.
pub(super) fn relations(
    rows: Vec<RelationRow>,
    mut parts: Parts,
    (inheritance, names, facts): (&[InheritanceRow], &Names, &mut Facts),
) -> Vec<Relation> {
    let mut parents = group(inheritance, |row| (row.child, (row.position, row.parent)));
    let mut relations: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let mut parents = parents.remove(&row.oid).unwrap_or_default();
            parents.sort_unstable();
            let inherits = parents.iter().filter_map(|(_, parent)| names.relation(*parent).cloned());
            relation(row, inherits.collect(), (&mut parts, facts))
        })
        .collect();
    relations.sort_by(|a, b| a.name.cmp(&b.name));
    relations
}

fn relation(row: RelationRow, inherits: Vec<QualifiedName>, (parts, facts): (&mut Parts, &mut Facts)) -> Relation {
    let oid = row.oid;
    let insertable = row.updatable & INSERT != 0;
    let updatable = row.updatable & UPDATE_AND_DELETE == UPDATE_AND_DELETE;
    let mut columns = parts.columns.remove(&oid).unwrap_or_default();
    for column in &mut columns {
        column.read_only &= insertable || updatable;
        column.unreadable &= !row.readable;
    }
    let is_table = matches!(kind(row.kind), RelationKind::Table | RelationKind::PartitionedTable);
    let is_partitioning = row.partition_key.is_some() || row.partition_bound.is_some();
    let toast = row.toast_options.map(|list| list.into_iter().map(|option| format!("toast.{option}")).collect());
    Relation {
        name: QualifiedName::new(row.schema, row.name),
        kind: kind(row.kind),
        owner: row.owner,
        persistence: persistence(row.persistence),
        extension: facts.extension(class::CLASS, oid),
        columns,
        constraints: parts.constraints.remove(&oid).unwrap_or_default(),
        indexes: parts.indexes.remove(&oid).unwrap_or_default(),
        triggers: parts.triggers.remove(&oid).unwrap_or_default(),
        rules: parts.rules.remove(&oid).unwrap_or_default(),
        policies: parts.policies.remove(&oid).unwrap_or_default(),
        row_security: row.row_security,
        force_row_security: row.force_row_security,
        query: row.query.map(|query| query.trim().trim_end_matches(';').to_owned()),
        inherits,
        partitioning: is_partitioning.then_some(Partitioning { key: row.partition_key, bound: row.partition_bound }),
        of_type: row.of_type.map(|type_| TypeRef::parse(type_).name),
        server: row.server,
        access_method: row.access_method,
        tablespace: row.tablespace,
        replica_identity: match letter(row.replica_identity) {
            'f' => Some(ReplicaIdentity::Full),
            // Of a view, which has no rows to identify, it says nothing.
            'n' if is_table => Some(ReplicaIdentity::Nothing),
            'i' => Some(ReplicaIdentity::Index),
            _ => None,
        },
        options: options([row.options, toast, row.server_options]),
        insertable,
        updatable,
        unreadable: !row.readable,
        comment: facts.comment(class::CLASS, oid, 0),
        privileges: facts.privileges(class::CLASS, oid, 0),
    }
}

/// `pg_class.relkind`.
pub(super) fn kind(code: i8) -> RelationKind {
    match letter(code) {
        'p' => RelationKind::PartitionedTable,
        'v' => RelationKind::View,
        'm' => RelationKind::MaterializedView,
        'f' => RelationKind::ForeignTable,
        _ => RelationKind::Table,
    }
}

/// `pg_class.relpersistence`.
pub(super) fn persistence(code: i8) -> Persistence {
    match letter(code) {
        'u' => Persistence::Unlogged,
        't' => Persistence::Temporary,
        _ => Persistence::Permanent,
    }
}

/// Triggers by relation, each list by name.
pub(super) fn triggers(rows: Vec<TriggerRow>, facts: &mut Facts) -> HashMap<u32, Vec<Trigger>> {
    let mut triggers = group(rows, |row| {
        let trigger = Trigger {
            name: row.name,
            definition: row.definition,
            function: QualifiedName::new(row.function_schema, row.function_name),
            enabled: firing(row.enabled),
            inherited: row.inherited,
            comment: None,
        };
        (row.relation, (row.oid, trigger))
    });
    triggers.drain().map(|(relation, list)| (relation, commented(list, class::TRIGGER, facts))).collect()
}

/// Rules by relation, each list by name.
pub(super) fn rules(rows: Vec<RuleRow>, facts: &mut Facts) -> HashMap<u32, Vec<Rule>> {
    let mut rules = group(rows, |row| {
        let rule = Rule { name: row.name, definition: row.definition, enabled: firing(row.enabled), comment: None };
        (row.relation, (row.oid, rule))
    });
    rules.drain().map(|(relation, list)| (relation, commented(list, class::REWRITE, facts))).collect()
}

fn firing(code: i8) -> Firing {
    match letter(code) {
        'A' => Firing::Always,
        'R' => Firing::Replica,
        'D' => Firing::Disabled,
        _ => Firing::Origin,
    }
}
