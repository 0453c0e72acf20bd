//! Functions and procedures: what they are called, what they take and what they give.

mod gives;
mod names;
mod parameters;

use relvar_catalog::catalog::{self, RoutineKind};

use super::{context::Context, docs::docs, groups::Groups, select::Selection, types::Types};
use crate::model::{Routine, With};

/// The routines of one Rust module, in the order of their names.
pub(super) fn routines<'a>(
    (group, groups): (&str, &Groups),
    selection: &'a Selection<'a>,
    types: &mut Types<'a>,
    context: &mut Context<'_>,
) -> Vec<Routine> {
    let chosen: Vec<&catalog::Routine> =
        selection.routines.iter().copied().filter(|routine| groups.of(&routine.name) == group).collect();
    let names = names::names((&chosen, groups), context.config, context.report);
    let mut lowered = Vec::with_capacity(chosen.len());
    for (routine, names) in chosen.into_iter().zip(names) {
        let parameters = parameters::parameters(routine, types, context.report);
        let Some(gives) = gives::gives(routine, names.row, (selection, types), context.report) else { continue };
        let optional = parameters.iter().any(|parameter| parameter.passing.is_optional());
        lowered.push(Routine {
            sql: routine.name.clone(),
            is_procedure: routine.kind == RoutineKind::Procedure,
            name: names.function,
            with: optional.then_some(With { name: names.with, optional: names.optional }),
            docs: docs(routine.comment.as_deref(), [parameters::declaration(routine)]),
            parameters,
            gives,
        });
    }
    lowered.sort_by(|a, b| a.name.plain().cmp(b.name.plain()));
    lowered
}
