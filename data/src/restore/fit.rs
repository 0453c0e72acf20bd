//! Whether rows of a file fit into the tables of a database.

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Column, Relation, RelationKind},
};

use super::{Job, source::Incoming};

/// What does not fit, a line each.
pub(super) fn faults(job: &Job<'_>, target: &Catalog) -> Vec<String> {
    job.tables().into_iter().flat_map(|incoming| of_table(job, target, incoming)).collect()
}

fn of_table(job: &Job<'_>, target: &Catalog, Incoming { name, columns, .. }: Incoming<'_>) -> Vec<String> {
    let Some(table) = target.relation(name) else { return vec![format!("table `{name}` is missing")] };
    if table.kind != RelationKind::Table {
        return vec![format!("`{}` is not a table", table.id())];
    }
    let source = job.catalog.relation(name);
    let mut faults: Vec<String> =
        columns.iter().filter_map(|column| of_column((source, table), (name, column))).collect();
    for own in table.columns.iter().filter(|own| !columns.contains(&own.name)) {
        let is_given = own.default.is_some() || own.identity.is_some() || own.generated.is_some();
        if own.not_null && !is_given {
            faults
                .push(format!("column `{name}.{}` is not in the file, and it is NOT NULL without a default", own.name));
        }
    }
    faults
}

fn of_column(
    (source, table): (Option<&Relation>, &Relation),
    (name, column): (&QualifiedName, &str),
) -> Option<String> {
    let Some((_, own)) = table.column(column) else { return Some(format!("column `{name}.{column}` is missing")) };
    if own.generated.is_some() {
        return Some(format!("column `{name}.{column}` is generated"));
    }
    let written: Option<&Column> = source.and_then(|source| source.column(column)).map(|(_, column)| column);
    let written = written.filter(|written| written.type_ != own.type_)?;
    Some(format!("column `{name}.{column}` is {}, and {} in the file", own.type_.sql, written.type_.sql))
}
