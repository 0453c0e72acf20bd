//! What differs, for people: by object, then the statements.

use std::fmt::Write as _;

use relvar_migrate::{Difference, Plan, Verb};

/// The differences and the statements.
pub(super) fn summary(differences: &[Difference], plan: &Plan, script: &str) -> String {
    let mut out = String::new();
    for difference in differences {
        let Difference { object, part_of, verb, changes } = difference;
        let of_new = part_of.as_ref().is_some_and(|host| {
            differences.iter().any(|other| other.object == *host && other.verb == *verb && *verb != Verb::Change)
        });
        if of_new {
            continue;
        }
        let _ = writeln!(out, "{verb} {object}");
        for change in changes {
            let _ = writeln!(out, "    {}: {} -> {}", change.attribute, change.from, change.to);
        }
    }
    if !plan.statements.is_empty() {
        let _ = write!(out, "\n{script}");
    }
    out
}
