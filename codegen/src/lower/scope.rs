//! Names that must differ: who gets which, and never by chance.

use std::collections::{BTreeMap, HashSet};

use super::ident::written;

/// Names that are taken in one place of the generated code.
#[derive(Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// The names are in camel case, where no underscore goes before a number.
    camel: bool,
}

/// A name that was given, and whether it is the one that was asked for.
pub(super) struct Claim {
    pub(super) name: String,
    pub(super) preferred: bool,
}

/// Something in want of a name.
pub(super) struct Entry {
    /// Names it would take, the best first.
    pub(super) candidates: Vec<String>,
    /// In a clash that no candidate ends, it goes before those that are not.
    pub(super) first: bool,
}

impl Scope {
    pub(super) fn with(taken: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { taken: taken.into_iter().map(Into::into).collect(), camel: false }
    }

    /// A scope of names in camel case.
    pub(super) fn of_types(taken: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { camel: true, ..Self::with(taken) }
    }

    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(&*written(name))
    }

    /// Takes the first candidate that is free or, where none is, the last one with a number.
    ///
    /// Whoever claims first keeps the name, so callers claim in an order in which what is new comes last.
    pub(super) fn claim(&mut self, candidates: &[String]) -> Claim {
        for (at, name) in candidates.iter().enumerate() {
            if self.taken.insert(written(name).into_owned()) {
                return Claim { name: name.clone(), preferred: at == 0 };
            }
        }
        let last = candidates.last().map_or("", String::as_str);
        let stem = last.trim_end_matches('_');
        let last = if stem.is_empty() { last } else { stem };
        let separator = if self.camel && !stem.is_empty() { "" } else { "_" };
        let mut number = 2_u32;
        loop {
            let name = format!("{last}{separator}{number}");
            if self.taken.insert(name.clone()) {
                return Claim { name, preferred: false };
            }
            number += 1;
        }
    }

    /// Names entries in snake case, as [`settle`](Self::settle) does, beside types.
    pub(super) fn settle_values(&mut self, entries: &[Entry]) -> Vec<Claim> {
        let camel = std::mem::replace(&mut self.camel, false);
        let claims = self.settle(entries);
        self.camel = camel;
        claims
    }

    /// Names entries that have no order among them: those that clash all fall back to their next candidate, so that
    /// the outcome does not depend on which of them is looked at first.
    pub(super) fn settle(&mut self, entries: &[Entry]) -> Vec<Claim> {
        let mut level = vec![0; entries.len()];
        let current = |level: &[usize], at: usize| entries[at].candidates.get(level[at]).map_or("", String::as_str);
        loop {
            let mut moved = false;
            for (name, members) in grouped(entries.len(), |at| current(&level, at)) {
                if members.len() == 1 && !self.is_taken(&name) {
                    continue;
                }
                for at in members {
                    if level[at] + 1 < entries[at].candidates.len() {
                        level[at] += 1;
                        moved = true;
                    }
                }
            }
            if !moved {
                break;
            }
        }
        let groups = grouped(entries.len(), |at| current(&level, at));
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|at| (groups[&*written(current(&level, *at))].len() > 1, !entries[*at].first, *at));
        let mut claims: Vec<Option<Claim>> = entries.iter().map(|_| None).collect();
        for at in order {
            let claim = self.claim(&entries[at].candidates[level[at].min(entries[at].candidates.len())..]);
            claims[at] = Some(Claim { preferred: claim.preferred && level[at] == 0, ..claim });
        }
        claims.into_iter().flatten().collect()
    }
}

fn grouped<'a>(count: usize, name: impl Fn(usize) -> &'a str) -> BTreeMap<String, Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in 0..count {
        groups.entry(written(name(at)).into_owned()).or_default().push(at);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entries: &[(&[&str], bool)], expected: &[&str]) {
        let entries: Vec<_> = entries
            .iter()
            .map(|(candidates, first)| Entry {
                candidates: candidates.iter().map(|c| (*c).to_owned()).collect(),
                first: *first,
            })
            .collect();
        let claims = Scope::of_types(["Option"]).settle(&entries);
        assert_eq!(claims.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn clashes_fall_back_together() {
        check(&[(&["User"], true), (&["User", "Users"], true)], &["User", "Users"]);
        check(&[(&["User", "Users"], true), (&["User", "Users"], false)], &["Users", "Users2"]);
        check(&[(&["Foo"], false), (&["Foo"], true)], &["Foo2", "Foo"]);
        check(&[(&["Option", "Options"], true), (&["Option"], true)], &["Options", "Option2"]);
        check(&[(&["self"], true), (&["self_"], true)], &["self", "self2"]);
    }
}
