//! What depends on what: the edges that the server tells, and those that the objects themselves say.

mod blockers;
mod implied;

use serde::{Deserialize, Serialize};

use super::{Catalog, ObjectId};

pub use blockers::{Blocker, Change, Dependents};

/// One edge between two objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The dependent object, such as `view public.film_list`.
    pub dependent: ObjectId,
    /// What it needs, such as `column public.film.title`.
    pub on: ObjectId,
    /// How firmly.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub kind: DependencyKind,
}

/// How firmly one object depends on another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DependencyKind {
    /// It needs the other, which cannot be dropped before it.
    #[default]
    DependsOn,
    /// It is dropped together with the other: the sequence of a column, the index of a constraint, a constraint of its
    /// columns, the default of a column.
    OwnedBy,
    /// It belongs to an extension.
    MemberOf,
    /// It is a partition of the other, or inherits from it.
    PartOf,
}

impl Catalog {
    /// Every edge between objects of the catalog, sorted: [`dependencies`](Self::dependencies), and what follows from the
    /// objects themselves, such as that of an index on its columns.
    pub fn edges(&self) -> Vec<Dependency> {
        let mut edges = implied::implied(self);
        edges.extend_from_slice(&self.dependencies);
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// Visits all edges in no particular order, some of them twice: sorting takes longer than that.
    pub(crate) fn each_edge(&self, mut visit: impl FnMut(&Dependency)) {
        implied::implied(self).iter().for_each(&mut visit);
        self.dependencies.iter().for_each(visit);
    }

    /// Keeps of the dependencies those that do not follow from the objects themselves.
    #[cfg(feature = "live")]
    pub(crate) fn keep_own_dependencies(&mut self) {
        let mut implied = implied::implied(self);
        implied.sort_unstable();
        self.dependencies.retain(|dependency| implied.binary_search(dependency).is_err());
    }
}
