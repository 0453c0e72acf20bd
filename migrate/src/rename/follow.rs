//! What goes with a rename: keys, indexes and sequences of a table that are the same but for their names, which are often made of
//! the name of the table.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{QualifiedName, catalog::ObjectId, ddl::Item};
use serde_json::Value;

use crate::part::{Part, Parts, What};

use super::{
    adopt::adopt,
    map::Map,
    name::{Named, Rename, bare},
};

/// The renames that follow; the first parts have the new names already.
pub(super) fn follows(from: &Parts<'_>, to: &Parts<'_>, map: &Map) -> Vec<Rename> {
    let touched = map.touched();
    let is_near = |part: &Part<'_>| match part.what {
        What::Item(item) => of(item).is_some_and(|name| touched.contains(name)),
        What::Column(..) | What::Settings(_) | What::Label(_) => false,
    };
    let words = map.words();
    let mut found = Vec::new();
    for (old, new) in pairs(from, to, (&is_near, &words)) {
        let before = back(&old.id, map);
        let of = Named::Object(before);
        if !map.has(&of)
            && let Some(name) = bare(&new.id)
        {
            found.push(Rename { of, to: name.to_owned() });
        }
    }
    found
}

type Words = BTreeSet<(String, String)>;

/// Parts that are gone on the one side and new on the other, on the same object and with the same content; each only once.
pub(super) fn pairs<'p, 'a, 'b>(
    from: &'p Parts<'a>,
    to: &'p Parts<'b>,
    (fits, words): (&dyn Fn(&Part<'_>) -> bool, &Words),
) -> Vec<(&'p Part<'a>, &'p Part<'b>)> {
    let gone = from.by_id.values().filter(|part| to.get(&part.id).is_none() && fits(part));
    let mut new: BTreeMap<(Option<&ObjectId>, &'static str), Vec<&Part<'_>>> = BTreeMap::new();
    for part in to.by_id.values().filter(|part| from.get(&part.id).is_none() && fits(part)) {
        new.entry((part.host.as_ref(), part.id.kind())).or_default().push(part);
    }
    let mut matches = Vec::new();
    for old in gone {
        let candidates = new.get(&(old.host.as_ref(), old.id.kind())).map(Vec::as_slice).unwrap_or_default();
        let same: Vec<_> = candidates.iter().filter(|part| is_same(old, part, words)).copied().collect();
        if let [only] = same[..] {
            matches.push((old, only));
        }
    }
    let once = |id: &ObjectId| matches.iter().filter(|(_, new)| new.id == *id).count() == 1;
    let is_once: Vec<bool> = matches.iter().map(|(_, new)| once(&new.id)).collect();
    matches.into_iter().zip(is_once).filter(|(_, is_once)| *is_once).map(|(pair, _)| pair).collect()
}

fn is_same(old: &Part<'_>, new: &Part<'_>, words: &Words) -> bool {
    // Whether the index of a table makes that of a partition depends on both names, of which one may be new.
    let is_index = matches!(new.what, What::Item(Item::Index(..)));
    if old.is_made_elsewhere != new.is_made_elsewhere && !is_index {
        return false;
    }
    let object = |part: &Part<'_>| Value::Object(part.attributes.clone().into_iter().collect());
    let (mut before, after) = (object(old), object(new));
    adopt(&mut before, &after, words);
    before == after
}

/// The relation or the domain that a part without data is on; nothing for what else there is.
fn of(item: Item<'_>) -> Option<&QualifiedName> {
    match item {
        Item::Constraint(relation, own) if !own.inherited => Some(&relation.name),
        Item::Index(relation, own) if own.constraint.is_none() => Some(&relation.name),
        Item::Trigger(relation, own) if !own.inherited => Some(&relation.name),
        Item::Rule(relation, _) | Item::Policy(relation, _) => Some(&relation.name),
        Item::DomainCheck(domain, _) => Some(&domain.name),
        Item::Sequence(own) => own.owned_by.as_ref().map(|by| &by.relation),
        _ => None,
    }
}

/// The identity before the renames, of a part that is not renamed itself.
fn back(id: &ObjectId, map: &Map) -> ObjectId {
    match id.clone() {
        ObjectId::Constraint { relation, name } => ObjectId::Constraint { relation: map.before(&relation), name },
        ObjectId::Trigger { relation, name } => ObjectId::Trigger { relation: map.before(&relation), name },
        ObjectId::Rule { relation, name } => ObjectId::Rule { relation: map.before(&relation), name },
        ObjectId::Policy { relation, name } => ObjectId::Policy { relation: map.before(&relation), name },
        ObjectId::DomainConstraint { domain, name } => ObjectId::DomainConstraint { domain: map.before(&domain), name },
        other => other,
    }
}
