//! Keyset pagination: the rows after a row, or before it, in the set's order.

use std::sync::Arc;

use super::{Pick, Query, Subset};
use crate::expr::{InSet, Node, OrderItem, logic, op};
use crate::key::value_of;
use crate::relation::Relation;

/// Pages that stay right while rows come and go.
///
/// The primary key is added to the set's order, in the direction of its last key, so that no two rows are equal.
/// Directions may be mixed, and NULLs have the place that the order says. Give the order first, then the row, then the
/// limit.
impl<R: Relation> Query<R> {
    /// The rows that come after this one in the set's order; with `None`, all of them: the first page. So a loop over pages
    /// is one call: `films.order_by(Film::TITLE).after(last.as_ref()).limit(20)`.
    #[must_use]
    pub fn after<'r>(self, row: impl Into<Option<&'r R>>) -> Self {
        let subset = complete(self.into_subset());
        match row.into() {
            Some(row) => {
                let beyond = beyond::<R>(row, subset.order());
                Self::of(subset.restrict(beyond))
            }
            None => Self::of(subset),
        }
    }

    /// The rows that come before this one in the set's order; with `None`, all of them: the last page.
    ///
    /// With a limit, those closest to it. They are read in the set's order all the same.
    #[must_use]
    pub fn before<'r>(self, row: impl Into<Option<&'r R>>) -> Self {
        let mut subset = complete(self.into_subset());
        if let Some(row) = row.into() {
            let reversed: Vec<_> = subset.order().iter().map(OrderItem::reversed).collect();
            subset = subset.restrict(beyond::<R>(row, &reversed));
        }
        subset.pick_mut().backward = true;
        Self::of(subset)
    }
}

/// Adds the columns of the primary key to the order, where they are not in it.
fn complete(mut subset: Subset) -> Subset {
    let missing: Vec<_> = subset
        .relation
        .primary_key
        .iter()
        .map(|&index| OrderItem::ascending(Node::Column { index, nullable: false }))
        .filter(|item| !subset.order().iter().any(|known| known.node == item.node))
        .collect();
    let pick: &mut Pick = subset.pick_mut();
    let descending = pick.order.last().is_some_and(|item| item.descending);
    pick.order.extend(missing.into_iter().map(|item| OrderItem { descending, ..item }));
    subset
}

/// The predicate of the rows that come after a row in an order.
fn beyond<R: Relation>(row: &R, order: &[OrderItem]) -> Node {
    let mut found = Node::False;
    // From the last key on: a later key counts where all earlier ones are equal.
    for item in order.iter().rev() {
        let bound = Bound::of(row, item);
        found = logic::or(bound.strictly_after(item), logic::and(bound.equal(item), found));
    }
    // Spelt out for the planner: a range on the first key, which an index can serve.
    match order.first() {
        Some(first) if order.len() > 1 => logic::and(Bound::of(row, first).not_before(first), found),
        _ => found,
    }
}

/// The value of a row in one key of an order.
struct Bound {
    value: Node,
    null: Null,
}

#[derive(PartialEq, Eq)]
enum Null {
    Yes,
    No,
    /// It is computed by the server.
    Unknown,
}

impl Bound {
    fn of<R: Relation>(row: &R, item: &OrderItem) -> Self {
        if let Node::Column { index, .. } = item.node {
            let param = value_of(row, index);
            let null = if param.value.is_null() { Null::Yes } else { Null::No };
            return Self { value: Node::Param(param), null };
        }
        // An expression: its value in that row, which the primary key finds.
        let equal = R::META.primary_key.iter().map(|&index| {
            Node::binary(&op::EQ, Node::Column { index, nullable: false }, Node::Param(value_of(row, index)))
        });
        let set = Subset::new(R::META, equal.fold(Node::True, logic::and));
        let value = Node::Scalar(Arc::new(InSet { value: Node::Null, set, projected: item.node.clone() }));
        let null = if item.node.never_null() { Null::No } else { Null::Unknown };
        Self { value, null }
    }

    fn strictly_after(&self, item: &OrderItem) -> Node {
        let op = if item.descending { &op::LT } else { &op::GT };
        let larger = Node::binary(op, item.node.clone(), self.value.clone());
        let first = item.nulls_first();
        let is_null = || is_null(&item.node);
        match (&self.null, first) {
            (Null::No, true) => larger,
            (Null::No, false) => logic::or(larger, is_null()),
            (Null::Yes, true) => logic::not(is_null()),
            (Null::Yes, false) => Node::False,
            (Null::Unknown, true) => {
                logic::or(larger, logic::and(Node::unary(&op::IS_NULL, self.value.clone()), logic::not(is_null())))
            }
            (Null::Unknown, false) => {
                logic::or(larger, logic::and(Node::unary(&op::IS_NOT_NULL, self.value.clone()), is_null()))
            }
        }
    }

    fn equal(&self, item: &OrderItem) -> Node {
        match self.null {
            Null::Yes => is_null(&item.node),
            Null::No => Node::binary(&op::EQ, item.node.clone(), self.value.clone()),
            Null::Unknown => Node::binary(&op::NOT_DISTINCT, item.node.clone(), self.value.clone()),
        }
    }

    /// At this value or after it, where that is plain.
    fn not_before(&self, item: &OrderItem) -> Node {
        let plain = self.null == Null::No && (item.node.never_null() || item.nulls_first());
        if !plain {
            return Node::True;
        }
        let op = if item.descending { &op::LE } else { &op::GE };
        Node::binary(op, item.node.clone(), self.value.clone())
    }
}

fn is_null(node: &Node) -> Node {
    if node.never_null() { Node::False } else { Node::unary(&op::IS_NULL, node.clone()) }
}
