//! The guard against writes to every row: by meaning, not by the presence of a filter.

use crate::node::op::{self, Op};
use crate::node::{Node, Subset, logic};

/// Whether a set is plainly every row of its relation, however they are locked.
///
/// Predicates are taken for two-valued formulas over what they are made of, and every assignment is tried, as long as
/// there are few parts: so `a | !a`, `!(a & !a)` and `(a & b) | !a | !b` are seen through, whatever `a` and `b` are. What
/// is never NULL is known not to be.
pub(super) fn is_everything(set: &Subset) -> bool {
    !set.is_limited() && is_always(&set.filter)
}

fn is_always(filter: &Node) -> bool {
    const PARTS: usize = 10;
    if *filter == Node::True {
        return true;
    }
    let mut parts = Vec::new();
    collect(filter, &mut parts);
    parts.len() <= PARTS && (0_u32..1 << parts.len()).all(|truths| holds(filter, &parts, truths))
}

/// The parts that are neither combinations nor complements, each once, the complement of another one not at all.
fn collect(node: &Node, parts: &mut Vec<Node>) {
    match node {
        node if known(node).is_some() => {}
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| collect(node, parts)),
        Node::Not(inner) => collect(inner, parts),
        node => {
            if find(node, parts).is_none() {
                parts.push(node.clone());
            }
        }
    }
}

/// The place of a part, and whether the node is its complement.
fn find(node: &Node, parts: &[Node]) -> Option<(usize, bool)> {
    if let Some(at) = parts.iter().position(|part| part == node) {
        return Some((at, false));
    }
    let complement = logic::not(node.clone());
    if matches!(complement, Node::Not(_)) {
        return None;
    }
    parts.iter().position(|part| *part == complement).map(|at| (at, true))
}

/// Whether it is true or false in every row, by itself.
fn known(node: &Node) -> Option<bool> {
    match node {
        Node::True => Some(true),
        Node::False => Some(false),
        Node::Op(op, operands) if operands.iter().all(Node::never_null) => {
            let is = |other: &'static Op| std::ptr::eq(*op, other);
            if is(&op::IS_NOT_NULL) { Some(true) } else { is(&op::IS_NULL).then_some(false) }
        }
        Node::Null
        | Node::Column { .. }
        | Node::Param(_)
        | Node::And(_)
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
        | Node::Excluded(_) => None,
    }
}

fn holds(node: &Node, parts: &[Node], truths: u32) -> bool {
    if let Some(truth) = known(node) {
        return truth;
    }
    match node {
        Node::And(nodes) => nodes.iter().all(|node| holds(node, parts, truths)),
        Node::Or(nodes) => nodes.iter().any(|node| holds(node, parts, truths)),
        Node::Not(inner) => !holds(inner, parts, truths),
        node => find(node, parts).is_some_and(|(at, complement)| (truths & (1 << at) != 0) != complement),
    }
}
