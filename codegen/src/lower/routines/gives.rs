//! What a call of a routine gives.

use relvar_catalog::catalog::{Argument, ArgumentMode, Routine, RoutineKind, TypeKind, TypeRef};

use super::super::{
    callable::pg_catalog,
    docs::{code, identifier},
    ident::{ident, value_name, value_name_spelled},
    report::Report,
    scope::Scope,
    select::Selection,
    signature::full_name,
    types::{Types, index},
};
use crate::{
    diagnostic::Rule,
    model::{BuiltinType, Gives, Ident, Record, RecordField, RelationId, RustType, SqlType},
};

/// What a call gives; `None`, which is reported, where that cannot be read.
pub(super) fn gives<'a>(
    routine: &'a Routine,
    row: Ident,
    (selection, types): (&'a Selection<'a>, &mut Types<'a>),
    report: &mut Report,
) -> Option<Gives> {
    let outputs: Vec<&Argument> = routine
        .arguments
        .iter()
        .filter(|argument| matches!(argument.mode, ArgumentMode::Out | ArgumentMode::InOut | ArgumentMode::Table))
        .collect();
    let object = || full_name(routine);
    let one_or_many = |record: Record| {
        if routine.returns_set { Gives::Records(record) } else { Gives::Record(record) }
    };
    if routine.kind == RoutineKind::Procedure {
        if outputs.is_empty() {
            return Some(Gives::Nothing);
        }
        let record = Record { name: row, fields: fields(columns(&outputs), types, object) };
        return readable(&record, routine, report).then_some(Gives::Record(record));
    }
    let Some(returns) = &routine.returns else { return Some(Gives::Nothing) };
    if outputs.len() > 1 {
        return Some(one_or_many(Record { name: row, fields: fields(columns(&outputs), types, object) }));
    }
    if pg_catalog(returns) == "void" {
        return Some(Gives::Nothing);
    }
    if !returns.array {
        if let Some(at) = selection.relation(&returns.name) {
            let id = RelationId(index(at));
            return Some(if routine.returns_set { Gives::Rows(id) } else { Gives::Row(id) });
        }
        if let Some(columns) = composite(returns, selection) {
            return Some(one_or_many(Record { name: row, fields: fields(columns, types, object) }));
        }
    }
    let type_ = types.value_type(returns, object);
    Some(if routine.returns_set { Gives::Scalars(type_) } else { Gives::Scalar(type_) })
}

/// The columns of a relation that is not generated, or the attributes of a composite type.
fn composite<'a>(type_: &TypeRef, selection: &'a Selection<'a>) -> Option<Vec<(String, &'a TypeRef)>> {
    if let Some(relation) = selection.all_relations.get(&type_.name) {
        return Some(relation.columns.iter().map(|column| (column.name.clone(), &column.type_)).collect());
    }
    match &selection.all_types.get(&type_.name)?.kind {
        TypeKind::Composite { attributes } => {
            Some(attributes.iter().map(|attribute| (attribute.name.clone(), &attribute.type_)).collect())
        }
        _ => None,
    }
}

/// PostgreSQL calls an output without a name `column1`, `column2`, … by its place among them.
fn columns<'a>(outputs: &[&'a Argument]) -> Vec<(String, &'a TypeRef)> {
    let name = |at: usize, argument: &Argument| argument.name.clone().unwrap_or_else(|| format!("column{}", at + 1));
    outputs.iter().enumerate().map(|(at, argument)| (name(at, argument), &argument.type_)).collect()
}

fn fields<'a>(
    columns: Vec<(String, &'a TypeRef)>,
    types: &mut Types<'a>,
    object: impl Fn() -> String,
) -> Vec<RecordField> {
    let mut scope = Scope::default();
    columns
        .into_iter()
        .map(|(sql, type_)| RecordField {
            field: ident(&scope.claim(&[value_name(&sql), value_name_spelled(&sql)]).name),
            declaration: code(&format!("{} {}", identifier(&sql), type_.sql)),
            type_: types.value_type(type_, &object),
            sql,
        })
        .collect()
}

/// What `CALL` gives cannot be cast, so that a value that is read as text has to travel as text.
fn readable(record: &Record, routine: &Routine, report: &mut Report) -> bool {
    let unreadable = |field: &&RecordField| {
        matches!(field.type_.sql, SqlType::Cast { .. }) && field.type_.rust == RustType::Builtin(BuiltinType::TEXT)
    };
    let Some(field) = record.fields.iter().find(unreadable) else { return true };
    let message = format!("it gives `{}`, of a type that has no Rust type, so it is not generated", field.sql);
    report.add(Rule::RoutineLeftOut, full_name(routine), message, Some("call it by `relvar::sql`".to_owned()));
    false
}
