//! Relations, with all that hangs on them.

use std::collections::HashMap;

use crate::{
    catalog::{Column, Constraint, Index, Policy, QualifiedName, Relation, Rule, Trigger, TypeRef},
    introspect::{
        IntrospectError,
        rows::{InheritanceRow, RelationRow},
    },
};

use super::{address::class, facts::Facts, group, names::Names, options, partitioning};

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
) -> Result<Vec<Relation>, IntrospectError> {
    let mut parents = group(inheritance, |row| (row.child, (row.position, row.parent, row.detach_pending)));
    let relations = rows.into_iter().map(|row| {
        let mut parents = parents.remove(&row.oid).unwrap_or_default();
        parents.sort_unstable();
        let detach_pending = parents.iter().any(|(.., pending)| *pending);
        let partitioning = partitioning::partitioning(&row, detach_pending, names)?;
        let inherits = parents.iter().filter_map(|(_, parent, _)| names.relation(*parent).cloned()).collect();
        Ok(Relation { inherits, partitioning, ..relation(row, (&mut parts, facts)) })
    });
    let mut relations = relations.collect::<Result<Vec<_>, IntrospectError>>()?;
    relations.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(relations)
}

fn relation(row: RelationRow, (parts, facts): (&mut Parts, &mut Facts)) -> Relation {
    let oid = row.oid;
    let insertable = row.updatable & INSERT != 0;
    let updatable = row.updatable & UPDATE_AND_DELETE == UPDATE_AND_DELETE;
    let mut columns = parts.columns.remove(&oid).unwrap_or_default();
    for column in &mut columns {
        column.read_only &= insertable || updatable;
        column.unreadable &= !row.readable;
    }
    Relation {
        name: QualifiedName::new(row.schema, row.name),
        kind: row.kind,
        owner: row.owner,
        persistence: row.persistence,
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
        inherits: Vec::new(),
        partitioning: None,
        of_type: row.of_type.map(|type_| TypeRef::parse(type_).name),
        server: row.server,
        access_method: row.access_method,
        tablespace: row.tablespace,
        replica_identity: row.replica_identity,
        options: options(row.options),
        toast_options: options(row.toast_options),
        server_options: options(row.server_options),
        unpopulated: row.unpopulated,
        insertable,
        updatable,
        unreadable: !row.readable,
        comment: facts.comment(class::CLASS, oid, 0),
        privileges: facts.privileges(class::CLASS, oid, 0),
    }
}
