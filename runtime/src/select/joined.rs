//! Each row of a set beside the rows that a key leads to, in one statement.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use futures_util::Stream;

use super::join::{self, Join, Maybe};
use crate::error::Error;
use crate::execute::Executor;
use crate::key::Cardinality;
use crate::node::Subset;
use crate::query::{Query, read};
use crate::relation::Relation;
use crate::render;
use crate::row::Row;
use crate::statement::Statement;

/// The rows of a set of `R`, each as often as a key `K` leads to rows of `S`, and once where it leads to none.
pub struct Joined<R, S, K> {
    subset: Subset,
    key: K,
    of: PhantomData<fn() -> (R, S)>,
}

/// A row, and what is beside it.
type Pair<R, S, K> = (R, <K as Cardinality<R, S>>::Joined<S>);

impl<R: Relation> Query<R> {
    /// Reads each row beside each of the rows that a key leads to, by `LEFT JOIN`: a row beside an `Option`, but for a
    /// key that always leads to one.
    ///
    /// [`with`](Self::with) reads the same as a tree, each row once; this is the flat form, in one statement.
    pub fn left_join<S: Relation, K: Cardinality<R, S>>(&self, key: K) -> Joined<R, S, K> {
        let mut subset = self.subset().clone();
        // A limit is of rows of this set, not of pairs.
        if subset.is_arranged() || (K::MANY && subset.is_limited()) {
            subset = subset.picked();
        }
        Joined { subset, key, of: PhantomData }
    }
}

impl<R: Relation, S: Relation, K: Cardinality<R, S>> Joined<R, S, K> {
    /// All pairs.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<Pair<R, S, K>>, Error>> + Send + use<'e, R, S, K, E> {
        let presence = self.presence();
        read::rows(db, self.statement(), move |row| pair::<R, S, K>(row, presence))
    }

    /// All pairs as they arrive, in bounded memory.
    pub fn stream<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Stream<Item = Result<Pair<R, S, K>, Error>> + Send + use<'e, R, S, K, E> {
        let presence = self.presence();
        read::stream(db, self.statement(), move |row| pair::<R, S, K>(row, presence))
    }

    /// The pairs as a [`Join`], to be grouped by values of both sides.
    pub fn pairs(&self) -> Join<(R, Maybe<S>)> {
        join::joined(&self.subset, self.key.as_edge(), true)
    }

    /// The text of the statement.
    pub fn to_sql(&self) -> String {
        self.statement().sql.to_string()
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        render::left_join(&self.subset, self.key.as_edge())
    }

    /// The column of the far side that tells whether there is a row: one that the key makes equal to something.
    fn presence(&self) -> usize {
        let edge = self.key.as_edge();
        let step = edge.through.map_or(edge.near, |(_, far)| far);
        let column = step.columns().next().map_or(0, |(_, there)| there);
        usize::from(column)
    }
}

fn pair<R: Relation, S: Relation, K: Cardinality<R, S>>(row: Row<'_>, presence: usize) -> Result<Pair<R, S, K>, Error> {
    let far = row.skip(R::META.columns.len());
    let found = if far.is_null(presence)? { None } else { Some(S::from_row(&far)?) };
    let beside = K::joined(found).ok_or_else(|| Error::not_found(S::META))?;
    Ok((R::from_row(&row)?, beside))
}

impl<R, S, K: Clone> Clone for Joined<R, S, K> {
    fn clone(&self) -> Self {
        Self { subset: self.subset.clone(), key: self.key.clone(), of: PhantomData }
    }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Relation, S: Relation, K: Cardinality<R, S>> fmt::Display for Joined<R, S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Relation, S: Relation, K: Cardinality<R, S>> fmt::Debug for Joined<R, S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
