//! Keyset pagination: the rows after a row, or before it, in the set's order.

use std::sync::Arc;

use super::Query;
use crate::node::{Given, Node, OrderItem, Pick, Subset, logic, op};
use crate::relation::{Relation, value_of};

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
                let (beyond, ranges) = beyond::<R>(row, subset.order());
                Self::of(subset.restrict_to(beyond, ranges))
            }
            None => Self::of(subset),
        }
    }

    /// The rows that come before this one in the set's order; with `None`, all of them: the last page.
    ///
    /// With a limit, those closest to it. They are read in the set's order all the same, so that
    /// [`first`](Self::first) is the one farthest from it, and the closest one is that of a limit of one.
    #[must_use]
    pub fn before<'r>(self, row: impl Into<Option<&'r R>>) -> Self {
        let mut subset = complete(self.into_subset());
        if let Some(row) = row.into() {
            let reversed: Vec<_> = subset.order().iter().map(OrderItem::reversed).collect();
            let (beyond, ranges) = beyond::<R>(row, &reversed);
            subset = subset.restrict_to(beyond, ranges);
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

/// The predicate of the rows that come after a row in an order; and the same in parts, one after the other in the order,
/// where an index can serve each part but not the whole.
fn beyond<R: Relation>(row: &R, order: &[OrderItem]) -> (Node, Vec<Node>) {
    let Some((first, rest)) = order.split_first() else { return (Node::False, Vec::new()) };
    let bounds: Vec<Bound> = order.iter().map(|item| Bound::of(row, item)).collect();
    let Some((bound, further)) = bounds.split_first() else { return (Node::False, Vec::new()) };
    let later = later(rest, further);
    let whole = logic::or(bound.strictly_after(first), logic::and(bound.equal(first), later.clone()));
    let range = rows_after(order, &bounds).unwrap_or_else(|| {
        let larger = logic::or(bound.larger(first), logic::and(bound.equal(first), later.clone()));
        // Spelt out for the planner: a range on the first key, which an index can serve.
        if rest.is_empty() { larger } else { logic::and(bound.not_before(first), larger) }
    });
    match (&bound.null, first.nulls_first()) {
        _ if bound.null == Null::Unknown => (whole, Vec::new()),
        (Null::No, false) if !first.node.never_null() => (whole, vec![range, is_null(&first.node)]),
        (Null::Yes, true) => {
            let others = logic::not(is_null(&first.node));
            (whole, vec![logic::and(is_null(&first.node), later), others])
        }
        (Null::Yes, false) => (whole, Vec::new()),
        (Null::No | Null::Unknown, _) => (range, Vec::new()),
    }
}

/// The predicate of the rows that come after a row in some keys of an order.
fn later(order: &[OrderItem], bounds: &[Bound]) -> Node {
    // From the last key on: a later key counts where all earlier ones are equal.
    order.iter().zip(bounds).rev().fold(Node::False, |found, (item, bound)| {
        logic::or(bound.strictly_after(item), logic::and(bound.equal(item), found))
    })
}

/// `("a", "b") > ($1, $2)`, where all keys go in one direction and none is NULL, but for the first: a row in which that is
/// NULL is not among these.
fn rows_after(order: &[OrderItem], bounds: &[Bound]) -> Option<Node> {
    let (first, rest) = order.split_first()?;
    let plain = order.len() > 1
        && bounds.iter().all(|bound| bound.null == Null::No && matches!(bound.value, Node::Param(_)))
        && order.iter().all(|item| item.descending == first.descending && matches!(item.node, Node::Column { .. }))
        && rest.iter().all(|item| item.node.never_null());
    let row = |values: Vec<Node>| Node::Op(&op::ROW, values.into());
    let op = if first.descending { &op::LT } else { &op::GT };
    plain.then(|| {
        let columns = order.iter().map(|item| item.node.clone()).collect();
        Node::binary(op, row(columns), row(bounds.iter().map(|bound| bound.value.clone()).collect()))
    })
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
        // An expression: its value for that row, which the server computes. The row itself may be gone.
        let value = Node::Given(Arc::new(given(row, item.node.clone())));
        let null = if item.node.never_null() { Null::No } else { Null::Unknown };
        Self { value, null }
    }

    /// Past this value, and not NULL.
    fn larger(&self, item: &OrderItem) -> Node {
        let op = if item.descending { &op::LT } else { &op::GT };
        Node::binary(op, item.node.clone(), self.value.clone())
    }

    fn strictly_after(&self, item: &OrderItem) -> Node {
        let larger = self.larger(item);
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

    /// At this value or past it, and not NULL, where the value is known not to be.
    fn not_before(&self, item: &OrderItem) -> Node {
        if self.null != Null::No {
            return Node::True;
        }
        let op = if item.descending { &op::LE } else { &op::GE };
        Node::binary(op, item.node.clone(), self.value.clone())
    }
}

/// An expression for a row, of which as much is sent as it is computed from.
fn given<R: Relation>(row: &R, value: Node) -> Given {
    let mut columns = Vec::new();
    value.add_columns(&mut columns);
    let is_read = |column: &u16| columns.contains(&Some(*column)) || columns.contains(&None);
    let columns = (0_u16..).take(R::META.columns.len()).filter(is_read);
    Given { relation: R::META, columns: columns.map(|column| (column, value_of(row, column))).collect(), value }
}

fn is_null(node: &Node) -> Node {
    if node.never_null() { Node::False } else { Node::unary(&op::IS_NULL, node.clone()) }
}
