//! Sets that one `SELECT` cannot say, as sets that it can: an inner set as a predicate, and an order around it.

use crate::node::{Node, OrderItem, Pick, Subset};

/// A set that one `SELECT` cannot say, as one that it can; `None` where it can be said as it is.
pub(super) fn rearranged(subset: &Subset) -> Option<Subset> {
    let pick = subset.pick.as_ref()?;
    if pick.backward {
        return Some(backward(subset, pick));
    }
    if pick.lock.is_some() && pick.source.is_some() {
        return Some(locked(subset, pick));
    }
    distinct(subset, pick)
}

/// The last rows of an order: the first ones of the opposite order, put back in order. Which row is the first of those
/// that are equal is decided in the order itself.
fn backward(subset: &Subset, pick: &Pick) -> Subset {
    let inner = Pick { backward: false, ..pick.clone() };
    let bounded = pick.limit.is_some() || pick.offset > 0;
    if !bounded {
        return Subset { pick: Some(Box::new(inner)), ..subset.clone() };
    }
    if !pick.distinct_on.is_empty() {
        return firsts(subset, pick, pick.order.clone());
    }
    let order = pick.order.iter().map(OrderItem::reversed).collect();
    let last = Subset { pick: Some(Box::new(Pick { order, ..inner })), ..subset.clone() };
    let outer = Pick { order: pick.order.clone(), lock: pick.lock, ..Pick::default() };
    Subset { relation: subset.relation, filter: last.into_rows(), pick: Some(Box::new(outer)) }
}

/// Rows of a function cannot be locked: those of the relation are, that the function gives.
fn locked(subset: &Subset, pick: &Pick) -> Subset {
    let outer = Pick { order: pick.order.clone(), lock: pick.lock, ..Pick::default() };
    Subset { relation: subset.relation, filter: subset.clone().unlocked().into_rows(), pick: Some(Box::new(outer)) }
}

/// Each of these once, in the order of their first occurrence.
pub(super) fn once<'n>(nodes: impl Iterator<Item = &'n Node>) -> Vec<&'n Node> {
    let mut known = Vec::new();
    for node in nodes {
        if !known.contains(&node) {
            known.push(node);
        }
    }
    known
}

/// `DISTINCT ON` wants its expressions first in the order: where they are not, they are put there, and the rows are
/// read in the set's own order around that.
fn distinct(subset: &Subset, pick: &Pick) -> Option<Subset> {
    // What is said twice counts once, as for PostgreSQL.
    let keys = once(pick.distinct_on.iter());
    let given = once(pick.order.iter().map(|item| &item.node));
    let leads = given.iter().take(keys.len()).all(|node| keys.contains(node));
    if keys.is_empty() || given.is_empty() || (leads && given.len() >= keys.len()) {
        return None;
    }
    let mut order: Vec<_> = keys
        .iter()
        .map(|&node| {
            let ordered = pick.order.iter().find(|item| item.node == *node);
            ordered.cloned().unwrap_or_else(|| OrderItem::ascending(node.clone()))
        })
        .collect();
    order.extend(pick.order.iter().filter(|item| !pick.distinct_on.contains(&item.node)).cloned());
    Some(firsts(subset, pick, order))
}

/// What `DISTINCT ON` picks in an order, as a set that is ordered and limited around it.
fn firsts(subset: &Subset, pick: &Pick, order: Vec<OrderItem>) -> Subset {
    let bare = Pick { order, limit: None, offset: 0, backward: false, lock: None, ..pick.clone() };
    let each = Subset { pick: Some(Box::new(bare)), ..subset.clone() };
    let outer = Pick { distinct_on: Vec::new(), source: None, ..pick.clone() };
    Subset { relation: subset.relation, filter: each.into_rows(), pick: Some(Box::new(outer)) }
}
