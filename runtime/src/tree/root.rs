//! A set with what is loaded with each of its rows.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::pin;

use futures_util::TryStreamExt;

use super::branches::{Append, Branches};
use super::load::{Load, Parents};
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{OrderBy, Predicate};
use crate::query::{Query, read};
use crate::relation::Relation;
use crate::render::{self, Select};
use crate::row::Row;
use crate::select::Outputs;
use crate::statement::Statement;

/// The rows of a set, each in a tuple with what is loaded with it.
pub struct Tree<R, L> {
    root: Query<R>,
    branches: L,
    of: PhantomData<fn() -> R>,
}

impl<R: Relation> Query<R> {
    /// Loads with each row what a key leads to: the row, or an `Option`, or a `Vec`, as the key says:
    /// `films.with(Film::LANGUAGE).with(Film::ACTOR)` reads `(Film, Language, Vec<Actor>)`.
    pub fn with<B: Load<R>>(&self, branch: B) -> Tree<R, (B,)> {
        Tree { root: self.clone(), branches: (branch,), of: PhantomData }
    }
}

impl<R: Relation, L> Tree<R, L> {
    /// What else is to be loaded with each row.
    #[must_use]
    pub fn with<B: Load<R>>(self, branch: B) -> Tree<R, L::With>
    where
        L: Append<B>,
    {
        Tree { root: self.root, branches: self.branches.append(branch), of: PhantomData }
    }

    /// [`Query::filter`] of the set.
    #[must_use]
    pub fn filter(self, predicate: Predicate<R>) -> Self {
        Self { root: self.root.filter(predicate), ..self }
    }

    /// [`Query::order_by`] of the set.
    #[must_use]
    pub fn order_by(self, by: impl OrderBy<R>) -> Self {
        Self { root: self.root.order_by(by), ..self }
    }

    /// [`Query::limit`] of the set.
    #[must_use]
    pub fn limit(self, rows: u64) -> Self {
        Self { root: self.root.limit(rows), ..self }
    }

    /// [`Query::offset`] of the set.
    #[must_use]
    pub fn offset(self, rows: u64) -> Self {
        Self { root: self.root.offset(rows), ..self }
    }
}

impl<R: Relation, L: Branches<R>> Tree<R, L> {
    /// All of it.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<L::Row>, Error>> + Send + use<'e, R, L, E> {
        let tree = self.clone();
        async move { tree.load(db).await }
    }

    /// The only one: an error that [is `not_found`](Error::is_not_found) where there is none, and one that
    /// [is `too_many_rows`](Error::is_too_many_rows) where there are several.
    pub fn one<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<L::Row, Error>> + Send + use<'e, R, L, E> {
        let found = self.optional(db);
        async move { found.await?.ok_or_else(|| Error::not_found(R::META)) }
    }

    /// The only one, or `None`: an error where there are several.
    pub fn optional<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Option<L::Row>, Error>> + Send + use<'e, R, L, E> {
        let tree = if self.root.is_key() { self.clone() } else { self.clone().limit(2) };
        async move {
            let mut rows = tree.load(db).await?.into_iter();
            match (rows.next(), rows.next()) {
                (found, None) => Ok(found),
                _ => Err(Error::too_many_rows(R::META)),
            }
        }
    }

    /// The first one of the order, or `None`.
    pub fn first<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Option<L::Row>, Error>> + Send + use<'e, R, L, E> {
        let Self { root, branches, .. } = self.clone();
        let tree = Self { root: Query::of(root.into_subset().first()), branches, of: PhantomData };
        async move { Ok(tree.load(db).await?.into_iter().next()) }
    }

    /// How PostgreSQL would run each of the statements: the texts of `EXPLAIN`, an empty line between two.
    pub fn explain<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<String, Error>> + Send + use<'e, R, L, E> {
        let statements = self.statements();
        async move {
            let mut plans = Vec::with_capacity(statements.len());
            for statement in statements {
                plans.push(read::explain(db, statement, "EXPLAIN ").await?);
            }
            Ok(plans.join("\n\n"))
        }
    }

    /// The texts of the statements, a line for each: that of the set first, then those of what is loaded with it.
    pub fn to_sql(&self) -> String {
        self.statements().iter().map(|statement| &*statement.sql).collect::<Vec<_>>().join(";\n")
    }

    /// The statements: that of the set first, then those of what is loaded with it.
    ///
    /// They are shown as they are sent if all are sent at once. Rows below a limit, and below rows that are locked, are
    /// read afterwards by the keys of these, not by their predicate.
    pub fn statements(&self) -> Vec<Statement> {
        let mut statements = vec![self.statement()];
        self.branches.statements(&self.root.subset().clone().into_predicate(), &mut statements);
        statements
    }

    fn statement(&self) -> Statement {
        let mut outputs = Outputs::default();
        self.branches.outputs(&mut outputs);
        let outputs = render::Outputs { row: true, values: &outputs.0 };
        render::select(Select { subset: self.root.subset(), outputs, distinct: false })
    }

    async fn load<E: Executor>(self, db: &E) -> Result<Vec<L::Row>, Error> {
        let db = &db.one().await?;
        let statement = self.statement();
        if self.root.subset().is_repeatable() {
            match self.at_once(&statement, db).await {
                // Somebody changed a row between one statement and the next: once more, one after another.
                Err(error) if error.is_not_found() => {}
                outcome => return outcome,
            }
        }
        let (rows, inline) = Box::pin(rows::<R, L, _>(db, &statement)).await?;
        let fetched = Box::pin(self.branches.fetch(Parents::Are(&rows), db)).await?;
        L::assemble(rows, inline, fetched)
    }

    /// Sends the statements of all levels, then reads their rows.
    async fn at_once<E: Executor>(&self, statement: &Statement, db: &E) -> Result<Vec<L::Row>, Error> {
        let filter = &self.root.subset().filter;
        let ((rows, inline), fetched) = futures_util::future::try_join(
            Box::pin(rows::<R, L, E>(db, statement)),
            Box::pin(self.branches.fetch(Parents::Like(filter), db)),
        )
        .await?;
        L::assemble(rows, inline, fetched)
    }
}

/// Reads the rows of the set, and what comes with them.
async fn rows<R: Relation, L: Branches<R>, E: Executor>(
    db: &E,
    statement: &Statement,
) -> Result<(Vec<R>, Vec<L::Inline>), Error> {
    let width = R::META.columns.len();
    let mut rows = Vec::new();
    let mut inline = Vec::new();
    let mut stream = pin!(db.rows(statement).await?);
    while let Some(row) = stream.try_next().await? {
        let row = Row::new(&row, 0);
        rows.push(R::from_row(&row).map_err(|error| error.with_sql(&statement.sql))?);
        inline.push(L::read(row.skip(width))?);
    }
    Ok((rows, inline))
}

impl<R, L: Clone> Clone for Tree<R, L> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone(), branches: self.branches.clone(), of: PhantomData }
    }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Relation, L: Branches<R>> fmt::Display for Tree<R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Relation, L: Branches<R>> fmt::Debug for Tree<R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
