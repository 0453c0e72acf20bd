//! Queries: sets of rows of one relation.

mod algebra;
mod keyset;
mod lock;
pub(crate) mod read;

use std::fmt;
use std::marker::PhantomData;

use crate::expr::{Expr, OrderBy, Predicate, order_items};
use crate::node::{Node, Subset};
use crate::relation::Relation;
use crate::render;

/// A set of rows of `R`: those for which a predicate is true.
///
/// A set is a value. Nothing runs before one of the terminal methods (`all`, `one`, `count`, …) is awaited, and each
/// is one statement. Sets of one relation combine by `&`, `|`, `-`, `^` and `!`; a key leads from a set to the set of
/// the rows on its other side.
///
/// # Order and limits
///
/// An order says how the rows of a set are read; it is lost where the set is combined with another one. A set with a
/// limit, an offset or `distinct_on` is the set of the rows picked: what is done with it afterwards (`filter`, an
/// operator, following a key, `update`, `delete`) sees those rows alone, by their primary key; where the relation has
/// none, by `tableoid` and `ctid`, which views do not have.
pub struct Query<R> {
    subset: Subset,
    of: PhantomData<fn() -> R>,
}

impl<R: Relation> Query<R> {
    pub(crate) fn new(filter: Node) -> Self {
        Self::of(Subset::new(R::META, filter))
    }
}

impl<R> Query<R> {
    pub(crate) fn of(subset: Subset) -> Self {
        Self { subset, of: PhantomData }
    }

    pub(crate) fn subset(&self) -> &Subset {
        &self.subset
    }

    pub(crate) fn into_subset(self) -> Subset {
        self.subset
    }

    /// The rows of it for which the predicate is true as well.
    #[must_use]
    pub fn filter(self, predicate: Predicate<R>) -> Self {
        Self::of(self.subset.restrict(predicate.into_node()))
    }

    /// [`filter`](Self::filter) where there is a predicate, the same set where there is none:
    /// `.filter_opt(title.map(|title| Film::TITLE.ilike(title)))`.
    #[must_use]
    pub fn filter_opt(self, predicate: Option<Predicate<R>>) -> Self {
        match predicate {
            Some(predicate) => self.filter(predicate),
            None => self,
        }
    }

    /// Read in this order; after the orders given before.
    #[must_use]
    pub fn order_by(mut self, by: impl OrderBy<R>) -> Self {
        self.subset.pick_mut().order.extend(order_items(by));
        self
    }

    /// At most this many rows. A second limit is of the rows that the first one let through.
    #[must_use]
    pub fn limit(self, rows: u64) -> Self {
        Self::of(self.subset.limited(rows))
    }

    /// Without the first rows of the order; a limit, given before or after, counts from there.
    #[must_use]
    pub fn offset(self, rows: u64) -> Self {
        Self::of(self.subset.without_first(rows))
    }

    /// The first row, in the set's order, of those that have the same values of these expressions.
    #[must_use]
    pub fn distinct_on(mut self, by: impl OrderBy<R>) -> Self {
        let pick = self.subset.pick_mut();
        pick.distinct_on.extend(order_items(by).map(|item| item.node));
        self
    }
}

impl<R: Relation> Query<R> {
    /// The predicate that is true for the rows of this set: to use it within a predicate.
    pub fn predicate(&self) -> Predicate<R> {
        Expr::of(self.subset.clone().into_predicate())
    }
}

impl<R> Clone for Query<R> {
    fn clone(&self) -> Self {
        Self::of(self.subset.clone())
    }
}

/// The statement of [`all`](Query::all); by `{:#}`, a line for each clause.
impl<R: Relation> fmt::Display for Query<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Relation> fmt::Debug for Query<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
