//! The order of rules: tables that refer to others come before them.

use super::rule::Prepared;

/// Puts rules in order; those in a circle stay in theirs.
pub(super) fn order(mut rules: Vec<Prepared>) -> Vec<Prepared> {
    let mut ordered = Vec::new();
    while !rules.is_empty() {
        let is_ready = |at: &usize| {
            let own = &rules[*at];
            let others = rules.iter().enumerate().filter(|(other, _)| other != at);
            others.map(|(_, other)| other).all(|other| {
                !other.leaves.iter().any(|leaf| own.below.contains(leaf))
                    || own.leaves.iter().any(|leaf| other.below.contains(leaf))
            })
        };
        let at = (0..rules.len()).find(is_ready).unwrap_or_default();
        ordered.push(rules.remove(at));
    }
    ordered
}
