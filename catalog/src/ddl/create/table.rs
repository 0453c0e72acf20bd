//! Tables of every kind.

use std::fmt::Write as _;

use crate::{
    Diagnostic,
    catalog::{
        ObjectId, PartitionBound, Partitioning, Persistence, QualifiedName, Relation, RelationKind, ReplicaIdentity,
        literal,
    },
    ddl::{
        forms::Forms,
        item::Item,
        out::Out,
        sql::{foreign_options, identifier, parameters, qualified},
    },
};

use super::{column, constraint, sequence};

/// A table with all that is written within it, and then what it has besides.
pub(super) fn table(out: &mut Out<'_>, relation: &Relation, (within, forms): (&[Item<'_>], &Forms<'_>)) {
    let id = relation.id();
    let guard = if out.options.if_not_exists { "IF NOT EXISTS " } else { "" };
    out.create(&id, head(relation, guard) + &body(relation, (within, forms)) + &tail(relation, forms));
    out.owner(&id, &relation.owner);
    detaching(out, relation);
    if forms.is_joined(relation) {
        relation.inherits.iter().for_each(|parent| inherit(out, relation, parent));
    }
    for own in &relation.columns {
        if !forms.declares(relation, own) {
            column::overrides(out, relation, (own, forms));
        }
        column::settings(out, relation, own);
    }
    if let Some(identity) = &relation.replica_identity {
        let identity = match identity {
            ReplicaIdentity::Full => Some("FULL"),
            ReplicaIdentity::Nothing => Some("NOTHING"),
            // The index says so.
            ReplicaIdentity::Index => None,
        };
        if let Some(identity) = identity {
            out.alter(&id, format!("ALTER TABLE ONLY {} REPLICA IDENTITY {identity}", qualified(&relation.name)));
        }
    }
    let security = [(relation.row_security, "ENABLE"), (relation.force_row_security, "FORCE")];
    for (_, word) in security.into_iter().filter(|(is_set, _)| *is_set) {
        out.alter(&id, format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", qualified(&relation.name)));
    }
    belongings(out, relation);
    for own in &relation.columns {
        let is_own = |own: &&crate::catalog::Sequence| own.identity || forms.is_serial(own);
        if let Some(own) = forms.owned(relation, own).filter(is_own) {
            sequence::persistence(out, own, relation.persistence);
            sequence::belongings(out, own);
        }
    }
    for own in &relation.constraints {
        let is_within =
            within.iter().any(|item| matches!(item, Item::Constraint(_, written) if written.name == own.name));
        let is_there = !relation.is_partition() || forms.is_partition_of(relation);
        if is_within || is_there && !forms.writes_constraint(relation, own) {
            constraint::belongings(out, relation, own);
        }
    }
}

/// A partition whose detaching was begun is written as one that is attached.
fn detaching(out: &mut Out<'_>, relation: &Relation) {
    let Some(Partitioning { by: _, bound: _, detach_pending: true }) = &relation.partitioning else { return };
    let message = format!("`{}` is written as a partition, though its detaching has begun", relation.id());
    let name = qualified(&relation.name);
    let parent = relation.inherits.first().map(qualified).unwrap_or_default();
    out.remark(Diagnostic::new(message).hint(format!("ALTER TABLE {parent} DETACH PARTITION {name} FINALIZE ends it")));
}

fn head(relation: &Relation, guard: &str) -> String {
    let kind = match (relation.kind, relation.persistence) {
        (RelationKind::ForeignTable, _) => "FOREIGN TABLE",
        (_, Persistence::Unlogged) => "UNLOGGED TABLE",
        _ => "TABLE",
    };
    format!("CREATE {kind} {guard}{}", qualified(&relation.name))
}

/// What stands in the parentheses, and what comes before them.
fn body(relation: &Relation, (within, forms): (&[Item<'_>], &Forms<'_>)) -> String {
    let mut items = Vec::new();
    for own in relation.columns.iter().filter(|own| forms.declares(relation, own)) {
        if relation.of_type.is_some() {
            let extras = column::extras(relation, own, (within, forms));
            if !extras.is_empty() {
                items.push(format!("{} WITH OPTIONS{extras}", identifier(&own.name)));
            }
        } else {
            items.push(column::column(relation, own, (within, forms)));
        }
    }
    for item in within {
        if let Item::Constraint(_, own) = item {
            items.push(constraint::constraint(relation, own));
        }
    }
    let before = match (&relation.of_type, relation.inherits.first()) {
        (Some(type_), _) => format!(" OF {}", qualified(type_)),
        (None, Some(parent)) if forms.is_partition_of(relation) => format!(" PARTITION OF {}", qualified(parent)),
        _ => String::new(),
    };
    let items: Vec<_> = items.iter().map(|item| format!("\n    {item}")).collect();
    match (items.is_empty(), before.is_empty()) {
        (true, true) => " ()".to_owned(),
        (true, false) => before,
        (false, _) => format!("{before} ({}\n)", items.join(",")),
    }
}

/// `ALTER TABLE … INHERIT`.
fn inherit(out: &mut Out<'_>, table: &Relation, parent: &QualifiedName) {
    let (name, parent) = (qualified(&table.name), qualified(parent));
    let query = format!(
        "SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {}::pg_catalog.regclass AND inhparent = {}::pg_catalog.regclass",
        literal(&name),
        literal(&parent)
    );
    let sql = out.unless(&query, format!("ALTER TABLE {name} INHERIT {parent}"));
    out.alter(&table.id(), sql);
}

fn tail(relation: &Relation, forms: &Forms<'_>) -> String {
    let mut sql = String::new();
    if forms.is_partition_of(relation) {
        let _ = write!(sql, " {}", bound(relation));
    } else if !relation.is_partition() && !relation.inherits.is_empty() && !forms.is_joined(relation) {
        let parents: Vec<_> = relation.inherits.iter().map(qualified).collect();
        let _ = write!(sql, "\nINHERITS ({})", parents.join(", "));
    }
    if let Some(key) = relation.partitioning.as_ref().and_then(|partitioning| partitioning.by.as_ref()) {
        let _ = write!(sql, "\nPARTITION BY {}", key.definition());
    }
    if let Some(server) = &relation.server {
        let _ = write!(sql, "\nSERVER {}", identifier(server));
        if !relation.server_options.is_empty() {
            let _ = write!(sql, " OPTIONS ({})", foreign_options(&relation.server_options));
        }
        return sql;
    }
    if let Some(method) = &relation.access_method {
        let _ = write!(sql, "\nUSING {}", identifier(method));
    }
    let options = parameters([("", &relation.options), ("toast.", &relation.toast_options)]);
    if !options.is_empty() {
        let _ = write!(sql, "\nWITH ({options})");
    }
    if let Some(tablespace) = &relation.tablespace {
        let _ = write!(sql, "\nTABLESPACE {}", identifier(tablespace));
    }
    sql
}

/// Comments and privileges of a relation and of its columns.
pub(super) fn belongings(out: &mut Out<'_>, relation: &Relation) {
    let id = relation.id();
    out.comment(&id, relation.comment.as_ref());
    let column = |name: &String| ObjectId::Column { relation: relation.name.clone(), name: name.clone() };
    for own in &relation.columns {
        out.comment(&column(&own.name), own.comment.as_ref());
    }
    out.grants(&id, &relation.owner, relation.privileges.as_ref());
    for own in &relation.columns {
        out.grants(&column(&own.name), &relation.owner, own.privileges.as_ref());
    }
}

/// Which part a partition is.
pub(in crate::ddl) fn bound(partition: &Relation) -> String {
    let bound = partition.partitioning.as_ref().and_then(|partitioning| partitioning.bound.as_ref());
    bound.map(PartitionBound::definition).unwrap_or_default()
}

/// A partition that is made by itself becomes one.
pub(super) fn attachment(out: &mut Out<'_>, partition: &Relation, forms: &Forms<'_>) {
    let Some(parent) = partition.inherits.first() else { return };
    let (parent, name) = (qualified(parent), qualified(&partition.name));
    let sql = format!("ALTER TABLE ONLY {parent} ATTACH PARTITION {name} {}", bound(partition));
    let query = format!("SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {}::pg_catalog.regclass", literal(&name));
    let sql = out.unless(&query, sql);
    out.alter(&partition.id(), sql);
    for own in partition.constraints.iter().filter(|own| !forms.writes_constraint(partition, own)) {
        constraint::belongings(out, partition, own);
    }
}
