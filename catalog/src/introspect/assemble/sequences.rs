//! Sequences.

use crate::{
    catalog::{OwningColumn, QualifiedName, Sequence},
    introspect::rows::SequenceRow,
};

use super::{address::class, facts::Facts, names::Names};

/// Sequences by name.
pub(super) fn sequences(rows: Vec<SequenceRow>, names: &Names, facts: &mut Facts) -> Vec<Sequence> {
    let sequence = |row: SequenceRow| Sequence {
        owned_by: owner(&row, names),
        name: QualifiedName::new(row.schema, row.name),
        owner: row.owner,
        data_type: row.data_type,
        start: row.start,
        increment: row.increment,
        min: row.min,
        max: row.max,
        cache: row.cache,
        cycle: row.cycle,
        persistence: row.persistence,
        identity: row.identity,
        extension: facts.extension(class::CLASS, row.oid),
        comment: facts.comment(class::CLASS, row.oid, 0),
        privileges: facts.privileges(class::CLASS, row.oid, 0),
    };
    let mut sequences: Vec<_> = rows.into_iter().map(sequence).collect();
    sequences.sort_by(|a, b| a.name.cmp(&b.name));
    sequences
}

fn owner(row: &SequenceRow, names: &Names) -> Option<OwningColumn> {
    let relation = row.owner_relation?;
    let column = names.column(relation, i16::try_from(row.owner_column?).ok()?)?;
    Some(OwningColumn { relation: names.relation(relation)?.clone(), column: column.to_owned() })
}
