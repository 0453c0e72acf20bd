//! Functions, procedures, aggregates and window functions.

use crate::{
    catalog::{Argument, ArgumentMode, ObjectId, Parallel, QualifiedName, Routine, RoutineKind, TypeRef, Volatility},
    introspect::rows::RoutineRow,
};

use super::{
    facts::{Facts, class},
    letter,
};

/// Routines by name, then by the types of their arguments.
pub(super) fn routines(rows: Vec<RoutineRow>, facts: &mut Facts) -> Vec<Routine> {
    let mut routines: Vec<_> = rows.into_iter().map(|row| routine(row, facts)).collect();
    routines.sort_by_cached_key(|routine| (routine.name.clone(), routine.signature()));
    routines
}

fn routine(row: RoutineRow, facts: &mut Facts) -> Routine {
    Routine {
        arguments: arguments(&row),
        name: QualifiedName::new(row.schema, row.name),
        kind: kind(row.kind),
        returns: row.returns.map(TypeRef::parse),
        returns_set: row.returns_set,
        language: row.language,
        volatility: match letter(row.volatility) {
            'i' => Volatility::Immutable,
            's' => Volatility::Stable,
            _ => Volatility::Volatile,
        },
        strict: row.strict,
        security_definer: row.security_definer,
        leakproof: row.leakproof,
        parallel: match letter(row.parallel) {
            's' => Parallel::Safe,
            'r' => Parallel::Restricted,
            _ => Parallel::Unsafe,
        },
        settings: row.settings.unwrap_or_default(),
        extension: facts.extension(class::PROC, row.oid),
        owner: row.owner,
        definition: row.definition.map(|definition| definition.trim_end().to_owned()),
        comment: facts.comment(class::PROC, row.oid, 0),
        privileges: facts.privileges(class::PROC, row.oid, 0),
    }
}

/// The identity of a routine.
pub(super) fn id(row: &RoutineRow) -> ObjectId {
    let inputs = arguments(row).into_iter().filter(|argument| argument.mode.is_input());
    ObjectId::Routine {
        kind: kind(row.kind),
        name: QualifiedName::new(&row.schema, &row.name),
        arguments: inputs.map(|argument| argument.type_).collect(),
    }
}

/// `pg_proc.prokind`.
pub(super) fn kind(code: i8) -> RoutineKind {
    match letter(code) {
        'p' => RoutineKind::Procedure,
        'a' => RoutineKind::Aggregate,
        'w' => RoutineKind::Window,
        _ => RoutineKind::Function,
    }
}

/// Arguments of every mode. Defaults belong to the last of those a caller passes.
fn arguments(row: &RoutineRow) -> Vec<Argument> {
    let argument = |(position, sql): (usize, &String)| Argument {
        name: row
            .argument_names
            .as_ref()
            .and_then(|names| names.get(position))
            .filter(|name| !name.is_empty())
            .cloned(),
        mode: match row.argument_modes.as_ref().and_then(|modes| modes.get(position)).map(|mode| letter(*mode)) {
            Some('o') => ArgumentMode::Out,
            Some('b') => ArgumentMode::InOut,
            Some('v') => ArgumentMode::Variadic,
            Some('t') => ArgumentMode::Table,
            _ => ArgumentMode::In,
        },
        type_: TypeRef::parse(sql.as_str()),
        has_default: false,
    };
    let mut arguments: Vec<_> = row.argument_types.iter().enumerate().map(argument).collect();
    let is_passed = |argument: &&mut Argument| {
        matches!(argument.mode, ArgumentMode::In | ArgumentMode::InOut | ArgumentMode::Variadic)
    };
    let defaults = usize::try_from(row.defaults).unwrap_or(0);
    for argument in arguments.iter_mut().rev().filter(is_passed).take(defaults) {
        argument.has_default = true;
    }
    arguments
}
