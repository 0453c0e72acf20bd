//! Columns of relations and attributes of composite types.

use std::collections::HashMap;

use crate::{
    catalog::{BaseColumn, Column, Generated, TypeRef},
    introspect::{
        codes::GeneratedCode,
        rows::{BaseRow, ColumnRow},
    },
};

use super::{address::class, facts::Facts, names::Names, options};

/// Columns by relation, in attribute order.
pub(super) fn columns(
    mut rows: Vec<ColumnRow>,
    bases: &[BaseRow],
    (names, facts): (&Names, &mut Facts),
) -> HashMap<u32, Vec<Column>> {
    let bases: HashMap<_, _> = bases.iter().map(|row| ((row.relation, row.number), row)).collect();
    rows.sort_unstable_by_key(|row| (row.relation, row.number));
    let mut columns: HashMap<u32, Vec<Column>> = HashMap::new();
    for row in rows {
        let relation = row.relation;
        let base = bases.get(&(row.relation, row.number)).and_then(|base| base_column(base, names));
        let column = Column { base, ..column(row, names, facts) };
        columns.entry(relation).or_default().push(column);
    }
    columns
}

/// The column that a view shows; none of PostgreSQL's own catalogs.
fn base_column(row: &BaseRow, names: &Names) -> Option<BaseColumn> {
    let column = names.column(row.base_relation, row.base_column)?.to_owned();
    Some(BaseColumn { relation: names.relation(row.base_relation)?.clone(), column })
}

fn column(row: ColumnRow, names: &Names, facts: &mut Facts) -> Column {
    let part = i32::from(row.number);
    let (default, generated) = match row.generated {
        Some(code) => {
            let stored = code == GeneratedCode::Stored;
            (None, row.default.map(|expression| Generated { expression, stored }))
        }
        None => (row.default, None),
    };
    Column {
        name: row.name,
        type_: TypeRef::parse(row.type_),
        not_null: row.not_null,
        default,
        identity: row.identity,
        generated,
        collation: row.collated.then(|| names.collation(row.collation).cloned()).flatten(),
        inherited: row.inherited,
        read_only: row.read_only,
        base: None,
        // Cleared where the relation as a whole may be read.
        unreadable: !row.readable,
        storage: row.storage,
        compression: row.compression,
        // The default is -1 before 17 and NULL since.
        statistics: row.statistics.filter(|target| *target >= 0),
        options: options(row.options),
        server_options: options(row.server_options),
        comment: facts.comment(class::CLASS, row.relation, part),
        privileges: facts.privileges(class::CLASS, row.relation, part),
    }
}
