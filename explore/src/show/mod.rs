//! Everything about one relation or type.

mod rust;
mod types;

use relvar_catalog::{
    QualifiedName, Statistics,
    catalog::{DependencyKind, ObjectId, Relation},
    statistics::Volume,
};
use serde::Serialize;

use crate::{
    graph::{AssociationWay, Direction, Graph, Node, Way},
    volumes::volumes,
};

pub use rust::{Field, Method, RustSheet};
pub use types::{TypeSheet, show_type};

/// What there is to know about one relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sheet<'a> {
    /// The relation, as a snapshot has it: columns, constraints, indexes, triggers, rules, policies.
    pub relation: &'a Relation,
    /// Rows by the server's estimate and bytes on disk, of a live database.
    pub volume: Option<Volume>,
    /// Its foreign keys.
    pub references: Vec<Way>,
    /// Foreign keys that reference it, followed back.
    pub referenced_by: Vec<Way>,
    /// Ways through relations that connect it with others.
    pub associations: Vec<AssociationWay>,
    /// Its partitions, or what inherits from it.
    pub children: Vec<&'a QualifiedName>,
    /// What its definition needs: the relations a view reads, the functions a default calls.
    pub depends_on: Vec<ObjectId>,
    /// What needs it: views, functions with bodies that PostgreSQL understands.
    pub used_by: Vec<ObjectId>,
    /// What generated code offers; absent where the relation is not generated.
    pub rust: Option<RustSheet>,
}

/// Gathers what there is to know about a relation.
pub fn show<'a>(graph: &Graph<'a>, node: Node, statistics: Option<&Statistics>) -> Sheet<'a> {
    let relation = graph.relation(node);
    let incoming = graph.incoming(node).iter().filter(|id| !graph.key(**id).inherited);
    let volumes = statistics.map(|statistics| volumes(graph.catalog, statistics));
    Sheet {
        relation,
        volume: volumes.and_then(|volumes| volumes.get(&relation.name).copied()),
        references: graph.outgoing(node).iter().map(|id| graph.way(*id, Direction::Forward)).collect(),
        referenced_by: incoming.map(|id| graph.way(*id, Direction::Reverse)).collect(),
        associations: graph.association_ways(node),
        children: graph
            .relations()
            .filter(|(_, r)| r.inherits.contains(&relation.name))
            .map(|(_, r)| &r.name)
            .collect(),
        depends_on: neighbours(graph, relation, Side::Needed),
        used_by: neighbours(graph, relation, Side::Dependent),
        rust: graph.generated(node).map(|generated| rust::sheet(graph.model, generated)),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Needed,
    Dependent,
}

/// Objects at the other end of the relation's dependencies, whole objects for their columns, each once, by kind and name.
fn neighbours(graph: &Graph<'_>, relation: &Relation, side: Side) -> Vec<ObjectId> {
    let is_own = |object: &ObjectId| object.relation() == Some(&relation.name);
    let ends = graph.catalog.dependencies.iter().filter_map(|dependency| {
        let (near, far) = match side {
            Side::Needed => (&dependency.dependent, &dependency.on),
            Side::Dependent => (&dependency.on, &dependency.dependent),
        };
        let is_use = dependency.kind == DependencyKind::DependsOn && !matches!(far, ObjectId::Index(_));
        (is_use && is_own(near) && !is_own(far)).then(|| whole(graph, far))
    });
    let mut ends: Vec<ObjectId> = ends.collect();
    ends.sort();
    ends.dedup();
    ends
}

/// The object itself, or the relation that a column or a default is of.
fn whole(graph: &Graph<'_>, object: &ObjectId) -> ObjectId {
    let relation = match object {
        ObjectId::Column { relation, .. } | ObjectId::Default { relation, .. } => graph.node(relation),
        _ => None,
    };
    relation.map_or_else(|| object.clone(), |node| graph.relation(node).id())
}
