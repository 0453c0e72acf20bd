//! What hangs on an object that goes: what goes along with it, and what is in the way.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::catalog::{DependencyKind, ObjectId};

use crate::{
    graph::Graph,
    part::{Parts, What},
};

use super::{Blocker, homes::parents};

/// Takes objects out of the wanted side, with their parts and with all that needs them. Gives what that is, with the edge that
/// holds it: it has a life of its own, and would be dropped for no other reason.
pub(super) fn take_out((from, to): (&Parts<'_>, &mut Parts<'_>), drop: &BTreeSet<ObjectId>) -> Vec<Blocker> {
    let graph = Graph::new(to);
    let edges = to.catalog.edges().into_iter().filter(|edge| edge.kind == DependencyKind::OwnedBy);
    let owned: BTreeSet<(ObjectId, ObjectId)> = edges.map(|edge| (edge.dependent, edge.on)).collect();
    let mut parts: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for part in to.by_id.values() {
        if let Some(host) = &part.host {
            parts.entry(host.clone()).or_default().push(part.id.clone());
        }
    }
    // What something needs and the wanted side does not have goes like what is asked for.
    let missing = graph
        .pairs()
        .filter(|(dependent, on)| to.get(dependent).is_some() && to.get(on).is_none() && from.get(on).is_some());
    let mut queue: Vec<ObjectId> = missing.map(|(_, on)| on.clone()).collect();
    queue.extend(drop.iter().filter(|id| to.by_id.remove(*id).is_some()).cloned());
    // The parts of all of them first: a key from one to another goes with its table, and is in nobody's way.
    let mut at = 0;
    while let Some(id) = queue.get(at) {
        let gone: Vec<_> =
            parts.get(id).into_iter().flatten().filter(|part| to.by_id.remove(*part).is_some()).collect();
        queue.extend(gone.into_iter().cloned());
        at += 1;
    }
    let mut held = BTreeSet::new();
    while let Some(id) = queue.pop() {
        for part in parts.get(&id).into_iter().flatten() {
            if to.by_id.remove(part).is_some() {
                queue.push(part.clone());
            }
        }
        let dependents = graph.dependents(&id).filter(|dependent| graph.is_certain(dependent, &id));
        for dependent in dependents {
            let Some(whole) = whole(dependent, (from, to)) else {
                // It is in the way already: this holds it as well.
                if held.iter().any(|own: &Blocker| own.object == *dependent) {
                    held.insert(Blocker { object: dependent.clone(), needs: id.clone() });
                }
                continue;
            };
            if !owned.contains(&(dependent.clone(), id.clone())) {
                held.insert(Blocker { object: whole.clone(), needs: id.clone() });
            }
            to.by_id.remove(&whole);
            queue.push(whole);
        }
    }
    // Who needs a column needs its table.
    let hosts: BTreeSet<(&ObjectId, &ObjectId)> =
        held.iter().filter_map(|own| Some((&own.object, from.get(&own.needs)?.host.as_ref()?))).collect();
    let stays =
        |own: &&Blocker| !hosts.contains(&(&own.object, &own.needs)) && !goes_with_parent(&own.object, &held, from);
    held.iter().filter(stays).cloned().collect()
}

/// Whether a partition or a child has an object from its table, where that is in the way itself: it goes with that.
fn goes_with_parent(id: &ObjectId, held: &BTreeSet<Blocker>, from: &Parts<'_>) -> bool {
    let above = from.get(id).map(|part| parents(from, part)).unwrap_or_default();
    held.iter().any(|other| above.contains(&other.object))
}

/// What has to go if an object goes: of a column of a view, and of a column of a new table, all of that.
fn whole(id: &ObjectId, (from, to): (&Parts<'_>, &Parts<'_>)) -> Option<ObjectId> {
    match to.get(id)?.what {
        What::Column(relation, _) if relation.query.is_some() || from.get(&relation.id()).is_none() => {
            let id = relation.id();
            to.get(&id).map(|_| id)
        }
        What::Column(..) | What::Item(_) | What::Settings(_) | What::Label(_) => Some(id.clone()),
    }
}
