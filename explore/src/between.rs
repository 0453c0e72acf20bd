//! How two relations hang together directly.

use relvar_catalog::QualifiedName;
use serde::Serialize;

use crate::{
    graph::{AssociationWay, Direction, Graph, Node, Way},
    infer::{Likely, infer},
};

/// What connects two relations in one step, or in one step through a relation that connects them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Between {
    /// One relation.
    pub a: QualifiedName,
    /// The other one.
    pub b: QualifiedName,
    /// Keys of the first that reference the second.
    pub forward: Vec<Way>,
    /// Keys of the second that reference the first, as the first sees them.
    pub reverse: Vec<Way>,
    /// Ways from the first to the second through relations that connect them.
    pub associations: Vec<AssociationWay>,
    /// Foreign keys between the two that seem to be missing.
    pub likely: Vec<Likely>,
}

/// Everything that connects two relations directly.
pub fn between(graph: &Graph<'_>, a: Node, b: Node) -> Between {
    let ways = |from, to, direction| graph.between(from, to).map(|id| graph.way(id, direction)).collect();
    let (first, second) = (&graph.relation(a).name, &graph.relation(b).name);
    let is_between = |likely: &Likely| {
        (&likely.relation, &likely.references) == (first, second)
            || (&likely.relation, &likely.references) == (second, first)
    };
    let mut associations = graph.association_ways(a);
    associations.retain(|way| way.to == *second);
    Between {
        a: first.clone(),
        b: second.clone(),
        forward: ways(a, b, Direction::Forward),
        reverse: ways(b, a, Direction::Reverse),
        associations,
        likely: infer(graph).into_iter().filter(is_between).collect(),
    }
}
