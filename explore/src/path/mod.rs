//! How two relations hang together over others.

mod search;
mod write;

use relvar_catalog::QualifiedName;
use serde::Serialize;

use crate::graph::{Graph, Node, Way};

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// So many paths at most.
    pub paths: usize,
    /// Paths with so many steps more than the shortest at most.
    pub detour: usize,
}

impl Default for Reach {
    /// Ten paths: the shortest, then those that are one step longer.
    fn default() -> Self {
        Self { paths: 10, detour: 1 }
    }
}

/// Paths from one relation to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paths {
    /// Where they start.
    pub from: QualifiedName,
    /// Where they lead.
    pub to: QualifiedName,
    /// The paths: the shortest first and, of one length, those first that go over relations with few keys, since what
    /// everything is connected with connects nothing in particular.
    pub paths: Vec<Path>,
    /// There are more within reach.
    pub more: bool,
}

/// One path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// Its steps: keys, each in the direction in which it is followed.
    pub steps: Vec<Way>,
    /// The chain of methods to write; absent where a relation on the way is not generated.
    pub rust: Option<String>,
    /// A query of the same rows as the chain: those at the end that are connected with a row at the start.
    pub exists: String,
    /// A query that joins all relations on the way.
    pub join: String,
}

/// The shortest paths between two relations over foreign keys in either direction, then longer ones.
///
/// No path visits a relation twice; from a relation to itself, paths are the ways that come back to it. The keys of
/// partitions that are those of their partitioned table are taken at the ends alone.
pub fn path(graph: &Graph<'_>, from: Node, to: Node, reach: Reach) -> Paths {
    let (found, more) = search::search(graph, from, to, reach);
    let paths = found.iter().map(|steps| Path {
        steps: steps.iter().map(|step| graph.way(step.key, step.direction)).collect(),
        rust: write::rust(graph, from, steps),
        exists: write::exists(graph, from, steps),
        join: write::join(graph, from, steps),
    });
    Paths { from: graph.relation(from).name.clone(), to: graph.relation(to).name.clone(), paths: paths.collect(), more }
}
