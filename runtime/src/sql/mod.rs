//! The other half is SQL: statements of the user's own, with typed parameters and rows.

mod bind;
mod from_row;
mod relation;

use std::borrow::Cow;
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

pub use bind::Bind;
pub use from_row::{FromRow, position_of};
use futures_util::{Stream, TryStreamExt};
use pin_project_lite::pin_project;

use crate::error::Error;
use crate::execute::{Executor, RowStream};
use crate::row::Row;
use crate::statement::{Params, Statement};
use crate::value::Decode;

/// A statement of the user's own.
///
/// ```no_run
/// # async fn example(db: &relvar::Db) -> Result<(), relvar::Error> {
/// let long: Vec<(i32, String)> =
///     relvar::sql("select film_id, title from film where length > $1").bind(120_i16).fetch_as(db).await?;
/// let count: i64 = relvar::sql("select count(*) from film").fetch_scalar(db).await?;
/// relvar::sql("refresh materialized view film_list").execute(db).await?;
/// # Ok(())
/// # }
/// ```
pub fn sql(text: impl Into<Cow<'static, str>>) -> Sql {
    Sql { statement: Statement::new(&*text.into(), Params::default()) }
}

/// A statement of the user's own: see [`sql`].
#[derive(Clone)]
#[must_use = "a statement does nothing before it is executed or its rows are fetched"]
pub struct Sql {
    statement: Statement,
}

impl Sql {
    /// The value of the next parameter: of `$1` the first time, then of `$2`, and so on.
    ///
    /// It has the type of its Rust type; an enum's is inferred from where the parameter stands. Where another is meant,
    /// cast it: `$1::date`.
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.statement.params.push(value.into_param());
        self
    }

    /// Runs it and gives the number of rows it wrote or found.
    pub async fn execute(self, db: &impl Executor) -> Result<u64, Error> {
        db.execute(&self.statement).await
    }

    /// Runs it and gives all rows: of a relation, whose columns are found by name; of a tuple, by position; or of a
    /// struct declared by [`from_row!`](crate::from_row).
    pub async fn fetch_as<T: FromRow>(self, db: &impl Executor) -> Result<Vec<T>, Error> {
        let mut rows = pin!(db.rows(&self.statement).await?);
        let mut found = Vec::new();
        let mut positions = None;
        while let Some(row) = rows.try_next().await? {
            found.push(read(&row, &mut positions, rows.sql())?);
        }
        Ok(found)
    }

    /// Runs it and gives its only row: an error that [is `not_found`](Error::is_not_found) where there is none, and
    /// one that [is `too_many_rows`](Error::is_too_many_rows) where there are several.
    pub async fn fetch_one<T: FromRow>(self, db: &impl Executor) -> Result<T, Error> {
        let sql = self.statement.sql.clone();
        self.fetch_optional(db).await?.ok_or_else(|| Error::not_found("the statement").with_sql(&sql))
    }

    /// Runs it and gives its only row, or `None` where there is none; an error that
    /// [is `too_many_rows`](Error::is_too_many_rows) where there are several.
    pub async fn fetch_optional<T: FromRow>(self, db: &impl Executor) -> Result<Option<T>, Error> {
        let mut rows = pin!(db.rows(&self.statement).await?);
        let mut found = None;
        while let Some(row) = rows.try_next().await? {
            if found.is_some() {
                return Err(Error::too_many_rows("the statement").with_sql(rows.sql()));
            }
            found = Some(read(&row, &mut None, rows.sql())?);
        }
        Ok(found)
    }

    /// Runs it and gives the only value of its only row.
    pub async fn fetch_scalar<T: Decode + Send>(self, db: &impl Executor) -> Result<T, Error> {
        self.fetch_one::<from_row::Scalar<T>>(db).await.map(|scalar| scalar.0)
    }

    /// Runs it and gives the first value of each row.
    pub async fn fetch_scalars<T: Decode + Send>(self, db: &impl Executor) -> Result<Vec<T>, Error> {
        let rows = self.fetch_as::<from_row::Scalar<T>>(db).await?;
        Ok(rows.into_iter().map(|scalar| scalar.0).collect())
    }

    /// Runs it and gives its rows as they arrive; see [`RowStream`] on what a slow reader means.
    pub async fn stream<T: FromRow>(self, db: &impl Executor) -> Result<SqlStream<T>, Error> {
        Ok(SqlStream { rows: db.rows(&self.statement).await?, positions: None, read: PhantomData })
    }

    /// The text.
    pub fn to_sql(&self) -> &str {
        &self.statement.sql
    }
}

pin_project! {
    /// The rows of the user's own SQL, as they arrive: see [`Sql::stream`].
    #[must_use = "rows are read by polling their stream"]
    pub struct SqlStream<T> {
        #[pin]
        rows: RowStream,
        positions: Option<Vec<usize>>,
        read: PhantomData<fn() -> T>,
    }
}

impl<T: FromRow> Stream for SqlStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        let row = ready!(this.rows.as_mut().poll_next(cx));
        Poll::Ready(row.map(|row| read(&row?, this.positions, this.rows.sql())))
    }
}

/// Reads a row; with the first, its columns are found and their types checked.
fn read<T: FromRow>(row: &tokio_postgres::Row, positions: &mut Option<Vec<usize>>, sql: &str) -> Result<T, Error> {
    let positions = match positions {
        Some(positions) => positions,
        None => positions.insert(T::positions(row.columns()).map_err(|error| error.with_sql(sql))?),
    };
    T::from_row(&Row::at(row, positions)).map_err(|error| error.with_sql(sql))
}

impl std::fmt::Debug for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Sql").field(&self.statement.sql).finish()
    }
}
