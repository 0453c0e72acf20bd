//! The order of rows.

use std::fmt;
use std::marker::PhantomData;

use super::Expr;
use crate::column::{Column, Generated};
use crate::node::{Node, Nulls, OrderItem};
use crate::value::Value;

/// By what rows of `R` are ordered: an expression, its direction, and where NULLs go.
pub struct Order<R> {
    item: OrderItem,
    of: PhantomData<fn() -> R>,
}

impl<R> Order<R> {
    pub(crate) fn new(node: Node, descending: bool) -> Self {
        Self::of(OrderItem { node, descending, nulls: None })
    }

    pub(crate) fn of(item: OrderItem) -> Self {
        Self { item, of: PhantomData }
    }

    pub(crate) fn into_item(self) -> OrderItem {
        self.item
    }

    /// NULLs before every value. Without this, they come last in ascending order and first in descending order.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.item.nulls = Some(Nulls::First);
        self
    }

    /// NULLs after every value.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.item.nulls = Some(Nulls::Last);
        self
    }

    /// The opposite order.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self::of(self.item.reversed())
    }
}

/// What [`order_by`](crate::Query::order_by) takes: an order, a column or expression (ascending), or several of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order for rows of `{R}`",
    label = "expected orders, columns or expressions of `{R}`",
    note = "an order is made by `.asc()` or `.desc()` on a column or expression of `{R}`",
    note = "groups are ordered by aggregates, and with `order_by_keys()` by their keys"
)]
pub trait OrderBy<R> {
    #[doc(hidden)]
    fn push_to(self, orders: &mut Vec<Order<R>>);
}

impl<R> OrderBy<R> for Order<R> {
    fn push_to(self, orders: &mut Vec<Order<R>>) {
        orders.push(self);
    }
}

impl<R, T: Value> OrderBy<R> for Column<R, T> {
    fn push_to(self, orders: &mut Vec<Order<R>>) {
        orders.push(Order::new(self.node(), false));
    }
}

impl<R, T: Value> OrderBy<R> for Generated<R, T> {
    fn push_to(self, orders: &mut Vec<Order<R>>) {
        orders.push(Order::new(self.node(), false));
    }
}

impl<R, T> OrderBy<R> for Expr<R, T> {
    fn push_to(self, orders: &mut Vec<Order<R>>) {
        orders.push(Order::new(self.into_node(), false));
    }
}

impl<R, O: OrderBy<R>, const N: usize> OrderBy<R> for [O; N] {
    fn push_to(self, orders: &mut Vec<Order<R>>) {
        for order in self {
            order.push_to(orders);
        }
    }
}

impl<R, O: OrderBy<R>> OrderBy<R> for Vec<O> {
    fn push_to(self, orders: &mut Vec<Order<R>>) {
        for order in self {
            order.push_to(orders);
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {
        $(
            impl<R, $($name: OrderBy<R>),*> OrderBy<R> for ($($name,)*) {
                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn push_to(self, orders: &mut Vec<Order<R>>) {
                    let ($($name,)*) = self;
                    $($name.push_to(orders);)*
                }
            }
        )*
    };
}

tuples! { (A, B) (A, B, C) (A, B, C, D) }

/// The untyped items of an order.
pub(crate) fn items<R>(by: impl OrderBy<R>) -> impl Iterator<Item = OrderItem> {
    let mut orders = Vec::new();
    by.push_to(&mut orders);
    orders.into_iter().map(Order::into_item)
}

impl<R> Clone for Order<R> {
    fn clone(&self) -> Self {
        Self::of(self.item.clone())
    }
}

impl<R> fmt::Debug for Order<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.item.fmt(f)
    }
}
