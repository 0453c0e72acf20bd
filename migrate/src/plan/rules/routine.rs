//! Functions and procedures.

use relvar_catalog::catalog::{Argument, Routine, RoutineKind};

use crate::plan::{create, form::Form, step::Step};

use super::{Pair, Rule, Sides};

/// `CREATE OR REPLACE` keeps the type of the result, the names of arguments, and what has a default.
pub(super) fn rule(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>, (old, new): (&Routine, &Routine)) -> Rule {
    if new.kind == RoutineKind::Aggregate || pair.is("returns") || pair.is("returns_set") || !fits(old, new) {
        return Rule::Replace;
    }
    let Some(first) = create::first(sides.to, pair.new) else { return Rule::Replace };
    let sql = first.replacen("CREATE ", "CREATE OR REPLACE ", 1);
    Rule::Alter(vec![Step::new(&pair.new.id, Form::ReplaceRoutine, sql)])
}

fn fits(old: &Routine, new: &Routine) -> bool {
    let argument = |(before, after): (&Argument, &Argument)| {
        let named = before.name.is_none() || before.name == after.name;
        let mode = before.mode == after.mode && before.type_ == after.type_;
        let default = before.default.is_none() || after.default.is_some();
        named && mode && default && (before.mode.is_input() || before.name == after.name)
    };
    old.arguments.len() == new.arguments.len() && old.arguments.iter().zip(&new.arguments).all(argument)
}
