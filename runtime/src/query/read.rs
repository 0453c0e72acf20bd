//! What a set is read by: its rows, their number, whether there are any.

use std::future::Future;

use futures_util::{Stream, StreamExt, TryStreamExt};

use super::Query;
use crate::error::Error;
use crate::execute::Executor;
use crate::node::{RelationMeta, Subset, logic};
use crate::relation::Relation;
use crate::render::{self, Outputs, Select};
use crate::row::Row;
use crate::statement::Statement;

/// Reading a set. Each of these is one statement, which is complete before the future is polled for the first time:
/// the future borrows `db` and not the set.
impl<R: Relation> Query<R> {
    /// Its rows.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<R>, Error>> + Send + use<'e, R, E> {
        rows(db, self.statement(), |row| R::from_row(&row))
    }

    /// Its only row: an error that [is `not_found`](Error::is_not_found) where there is none, and one that
    /// [is `too_many_rows`](Error::is_too_many_rows) where there are several.
    pub fn one<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<R, Error>> + Send + use<'e, R, E> {
        at_most_one(
            db,
            R::META,
            self.two(),
            |row| R::from_row(&row),
            |row| row.ok_or_else(|| Error::not_found(R::META)),
        )
    }

    /// Its only row, or `None`: an error where there are several.
    pub fn optional<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Option<R>, Error>> + Send + use<'e, R, E> {
        at_most_one(db, R::META, self.two(), |row| R::from_row(&row), Ok)
    }

    /// The first row of its order, or `None`.
    pub fn first<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Option<R>, Error>> + Send + use<'e, R, E> {
        at_most_one(db, R::META, Self::of(self.subset().clone().first()).statement(), |row| R::from_row(&row), Ok)
    }

    /// Its rows as they arrive, in bounded memory.
    ///
    /// Other statements on the same connection wait until the stream is read to its end or dropped.
    pub fn stream<'e, E: Executor>(&self, db: &'e E) -> impl Stream<Item = Result<R, Error>> + Send + use<'e, R, E> {
        let statement = self.statement();
        stream(db, statement, |row| R::from_row(&row))
    }

    /// The number of its rows.
    pub fn count<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<i64, Error>> + Send + use<'e, R, E> {
        let outputs = Outputs { row: false, values: &[] };
        let statement = render::count(Select { subset: self.subset(), outputs, distinct: false });
        scalar(db, statement, |row| row.get(0))
    }

    /// Whether it has a row.
    pub fn exists<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<bool, Error>> + Send + use<'e, R, E> {
        scalar(db, render::exists(self.subset()), |row| row.get(0))
    }

    /// How PostgreSQL would run the statement of [`all`](Self::all): the text of `EXPLAIN`.
    pub fn explain<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<String, Error>> + Send + use<'e, R, E> {
        explain(db, self.statement(), "EXPLAIN ")
    }

    /// How PostgreSQL ran the statement of [`all`](Self::all), with times: the text of `EXPLAIN (ANALYZE, BUFFERS)`.
    pub fn explain_analyze<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<String, Error>> + Send + use<'e, R, E> {
        explain(db, self.statement(), "EXPLAIN (ANALYZE, BUFFERS) ")
    }

    /// The text of the statement of [`all`](Self::all).
    pub fn to_sql(&self) -> String {
        self.statement().sql.to_string()
    }

    /// The statement of [`all`](Self::all).
    pub fn statement(&self) -> Statement {
        select(self.subset())
    }

    /// The relations that the statement of [`all`](Self::all) reads, as `schema.name`, this one first.
    pub fn relations(&self) -> Vec<String> {
        render::touched(Select { subset: self.subset(), outputs: Outputs { row: true, values: &[] }, distinct: false })
    }

    /// Whether it has one row at most by its predicate: the primary key is given.
    pub(crate) fn is_key(&self) -> bool {
        let key = R::META.primary_key;
        !key.is_empty() && key.iter().all(|&column| logic::fixes(&self.subset().filter, column))
    }

    /// The statement of what reads one row and has to know whether there are two.
    fn two(&self) -> Statement {
        if self.is_key() { self.statement() } else { self.clone().limit(2).statement() }
    }
}

fn select(subset: &Subset) -> Statement {
    render::select(Select { subset, outputs: Outputs { row: true, values: &[] }, distinct: false })
}

/// Reads every row.
pub(crate) async fn rows<T: Send, E: Executor>(
    db: &E,
    statement: Statement,
    read: impl Fn(Row<'_>) -> Result<T, Error> + Send,
) -> Result<Vec<T>, Error> {
    let mut stream = std::pin::pin!(db.rows(&statement).await?);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        rows.push(read(Row::new(&row, 0)).map_err(|error| error.with_sql(&statement.sql))?);
    }
    Ok(rows)
}

/// Reads the only row, if there is one, and gives what is made of it.
pub(crate) async fn at_most_one<T: Send, O, E: Executor>(
    db: &E,
    relation: &'static RelationMeta,
    statement: Statement,
    read: impl Fn(Row<'_>) -> Result<T, Error> + Send,
    make: impl FnOnce(Option<T>) -> Result<O, Error> + Send,
) -> Result<O, Error> {
    let mut stream = std::pin::pin!(db.rows(&statement).await?);
    let Some(row) = stream.try_next().await? else { return make(None) };
    let found = read(Row::new(&row, 0)).map_err(|error| error.with_sql(&statement.sql))?;
    match stream.try_next().await? {
        None => make(Some(found)),
        Some(_) => Err(Error::too_many_rows(relation).with_sql(&statement.sql)),
    }
}

/// Reads the one row of a statement that always has one.
pub(crate) async fn scalar<T: Send, E: Executor>(
    db: &E,
    statement: Statement,
    read: impl Fn(Row<'_>) -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let found = rows(db, statement, read).await?.into_iter().next();
    found.ok_or_else(|| Error::decode("a result without a row"))
}

/// Reads rows as they arrive.
pub(crate) fn stream<T, E, F>(
    db: &E,
    statement: Statement,
    read: F,
) -> impl Stream<Item = Result<T, Error>> + Send + use<'_, T, E, F>
where
    T: Send,
    E: Executor,
    F: Fn(Row<'_>) -> Result<T, Error> + Send,
{
    let opened = async move { db.rows(&statement).await };
    futures_util::stream::once(opened).try_flatten().map(move |row| row.and_then(|row| read(Row::new(&row, 0))))
}

/// Runs `EXPLAIN` on a statement.
pub(crate) async fn explain<E: Executor>(db: &E, statement: Statement, prefix: &str) -> Result<String, Error> {
    let statement = Statement::new(format!("{prefix}{}", statement.sql), statement.params);
    Ok(rows(db, statement, |row| row.get::<String>(0)).await?.join("\n"))
}
