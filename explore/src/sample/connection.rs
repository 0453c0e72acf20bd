//! The key that a user means: by the name of its constraint, or as generated code calls it.

use relvar_catalog::QualifiedName;

use crate::{
    find::nearest,
    graph::{Direction, Graph, KeyId, Node},
};

/// What leads from the rows of one relation to those of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The name it was asked for by.
    pub name: String,
    /// Where it leads.
    pub to: Node,
    /// One key, or the two of an association.
    pub steps: Vec<(KeyId, Direction)>,
}

/// There is no such key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key `{name}` leads from or to `{relation}`\nhint: {}", near.as_ref().map_or_else(
    || format!("`relvar show {relation}` lists them"),
    |near| format!("did you mean `{near}`?"),
))]
pub struct ConnectionError {
    name: String,
    relation: QualifiedName,
    near: Option<String>,
}

/// The key of that name at a relation: a constraint of its own or one that references it, a method, or a constant.
pub fn connection(graph: &Graph<'_>, from: Node, name: &str) -> Result<Connection, ConnectionError> {
    let all = connections(graph, from);
    if let Some((_, steps, to)) = all.iter().find(|(names, ..)| names.iter().any(|n| n == name)) {
        return Ok(Connection { name: name.to_owned(), to: *to, steps: steps.clone() });
    }
    let near = nearest(all.iter().flat_map(|(names, ..)| names).map(String::as_str), name).map(str::to_owned);
    Err(ConnectionError { name: name.to_owned(), relation: graph.relation(from).name.clone(), near })
}

type Named = (Vec<String>, Vec<(KeyId, Direction)>, Node);

/// Every connection with its names: keys forward, keys back, then associations.
fn connections(graph: &Graph<'_>, from: Node) -> Vec<Named> {
    let forward = graph.outgoing(from).iter().map(|id| (*id, Direction::Forward, graph.key(*id).to));
    let reverse = graph.incoming(from).iter().map(|id| (*id, Direction::Reverse, graph.key(*id).from));
    let mut all: Vec<Named> = Vec::new();
    for (id, direction, to) in forward.chain(reverse) {
        let key = graph.key(id);
        let way = if direction == Direction::Forward { key.forward } else { key.reverse };
        let mut names = vec![key.name.clone()];
        names.extend(way.into_iter().flat_map(|way| [way.method.to_string(), way.constant.to_string()]));
        all.push((names, vec![(id, direction)], to));
    }
    for association in graph.associations() {
        for (near, far) in [(association.first, association.second), (association.second, association.first)] {
            if graph.key(near).to == from
                && let Some(way) = graph.through(near, far)
            {
                let steps = vec![(near, Direction::Reverse), (far, Direction::Forward)];
                all.push((vec![way.method.to_string(), way.constant.to_string()], steps, graph.key(far).to));
            }
        }
    }
    all
}
