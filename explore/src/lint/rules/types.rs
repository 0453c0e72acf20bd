//! Types of columns for which there is a better one.

use relvar_catalog::catalog::{Column, Relation, RelationKind, Sequence, TypeKind};

use super::{Finding, in_words, tables};
use crate::{
    graph::Graph,
    lint::{Object, Rule},
    sql,
};

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (_, relation) in tables(graph) {
        columns(relation, findings);
        let defaults = relation.columns.iter().filter(|c| c.default.as_ref().is_some_and(|d| d.starts_with("'NULL'")));
        findings.extend(defaults.map(|column| null_text(relation, column)));
    }
    for sequence in graph.catalog.sequences.iter().filter(|s| s.extension.is_none() && !s.identity) {
        let Some(owner) = &sequence.owned_by else { continue };
        let Some(node) = graph.node(&owner.relation) else { continue };
        let relation = graph.relation(node);
        if let Some((_, column)) = relation.column(&owner.column).filter(|_| !relation.is_partition()) {
            findings.extend(serial(relation, column, sequence));
            findings.extend(too_narrow(relation, column, sequence));
        }
    }
    for type_ in graph.catalog.types.iter().filter(|type_| type_.extension.is_none()) {
        if let TypeKind::Enum { labels } = &type_.kind {
            let message = format!("{} labels, of which none can be removed", labels.len());
            let hint = "a table of values can be changed, and can say more of each";
            findings.push(Finding::new(Rule::EnumType, Object::of("enum", &type_.name), message).hint(hint));
        }
    }
}

/// One finding a rule and relation: where there is one such column, there mostly are many.
fn columns(relation: &Relation, findings: &mut Vec<Finding>) {
    let of = |takes: fn(&Column) -> bool| -> Vec<&Column> {
        relation.columns.iter().filter(|column| takes(column)).collect()
    };
    let object = || Object::relation(relation);
    let padded = of(|c| is(c, "bpchar"));
    if !padded.is_empty() {
        let message = format!("{}, padded with blanks", are(&padded, "char(n)"));
        let hint = "text, with a check of the length where it matters";
        findings.push(Finding::new(Rule::AvoidChar, object(), message).hint(hint));
    }
    let limited = of(|c| is(c, "varchar") && c.type_.sql.contains('('));
    if !limited.is_empty() {
        let message = are(&limited, "varchar(n)");
        let hint = "text is the same without a limit; a check constraint limits it and can be changed without a lock \
                    for long";
        findings.push(Finding::new(Rule::PreferText, object(), message).hint(hint).fix(to_text(relation, &limited)));
    }
    let json = of(|c| is(c, "json"));
    if !json.is_empty() {
        let hint = "jsonb, unless the text itself matters, white space and double keys included";
        findings.push(Finding::new(Rule::PreferJsonb, object(), are(&json, "json")).hint(hint));
    }
    let local = of(|c| is(c, "timestamp"));
    if !local.is_empty() {
        let message = are(&local, "timestamp without time zone");
        let hint = "timestamptz is as large and says when it was; with TimeZone = UTC the change of the type does not \
                    write the table anew";
        findings.push(Finding::new(Rule::PreferTimestamptz, object(), message).hint(hint));
    }
}

fn is(column: &Column, name: &str) -> bool {
    column.type_.name.schema == "pg_catalog" && column.type_.name.name == name
}

/// `` `a` and `b` are text``
fn are(columns: &[&Column], type_: &str) -> String {
    let verb = if columns.len() == 1 { "is" } else { "are" };
    format!("{} {verb} {type_}", in_words(columns.iter().map(|column| column.name.as_str())))
}

fn to_text(relation: &Relation, columns: &[&Column]) -> String {
    let changes = columns.iter().map(|column| {
        let array = if column.type_.array { "[]" } else { "" };
        format!("ALTER COLUMN {} TYPE text{array}", sql::identifier(&column.name))
    });
    format!("ALTER TABLE {} {};", sql::qualified(&relation.name), changes.collect::<Vec<_>>().join(", "))
}

fn null_text(relation: &Relation, column: &Column) -> Finding {
    let message = format!("the default of `{}` is the text 'NULL'", column.name);
    let fix = format!(
        "ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT;",
        sql::qualified(&relation.name),
        sql::identifier(&column.name)
    );
    Finding::new(Rule::DefaultNullText, Object::part(relation, "column", &column.name), message).fix(fix)
}

/// A column with a default from a sequence of its own.
fn serial(relation: &Relation, column: &Column, sequence: &Sequence) -> Option<Finding> {
    let takes = column.default.as_ref().is_some_and(|default| default.starts_with("nextval("));
    if !takes || relation.kind == RelationKind::PartitionedTable {
        return None;
    }
    let message =
        format!("`{}` is serial: its default can be changed, and its sequence has privileges of its own", column.name);
    let (table, name) = (sql::qualified(&relation.name), sql::identifier(&column.name));
    let finding = Finding::new(Rule::PreferIdentity, Object::part(relation, "column", &column.name), message);
    if !column.not_null {
        return Some(finding.hint("an identity column is NOT NULL, which this one is not yet"));
    }
    Some(finding.fix(format!(
        "BEGIN;\n\
         ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT;\n\
         DROP SEQUENCE {};\n\
         ALTER TABLE {table} ALTER COLUMN {name} ADD GENERATED BY DEFAULT AS IDENTITY;\n\
         SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({name}), 0) + 1, false) FROM {table};\n\
         COMMIT;",
        sql::qualified(&sequence.name),
        sql::literal(&table),
        sql::literal(&column.name),
    )))
}

fn too_narrow(relation: &Relation, column: &Column, sequence: &Sequence) -> Option<Finding> {
    let width = |type_: &str| match type_ {
        "smallint" => 2,
        "integer" => 4,
        _ => 8,
    };
    let wide = matches!(column.type_.sql.as_str(), "integer" | "bigint");
    (wide && width(&sequence.data_type) < width(&column.type_.sql)).then(|| {
        let message = format!(
            "`{}` is {}, but its sequence `{}` ends with {}",
            column.name, column.type_.sql, sequence.name.name, sequence.data_type
        );
        let fix = format!("ALTER SEQUENCE {} AS {};", sql::qualified(&sequence.name), column.type_.sql);
        Finding::new(Rule::SequenceTooNarrow, Object::part(relation, "column", &column.name), message).fix(fix)
    })
}
