//! Parameters: how each argument is given.

use std::fmt::Write;

use relvar_catalog::catalog::{Argument, ArgumentMode, Routine, RoutineKind};

use super::super::{
    docs::{code, identifier},
    ident::{ident, value_name, value_name_spelled},
    report::Report,
    scope::Scope,
    signature::full_name,
    types::Types,
};
use crate::{
    diagnostic::Rule,
    model::{Parameter, Passing},
};

/// What a call gives, and the places of what a procedure gives back.
pub(super) fn parameters<'a>(routine: &'a Routine, types: &mut Types<'a>, report: &mut Report) -> Vec<Parameter> {
    // The function that takes optional arguments has them in a parameter of this name.
    let mut scope = Scope::with(["optional"]);
    let mut parameters = Vec::new();
    for (at, argument) in routine.arguments.iter().enumerate() {
        let after_optional = parameters.iter().any(|parameter: &Parameter| parameter.passing.is_optional());
        let Some(passing) = passing(routine, argument) else {
            if argument.default.is_some() {
                let hint = Some("give the argument a name in the database".to_owned());
                left_out(routine, (at, "has a default and no name"), hint, report);
            }
            continue;
        };
        // PostgreSQL finds no function for `VARIADIC` by name where an argument before it is left out.
        if matches!(passing, Passing::OptionalVariadic(_)) && after_optional {
            left_out(routine, (at, "is variadic with a default, after others with one"), None, report);
            continue;
        }
        let name = argument.name.clone().unwrap_or_else(|| format!("argument_{}", at + 1));
        let candidates = [value_name(&name), value_name_spelled(&name), format!("{}_", value_name(&name))];
        parameters.push(Parameter {
            field: ident(&scope.claim(&candidates).name),
            type_: types.value_type(&argument.type_, || full_name(routine)),
            declaration: code(&self::argument(argument)),
            passing,
        });
    }
    parameters
}

fn left_out(routine: &Routine, (at, why): (usize, &str), hint: Option<String>, report: &mut Report) {
    let message = format!("argument {} {why}, so it is left to its default", at + 1);
    report.add(Rule::RoutineLeftOut, full_name(routine), message, hint);
}

/// How an argument is given; `None` where it is not.
fn passing(routine: &Routine, argument: &Argument) -> Option<Passing> {
    let name = argument.name.clone();
    match argument.mode {
        ArgumentMode::In | ArgumentMode::InOut if argument.default.is_some() => name.map(Passing::Optional),
        ArgumentMode::In | ArgumentMode::InOut => Some(Passing::Required),
        ArgumentMode::Variadic if argument.default.is_some() => name.map(Passing::OptionalVariadic),
        ArgumentMode::Variadic => Some(Passing::Variadic),
        ArgumentMode::Out if routine.kind == RoutineKind::Procedure => Some(Passing::Output),
        ArgumentMode::Out | ArgumentMode::Table => None,
    }
}

/// The declaration of a routine, as documentation.
pub(super) fn declaration(routine: &Routine) -> String {
    let list = |table: bool| {
        let own = routine.arguments.iter().filter(|argument| (argument.mode == ArgumentMode::Table) == table);
        own.map(argument).collect::<Vec<_>>().join(", ")
    };
    let kind = if routine.kind == RoutineKind::Procedure { "procedure " } else { "" };
    let mut sql = format!("{kind}{}({})", identifier(&routine.name.name), list(false));
    let table = list(true);
    if let Some(returns) = &routine.returns {
        let set = if routine.returns_set { "setof " } else { "" };
        let _ = if table.is_empty() {
            write!(sql, " returns {set}{}", returns.sql)
        } else {
            write!(sql, " returns table ({table})")
        };
    }
    code(&sql)
}

fn argument(argument: &Argument) -> String {
    let mode = match argument.mode {
        ArgumentMode::In | ArgumentMode::Table => "",
        ArgumentMode::Out => "out ",
        ArgumentMode::InOut => "inout ",
        ArgumentMode::Variadic => "variadic ",
    };
    let name = argument.name.as_deref().map(|name| identifier(name) + " ").unwrap_or_default();
    let default = if argument.default.is_some() { " default …" } else { "" };
    format!("{mode}{name}{}{default}", argument.type_.sql)
}
