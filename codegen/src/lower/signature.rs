//! What tells a routine from others of its name.

use relvar_catalog::catalog::{Argument, ArgumentMode, Routine};

/// The arguments that a call gives.
pub(super) fn given(routine: &Routine) -> impl Iterator<Item = &Argument> {
    routine.arguments.iter().filter(|argument| is_given(argument))
}

/// A call gives it.
pub(super) fn is_given(argument: &Argument) -> bool {
    matches!(argument.mode, ArgumentMode::In | ArgumentMode::InOut | ArgumentMode::Variadic)
}

/// The name with the types a call gives, which is what tells it from others: `film_count(integer, text)`.
pub(super) fn signature(routine: &Routine) -> String {
    let types: Vec<&str> = given(routine).map(|argument| argument.type_.sql.as_str()).collect();
    format!("{}({})", routine.name.name, types.join(", "))
}

/// The signature, with the schema.
pub(super) fn full_name(routine: &Routine) -> String {
    format!("{}.{}", routine.name.schema, signature(routine))
}
