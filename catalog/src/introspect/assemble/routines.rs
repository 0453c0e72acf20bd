//! Functions, procedures, aggregates and window functions.

use crate::{
    catalog::{Argument, ArgumentMode, Body, ObjectId, QualifiedName, Routine, TypeRef},
    introspect::{IntrospectError, codes::ModeCode, rows::RoutineRow},
};

use super::{address::class, facts::Facts, option, text};

/// Routines by name, then by the types of their arguments.
pub(super) fn routines(rows: Vec<RoutineRow>, facts: &mut Facts) -> Result<Vec<Routine>, IntrospectError> {
    let routines = rows.into_iter().map(|row| routine(row, facts));
    let mut routines = routines.collect::<Result<Vec<_>, _>>()?;
    routines.sort_by_cached_key(|routine| (routine.name.clone(), routine.signature()));
    Ok(routines)
}

fn routine(row: RoutineRow, facts: &mut Facts) -> Result<Routine, IntrospectError> {
    let mut arguments = arguments(&row);
    set_defaults(&row, &mut arguments)?;
    // What a routine costs by default depends on who runs it.
    let default_cost = if matches!(row.language.as_str(), "internal" | "c") { 1.0 } else { 100.0 };
    Ok(Routine {
        arguments,
        body: body(&row),
        name: QualifiedName::new(row.schema, row.name),
        kind: row.kind,
        returns: row.returns.map(TypeRef::parse),
        returns_set: row.returns_set,
        language: row.language,
        volatility: row.volatility,
        strict: row.strict,
        security_definer: row.security_definer,
        leakproof: row.leakproof,
        parallel: row.parallel,
        cost: (!is_same(row.cost, default_cost)).then_some(row.cost),
        rows: row.rows.filter(|rows| !is_same(*rows, 1000.0)),
        support: row.support.and_then(|name| name.parse().ok()),
        transforms: row.transforms.into_iter().flatten().map(TypeRef::parse).collect(),
        settings: row.settings.into_iter().flatten().map(option).collect(),
        extension: facts.extension(class::PROC, row.oid),
        owner: row.owner,
        comment: facts.comment(class::PROC, row.oid, 0),
        privileges: facts.privileges(class::PROC, row.oid, 0),
    })
}

/// Whether two estimates are the same number.
fn is_same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits()
}

fn body(row: &RoutineRow) -> Option<Body> {
    if row.is_member {
        return None;
    }
    if let Some(parameters) = &row.aggregate {
        let direct_arguments = row.direct_arguments.and_then(|count| u16::try_from(count).ok());
        return Some(Body::Aggregate { parameters: parameters.clone(), direct_arguments });
    }
    if let Some(sql) = &row.body {
        return Some(Body::Sql(sql.clone()));
    }
    let source = row.source.clone()?;
    Some(match &row.library {
        Some(file) => Body::Library { file: file.clone(), symbol: source },
        None => Body::Source(source),
    })
}

/// The identity of a routine.
pub(super) fn id(row: &RoutineRow) -> ObjectId {
    let inputs = arguments(row).into_iter().filter(|argument| argument.mode.is_input());
    ObjectId::Routine {
        kind: row.kind,
        name: QualifiedName::new(&row.schema, &row.name),
        arguments: inputs.map(|argument| argument.type_).collect(),
    }
}

/// Arguments of every mode, without their defaults.
fn arguments(row: &RoutineRow) -> Vec<Argument> {
    let argument = |(position, sql): (usize, &String)| Argument {
        name: row
            .argument_names
            .as_ref()
            .and_then(|names| names.get(position))
            .filter(|name| !name.is_empty())
            .cloned(),
        mode: match row.argument_modes.as_ref().and_then(|modes| modes.get(position)) {
            Some(ModeCode::Out) => ArgumentMode::Out,
            Some(ModeCode::InOut) => ArgumentMode::InOut,
            Some(ModeCode::Variadic) => ArgumentMode::Variadic,
            Some(ModeCode::Table) => ArgumentMode::Table,
            Some(ModeCode::In) | None => ArgumentMode::In,
        },
        type_: TypeRef::parse(sql.as_str()),
        default: None,
    };
    row.argument_types.iter().enumerate().map(argument).collect()
}

/// Defaults belong to the last of the arguments that a call passes.
fn set_defaults(row: &RoutineRow, arguments: &mut [Argument]) -> Result<(), IntrospectError> {
    let Some(list) = &row.defaults else { return Ok(()) };
    let defaults = text::items(list);
    if usize::try_from(row.default_count) != Ok(defaults.len()) {
        return Err(IntrospectError::Unknown { object: Box::new(id(row)), description: list.clone() });
    }
    let inputs = arguments.iter_mut().rev().filter(|argument| argument.mode.is_input());
    for (argument, default) in inputs.zip(defaults.into_iter().rev()) {
        argument.default = Some(default);
    }
    Ok(())
}
