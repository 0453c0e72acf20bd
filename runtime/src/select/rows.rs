//! Selected values, to be read.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use futures_util::Stream;

use super::selection::{Selection, outputs};
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{OrderBy, order_items};
use crate::node::{Node, Subset};
use crate::query::{Query, read};
use crate::relation::Relation;
use crate::render::{self, Output, Outputs, Select};
use crate::statement::Refusal;
use crate::statement::Statement;

/// Values computed from the rows of a set of `R`, to be read: of a selection `S`, as a `T`.
///
/// `T` is the selection's tuple, unless [`map`](Self::map) or [`to`](Self::to) make something else of it.
pub struct Rows<R: Relation, S: Selection<R>, T = <S as Selection<R>>::Out> {
    subset: Subset,
    outputs: Vec<Output>,
    distinct: bool,
    make: fn(S::Out) -> T,
    of: PhantomData<fn() -> R>,
}

impl<R: Relation> Query<R> {
    /// Values computed from its rows, rather than the rows themselves.
    pub fn select<S: Selection<R>>(&self, selection: S) -> Rows<R, S> {
        Rows {
            subset: self.subset().clone(),
            outputs: outputs(selection),
            distinct: false,
            make: std::convert::identity,
            of: PhantomData,
        }
    }
}

impl<R: Relation, S: Selection<R>> Rows<R, S> {
    /// Makes something else of each: `.map(|(title, language)| Listing { title, language })`.
    pub fn map<T: Send>(self, make: fn(S::Out) -> T) -> Rows<R, S, T> {
        let Self { subset, outputs, distinct, .. } = self;
        Rows { subset, outputs, distinct, make, of: PhantomData }
    }

    /// Makes a `T` of each, which says how by `From`.
    pub fn to<T: From<S::Out> + Send>(self) -> Rows<R, S, T> {
        self.map(T::from)
    }

    /// The set and its only value, for `IN`.
    pub(crate) fn into_projection(self) -> (Subset, Node) {
        let node = self.outputs.into_iter().next().map_or(Node::Null, |output| output.node);
        (self.subset.refusing(Refusal::Misplaced), node)
    }
}

impl<R: Relation, S: Selection<R>, T: Send> Rows<R, S, T> {
    /// Each combination of values once.
    #[must_use]
    pub fn distinct(self) -> Self {
        // A limit given before is of rows, one given afterwards of combinations.
        let limited = self.subset.is_limited();
        let subset = if limited { self.subset.restrict(Node::True) } else { self.subset };
        Self { subset, distinct: true, ..self }
    }

    /// In this order; after the orders given before. Where the values are [`distinct`](Self::distinct), it must be of
    /// values that are selected.
    #[must_use]
    pub fn order_by(mut self, by: impl OrderBy<R>) -> Self {
        self.subset.pick_mut().order.extend(order_items(by));
        self
    }

    /// At most this many.
    #[must_use]
    pub fn limit(self, rows: u64) -> Self {
        Self { subset: self.subset.limited(rows), ..self }
    }

    /// Without the first ones.
    #[must_use]
    pub fn offset(self, rows: u64) -> Self {
        Self { subset: self.subset.without_first(rows), ..self }
    }

    /// All of them.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<'e, R, S, T, E> {
        let make = self.make;
        read::rows(db, self.statement(), move |row| S::read(row).map(make))
    }

    /// The only one: an error that [is `not_found`](Error::is_not_found) where there is none, and one that
    /// [is `too_many_rows`](Error::is_too_many_rows) where there are several.
    pub fn one<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<'e, R, S, T, E> {
        let make = self.make;
        let some = |value: Option<T>| value.ok_or_else(|| Error::not_found(R::META));
        read::at_most_one(db, R::META, self.statement(), move |row| S::read(row).map(make), some)
    }

    /// The only one, or `None`: an error where there are several.
    pub fn optional<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send + use<'e, R, S, T, E> {
        let make = self.make;
        read::at_most_one(db, R::META, self.statement(), move |row| S::read(row).map(make), Ok)
    }

    /// The first one, or `None`.
    pub fn first<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send + use<'e, R, S, T, E> {
        let Self { subset, outputs, distinct, make, .. } = self.clone();
        Self { subset: subset.first(), outputs, distinct, make, of: PhantomData }.optional(db)
    }

    /// All of them as they arrive, in bounded memory.
    pub fn stream<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Stream<Item = Result<T, Error>> + Send + use<'e, R, S, T, E> {
        let make = self.make;
        read::stream(db, self.statement(), move |row| S::read(row).map(make))
    }

    /// Their number.
    pub fn count<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<i64, Error>> + Send + use<'e, R, S, T, E> {
        read::scalar(db, render::count(self.as_select()), |row| row.get(0))
    }

    /// How PostgreSQL would run the statement: the text of `EXPLAIN`.
    pub fn explain<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<String, Error>> + Send + use<'e, R, S, T, E> {
        read::explain(db, self.statement(), "EXPLAIN ")
    }

    /// The text of the statement.
    pub fn to_sql(&self) -> String {
        self.statement().sql.to_string()
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        render::select(self.as_select())
    }

    /// The relations that the statement reads, as `schema.name`, that of the set first.
    pub fn relations(&self) -> Vec<String> {
        render::touched(self.as_select())
    }

    fn as_select(&self) -> Select<'_> {
        Select { subset: &self.subset, outputs: Outputs { row: false, values: &self.outputs }, distinct: self.distinct }
    }
}

impl<R: Relation, S: Selection<R>, T> Clone for Rows<R, S, T> {
    fn clone(&self) -> Self {
        Self {
            subset: self.subset.clone(),
            outputs: self.outputs.clone(),
            distinct: self.distinct,
            make: self.make,
            of: PhantomData,
        }
    }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Relation, S: Selection<R>, T: Send> fmt::Display for Rows<R, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Relation, S: Selection<R>, T: Send> fmt::Debug for Rows<R, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
