//! What needs what, between objects.

mod declared;

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::catalog::{DependencyKind, ObjectId, TypeKind};

use crate::part::{Parts, What};

/// Objects and what they need, in both directions.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    needs: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    dependents: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// Pairs of which it is not known whether the one needs the other.
    loose: BTreeSet<(ObjectId, ObjectId)>,
}

impl Graph {
    pub(crate) fn new(parts: &Parts<'_>) -> Self {
        let mut graph = Self::default();
        for part in parts.by_id.values() {
            if let Some(host) = &part.host {
                graph.insert(&part.id, host);
            }
            let (certain, possible) = declared::declared(part.what, parts);
            for need in &certain {
                graph.insert(&part.id, need);
            }
            for need in possible.into_iter().filter(|need| !certain.contains(need)) {
                graph.insert(&part.id, &need);
                graph.loose.insert((part.id.clone(), need));
            }
        }
        let places = Places::new(parts);
        let edges = parts.catalog.edges();
        for edge in edges.iter().filter(|edge| edge.kind != DependencyKind::MemberOf) {
            let (dependent, on) = (places.of(&edge.dependent), places.of(&edge.on));
            graph.insert(&dependent, &on);
            graph.loose.remove(&(dependent, on));
        }
        graph
    }

    fn insert(&mut self, dependent: &ObjectId, on: &ObjectId) {
        if dependent != on {
            self.needs.entry(dependent.clone()).or_default().insert(on.clone());
            self.dependents.entry(on.clone()).or_default().insert(dependent.clone());
        }
    }

    /// Whether it is certain that the one needs the other.
    pub(crate) fn is_certain(&self, dependent: &ObjectId, on: &ObjectId) -> bool {
        !self.loose.contains(&(dependent.clone(), on.clone()))
    }

    /// What an object needs.
    pub(crate) fn needs(&self, id: &ObjectId) -> impl Iterator<Item = &ObjectId> {
        self.needs.get(id).into_iter().flatten()
    }

    /// What needs an object.
    pub(crate) fn dependents(&self, id: &ObjectId) -> impl Iterator<Item = &ObjectId> {
        self.dependents.get(id).into_iter().flatten()
    }

    /// All pairs: what needs, and what is needed.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&ObjectId, &ObjectId)> {
        self.needs.iter().flat_map(|(dependent, needs)| needs.iter().map(move |need| (dependent, need)))
    }
}

/// Which part an edge of the catalog is about, where it names something smaller.
struct Places<'p> {
    parts: &'p Parts<'p>,
    /// Ranges by their multirange types.
    ranges: BTreeMap<ObjectId, ObjectId>,
}

impl<'p> Places<'p> {
    fn new(parts: &'p Parts<'p>) -> Self {
        let ranges = parts.catalog.types.iter().filter_map(|own| match &own.kind {
            TypeKind::Multirange { range } => Some((ObjectId::Type(own.name.clone()), ObjectId::Type(range.clone()))),
            _ => None,
        });
        Self { parts, ranges: ranges.collect() }
    }

    fn of(&self, id: &ObjectId) -> ObjectId {
        if let Some(range) = self.ranges.get(id) {
            return range.clone();
        }
        match id {
            // An expression of a generated column belongs to the column.
            ObjectId::Default { relation, column } if self.parts.get(id).is_none() => {
                ObjectId::Column { relation: relation.clone(), name: column.clone() }
            }
            ObjectId::Column { relation, .. } => match self.parts.get(id).map(|part| part.what) {
                Some(What::Column(own, _)) if own.query.is_some() => own.id(),
                // An attribute of a composite type.
                None if self.parts.catalog.type_(relation).is_some() => ObjectId::Type(relation.clone()),
                None | Some(_) => id.clone(),
            },
            _ => id.clone(),
        }
    }
}
