//! Predicates combined, and simplified as they are built.
//!
//! A predicate is true or it is not. Two constants and double complements disappear, so that a set that is plainly
//! everything or nothing is known to be that.

use std::sync::Arc;

use super::{Edge, Link, Node, RelationMeta, op};

/// Both.
pub(crate) fn and(left: Node, right: Node) -> Node {
    match (left, right) {
        (Node::True, other) | (other, Node::True) => other,
        (Node::False, other) | (other, Node::False) if !other.has_lock() => Node::False,
        (left, right) => {
            let mut nodes = Vec::with_capacity(2);
            for node in [left, right] {
                match node {
                    Node::And(inner) => inner.iter().for_each(|node| push(&mut nodes, node.clone())),
                    node => push(&mut nodes, node),
                }
            }
            if opposed(&nodes) { Node::False } else { joined(nodes, Node::And) }
        }
    }
}

/// One or the other.
pub(crate) fn or(left: Node, right: Node) -> Node {
    match (left, right) {
        (Node::False, other) | (other, Node::False) => other,
        (Node::True, other) | (other, Node::True) if !other.has_lock() => Node::True,
        (left, right) => {
            let mut nodes = Vec::with_capacity(2);
            for node in [left, right] {
                match node {
                    Node::Or(inner) => inner.iter().for_each(|node| push(&mut nodes, node.clone())),
                    node => push(&mut nodes, node),
                }
            }
            if opposed(&nodes) { Node::True } else { joined(nodes, Node::Or) }
        }
    }
}

/// The complement: what is false or NULL.
pub(crate) fn not(node: Node) -> Node {
    match node {
        Node::True => Node::False,
        Node::False | Node::Null => Node::True,
        Node::Not(inner) if inner.is_predicate() => (*inner).clone(),
        Node::Op(op, ref operands) => match op::negation(op) {
            Some(opposite) if operands.iter().all(Node::never_null) || op.total => Node::Op(opposite, operands.clone()),
            _ => Node::Not(Arc::new(node)),
        },
        Node::Column { .. }
        | Node::Param(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Call(_)
        | Node::Cast(..)
        | Node::Case(_)
        | Node::Lift(_)
        | Node::Exists(_)
        | Node::Fold(_)
        | Node::Aggregate(_)
        | Node::Among(_)
        | Node::In(_)
        | Node::Keys(_)
        | Node::Given(_)
        | Node::Excluded(_) => Node::Not(Arc::new(node)),
    }
}

fn push(nodes: &mut Vec<Node>, node: Node) {
    if !nodes.contains(&node) {
        nodes.push(node);
    }
}

fn joined(mut nodes: Vec<Node>, join: fn(Arc<[Node]>) -> Node) -> Node {
    match nodes.len() {
        1 => nodes.remove(0),
        _ => join(nodes.into()),
    }
}

/// Whether a node stands beside its complement. A lock does not disappear with them: it is refused where it stands.
fn opposed(nodes: &[Node]) -> bool {
    let opposed = nodes.iter().enumerate().any(|(at, node)| {
        let complement = not(node.clone());
        nodes[at + 1..].contains(&complement)
    });
    opposed && !nodes.iter().any(Node::has_lock)
}

/// Whether a predicate is true only where a column equals one value.
pub(crate) fn fixes(predicate: &Node, column: u16) -> bool {
    match predicate {
        Node::False => true,
        Node::And(nodes) => nodes.iter().any(|node| fixes(node, column)),
        Node::Op(op, operands) if std::ptr::eq(*op, &raw const op::EQ) => match &**operands {
            [Node::Column { index, .. }, Node::Param(_)] | [Node::Param(_), Node::Column { index, .. }] => {
                *index == column
            }
            _ => false,
        },
        Node::True
        | Node::Null
        | Node::Column { .. }
        | Node::Param(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Op(..)
        | Node::Call(_)
        | Node::Cast(..)
        | Node::Case(_)
        | Node::Lift(_)
        | Node::Exists(_)
        | Node::Fold(_)
        | Node::Aggregate(_)
        | Node::Among(_)
        | Node::In(_)
        | Node::Keys(_)
        | Node::Given(_)
        | Node::Excluded(_) => false,
    }
}

/// Whether a key of a relation leads to a row with this predicate.
pub(crate) fn exists(source: &RelationMeta, edge: Edge, filter: Node) -> Node {
    match filter {
        Node::False => Node::False,
        Node::True if edge.through.is_none() && source.is_mandatory(&edge.here().collect::<Vec<_>>()) => Node::True,
        filter => Node::Exists(Arc::new(Link { edge, filter })),
    }
}
