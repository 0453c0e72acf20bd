//! Names of routines, overloads included.

use std::collections::BTreeMap;

use relvar_catalog::catalog::Routine;

use super::super::{
    builtin::PRELUDE,
    groups::Groups,
    ident::{ident, is_kept, type_name, value_name, value_name_spelled},
    report::Report,
    scope::{Entry, Scope},
    signature::{full_name, given, is_given, signature},
};
use crate::{
    config::{Config, ObjectPath},
    diagnostic::Rule,
    model::Ident,
};

/// The names of a routine and of what goes with it.
pub(super) struct RoutineNames {
    /// The function.
    pub(super) function: Ident,
    /// The function that takes optional arguments.
    pub(super) with: Ident,
    /// The struct of the optional arguments.
    pub(super) optional: Ident,
    /// The struct of a record.
    pub(super) row: Ident,
}

/// Names the routines of one schema.
///
/// Of routines with the same name the one with the fewest arguments has that name alone, the others add the types of
/// their arguments. So an overload that takes more than those before it renames none of them; where one does, that is
/// reported, with the line of configuration that keeps the name.
pub(super) fn names(
    (routines, groups): (&[&Routine], &Groups),
    config: &Config,
    report: &mut Report,
) -> Vec<RoutineNames> {
    let mut first: BTreeMap<&str, &Routine> = BTreeMap::new();
    for routine in routines {
        let best = first.entry(&routine.name.name).or_insert(routine);
        if rank(routine) < rank(best) {
            *best = routine;
        }
    }
    let entries: Vec<Entry> = routines
        .iter()
        .map(|routine| {
            let is_first = first.get(routine.name.name.as_str()).is_some_and(|first| std::ptr::eq(*first, *routine));
            entry((routine, groups.short(&routine.name)), is_first, config)
        })
        .collect();
    let mut values = Scope::default();
    let mut types = Scope::of_types(PRELUDE.iter().copied());
    let claims = values.settle(&entries);
    for ((claim, entry), routine) in claims.iter().zip(&entries).zip(routines) {
        if !claim.preferred {
            report.renamed("rename.routines", &path(routine), &entry.candidates[0], &claim.name);
        }
    }
    let mut named = Vec::with_capacity(claims.len());
    for (claim, routine) in claims.iter().zip(routines) {
        let stem = type_name(&claim.name);
        let mut beside = |scope: &mut Scope, name: String, is_generated: bool| {
            let given = scope.claim(&[name.clone(), format!("{name}_")]);
            if !given.preferred && is_generated {
                report.beside("rename.routines", &path(routine), &claim.name, (&name, &given.name));
            }
            ident(&given.name)
        };
        let has_optional = given(routine).any(|argument| argument.default.is_some());
        let gives_record = routine.arguments.iter().any(|argument| !is_given(argument)) || routine.returns.is_none();
        named.push(RoutineNames {
            function: ident(&claim.name),
            with: beside(&mut values, value_name(&format!("{}_with", claim.name)), has_optional),
            optional: beside(&mut types, format!("{stem}Optional"), has_optional),
            row: beside(&mut types, format!("{stem}Row"), gives_record),
        });
        let is_overload = first.get(routine.name.name.as_str()).is_some_and(|first| !std::ptr::eq(*first, *routine));
        if is_overload && !config.rename.routines.contains_key(&path(routine)) {
            overload(routine, &claim.name, report);
        }
    }
    named
}

fn overload(routine: &Routine, name: &str, report: &mut Report) {
    let hint =
        format!("to choose its name, write {}", super::super::report::line("rename.routines", &path(routine), "…"));
    let message = format!("another routine of this name comes first, so it is called `{name}`");
    report.add(Rule::NameClash, full_name(routine), message, Some(hint));
}

fn entry((routine, sql): (&Routine, &str), is_first: bool, config: &Config) -> Entry {
    let first = is_first && is_kept(sql);
    if let Some(chosen) = config.rename.routines.get(&path(routine)) {
        return Entry { candidates: vec![chosen.as_str().to_owned()], first };
    }
    let plain = value_name(sql);
    let mut candidates = if is_first { vec![plain.clone()] } else { Vec::new() };
    if !first {
        candidates.extend([value_name_spelled(sql)].into_iter().filter(|spelled| is_first && *spelled != plain));
        candidates.push(value_name(&format!("{plain}_{}", suffix(routine))));
    }
    Entry { candidates, first }
}

/// What tells overloads apart: the types of the arguments a call gives.
fn suffix(routine: &Routine) -> String {
    let types: Vec<String> = given(routine)
        .map(|argument| {
            let name = value_name(&argument.type_.name.name);
            if argument.type_.array { format!("{name}_array") } else { name }
        })
        .collect();
    if types.is_empty() { "nothing".to_owned() } else { types.join("_") }
}

/// Fewer arguments first, then by their types.
fn rank(routine: &Routine) -> (usize, String) {
    (given(routine).count(), signature(routine))
}

fn path(routine: &Routine) -> ObjectPath<2> {
    ObjectPath::new([&routine.name.schema, &signature(routine)])
}
