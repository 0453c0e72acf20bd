//! A key with what is wanted of the rows it leads to.

use std::marker::PhantomData;
use std::pin::pin;

use futures_util::TryStreamExt;

use super::branches::{Append, Branches};
use super::keys::{KeyList, KeyReader};
use super::load::{Load, Parents};
use super::parents::{keys_of, predicate_of};
use super::stitch::Index;
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{OrderBy, Predicate, order_items};
use crate::key::{Cardinality, ToMany, ToOptional};
use crate::node::{Edge, Node, Subset};
use crate::relation::Relation;
use crate::render::{self, KeyAt, Level};
use crate::row::Row;
use crate::select::Outputs;
use crate::statement::Statement;

/// A key of `R` to load, with order, filter, limit and branches of its own.
pub struct Branch<R, S, K, L = ()> {
    key: K,
    subset: Subset,
    branches: L,
    of: PhantomData<fn() -> (R, S)>,
}

/// The rows of a level, and what belongs to them, before they are put together.
#[doc(hidden)]
#[expect(unnameable_types, reason = "the type of a hidden method")]
pub struct Fetched<S, I, F> {
    edge: Edge,
    rows: Vec<S>,
    keys: KeyList,
    inline: Vec<I>,
    /// Nothing where there were no rows to start from.
    branches: Option<F>,
}

impl<R: Relation, S: Relation, K: Cardinality<R, S>> Branch<R, S, K> {
    pub(super) fn new(key: K) -> Self {
        Self { key, subset: Subset::new(S::META, Node::True), branches: (), of: PhantomData }
    }
}

impl<R: Relation, S: Relation, K, L> Branch<R, S, K, L> {
    /// What else is to be loaded with each of the rows.
    #[must_use]
    pub fn with<B: Load<S>>(self, branch: B) -> Branch<R, S, K, L::With>
    where
        L: Append<B>,
    {
        let Self { key, subset, branches, .. } = self;
        Branch { key, subset, branches: branches.append(branch), of: PhantomData }
    }

    /// Only the rows for which the predicate is true.
    #[must_use]
    pub fn filter(mut self, predicate: Predicate<S>) -> Self
    where
        K: Lossy,
    {
        self.subset = self.subset.restrict(predicate.into_node());
        self
    }
}

impl<R: Relation, S: Relation, K: Cardinality<R, S>, L: Branches<S>> Branch<R, S, K, L> {
    /// The rows it leads to from rows with a predicate, and what is read of each.
    fn level<'l>(&'l self, parents: &'l Node, outputs: &'l mut Outputs) -> Level<'l> {
        self.branches.outputs(outputs);
        let outputs = render::Outputs { row: true, values: &outputs.0 };
        Level { source: R::META, edge: self.key.as_edge(), parents, subset: &self.subset, many: K::MANY, outputs }
    }
}

/// A key that may lead nowhere, so that its rows may be filtered.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to one row, so its rows cannot be filtered",
    note = "filter before other methods: `Film::LANGUAGE.filter(…)` is an `Option`"
)]
pub trait Lossy {}

impl<R, S> Lossy for ToOptional<R, S> {}
impl<R, S> Lossy for ToMany<R, S> {}

/// Order and number of the rows that each row gets.
impl<R: Relation, S: Relation, L> Branch<R, S, ToMany<R, S>, L> {
    /// In this order; after the orders given before.
    #[must_use]
    pub fn order_by(mut self, by: impl OrderBy<S>) -> Self {
        self.subset.pick_mut().order.extend(order_items(by));
        self
    }

    /// At most this many for each row.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.subset.pick_mut().limit = Some(rows);
        self
    }

    /// Without the first ones of each row.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.subset.pick_mut().offset = rows;
        self
    }
}

impl<R, S, K, L> Load<R> for Branch<R, S, K, L>
where
    R: Relation,
    S: Relation + Clone,
    K: Cardinality<R, S>,
    L: Branches<S>,
{
    type Out = K::Loaded<L::Row>;
    type Inline = ();
    type Fetched = Fetched<S, L::Inline, L::Fetched>;

    const WIDTH: usize = 0;
    const APART: bool = true;

    fn outputs(&self, _: &mut Outputs) {}

    fn statements(&self, parents: &Node, statements: &mut Vec<Statement>) {
        let mut outputs = Outputs::default();
        let level = self.level(parents, &mut outputs);
        statements.push(level.statement().0);
        self.branches.statements(&level.reached(), statements);
    }

    fn read(_: Row<'_>) -> Result<(), Error> {
        Ok(())
    }

    async fn fetch<E: Executor>(&self, parents: Parents<'_, R>, db: &E) -> Result<Self::Fetched, Error> {
        let edge = self.key.as_edge();
        let known;
        let parents = match parents {
            Parents::Like(predicate) => predicate,
            Parents::Are(rows) => match predicate_of(rows, edge)? {
                Some(predicate) => {
                    known = predicate;
                    &known
                }
                None => return Ok(Fetched::empty(edge)),
            },
        };
        let mut outputs = Outputs::default();
        let level = self.level(parents, &mut outputs);
        let (statement, at) = level.statement();
        if self.subset.is_limited() {
            let (rows, inline, keys) = Box::pin(rows::<S, L, E>(db, statement, at)).await?;
            let branches = Some(Box::pin(self.branches.fetch(Parents::Are(&rows), db)).await?);
            return Ok(Fetched { edge, rows, keys, inline, branches });
        }
        // Nobody asks where there is nothing below.
        let reached = if L::APART { level.reached() } else { Node::False };
        let ((rows, inline, keys), branches) = futures_util::future::try_join(
            Box::pin(rows::<S, L, E>(db, statement, at)),
            Box::pin(self.branches.fetch(Parents::Like(&reached), db)),
        )
        .await?;
        Ok(Fetched { edge, rows, keys, inline, branches: Some(branches) })
    }

    fn attach(fetched: Self::Fetched, _: Vec<()>, rows: &[R]) -> Result<Vec<Self::Out>, Error> {
        let Fetched { edge, rows: found, keys, inline, branches } = fetched;
        let found = match branches {
            Some(branches) => L::assemble(found, inline, branches)?,
            None => Vec::new(),
        };
        let above = keys_of(rows, edge)?;
        Index::of(&above).distribute(&keys, found, |rows| K::loaded(rows).ok_or_else(|| Error::not_found(S::META)))
    }
}

impl<S, I, F> Fetched<S, I, F> {
    fn empty(edge: Edge) -> Self {
        Self { edge, rows: Vec::new(), keys: KeyList::Integers(Vec::new()), inline: Vec::new(), branches: None }
    }
}

/// Reads the rows of a level, what comes with them, and the keys of the rows they belong to.
async fn rows<S: Relation, L: Branches<S>, E: Executor>(
    db: &E,
    statement: Statement,
    at: KeyAt,
) -> Result<(Vec<S>, Vec<L::Inline>, KeyList), Error> {
    let width = S::META.columns.len();
    let places: Vec<usize> = match &at {
        KeyAt::Columns(columns) => columns.iter().map(|&column| usize::from(column)).collect(),
        KeyAt::End(_, columns) => (width + L::WIDTH..).take(columns.len()).collect(),
    };
    let mut keys = KeyReader::at(&at, S::META);
    let mut found = Vec::new();
    let mut inline = Vec::new();
    let mut stream = pin!(db.rows(&statement).await?);
    while let Some(row) = stream.try_next().await? {
        let row = Row::new(&row, 0);
        found.push(S::from_row(&row).map_err(|error| error.with_sql(&statement.sql))?);
        inline.push(L::read(row.skip(width))?);
        keys.read(&row, &places)?;
    }
    Ok((found, inline, keys.finish()))
}

impl<R, S, K: Clone, L: Clone> Clone for Branch<R, S, K, L> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), subset: self.subset.clone(), branches: self.branches.clone(), of: PhantomData }
    }
}
