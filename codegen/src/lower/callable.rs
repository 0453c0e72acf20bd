//! Which routines a program can call.

use relvar_catalog::catalog::{ArgumentMode, Routine, RoutineKind, TypeRef};

use super::{report::Report, signature::full_name};
use crate::diagnostic::Rule;

/// Whether a routine can be called with arguments of types that are known.
///
/// What the server alone calls (triggers, input and output functions, handlers of languages) is left out without a
/// word; what a program might miss is reported.
pub(super) fn callable(routine: &Routine, report: &mut Report) -> bool {
    let of_server = |type_: &TypeRef| {
        let name = pg_catalog(type_);
        matches!(name, "trigger" | "event_trigger" | "internal" | "cstring") || name.ends_with("_handler")
    };
    let arguments = || routine.arguments.iter().map(|argument| &argument.type_);
    if routine.returns.iter().chain(arguments()).any(of_server) {
        return false;
    }
    let reason = match routine.kind {
        RoutineKind::Aggregate => "it is an aggregate",
        RoutineKind::Window => "it is a window function",
        _ if routine.returns.iter().chain(arguments()).any(is_polymorphic) => "it takes values of any type",
        _ if arguments().any(|type_| pg_catalog(type_) == "record") => "it takes records of any type",
        _ if gives_unknown_record(routine) => "it gives records whose columns each call has to name",
        _ => return true,
    };
    let hint = "call it by `relvar::sql`".to_owned();
    report.add(Rule::RoutineLeftOut, full_name(routine), format!("{reason}, so it is not generated"), Some(hint));
    false
}

fn gives_unknown_record(routine: &Routine) -> bool {
    let named = routine
        .arguments
        .iter()
        .any(|argument| matches!(argument.mode, ArgumentMode::Out | ArgumentMode::InOut | ArgumentMode::Table));
    !named && routine.returns.as_ref().is_some_and(|type_| pg_catalog(type_) == "record")
}

/// `pg_type.typname` of a type of PostgreSQL's own.
pub(super) fn pg_catalog(type_: &TypeRef) -> &str {
    if type_.name.schema == "pg_catalog" { &type_.name.name } else { "" }
}

fn is_polymorphic(type_: &TypeRef) -> bool {
    let name = pg_catalog(type_);
    name == "any"
        || name.starts_with("anycompatible")
        || matches!(name, "anyarray" | "anyelement" | "anyenum" | "anymultirange" | "anynonarray" | "anyrange")
}
