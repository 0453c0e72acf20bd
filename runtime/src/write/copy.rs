//! `COPY`, in and out.

use std::marker::PhantomData;
use std::pin::pin;

use futures_util::{Stream, StreamExt};

use crate::error::Error;
use crate::execute::Executor;
use crate::query::Query;
use crate::relation::{Insertable, Relation, Table};
use crate::render;

/// Rows to be brought in by `COPY`.
#[must_use = "nothing is copied before `execute` is awaited"]
#[derive(Debug)]
pub struct CopyRows<R, S> {
    rows: S,
    of: PhantomData<fn() -> R>,
}

impl<R: Table, S: Stream<Item = R::New> + Send> CopyRows<R, S> {
    pub(crate) fn new(rows: S) -> Self {
        Self { rows, of: PhantomData }
    }

    /// Copies, and gives the number of rows.
    ///
    /// `COPY` has one list of columns: rows that leave out other columns than the row before begin another `COPY`, so
    /// let them all leave out the same. Where all of them or none are to be there, do it in a transaction.
    ///
    /// Values travel in the binary form of the columns' own types, so tables with a column that relvar reads as text
    /// for want of a better type (`relvar::Text`) are not for this: use `insert_many`.
    pub async fn execute<E: Executor>(self, db: &E) -> Result<u64, Error> {
        copy::<R, S, E>(db, self.rows).await
    }
}

async fn copy<R, S, E>(db: &E, rows: S) -> Result<u64, Error>
where
    R: Table,
    S: Stream<Item = R::New> + Send,
    E: Executor,
{
    let mut rows = pin!(rows);
    let mut count = 0;
    let mut next = rows.next().await;
    while let Some(first) = next.take() {
        let columns = given::<R>(&first);
        let sql = render::copy_in(R::META, &columns).sql;
        let mut copy = db.copy_in(&sql).await?;
        let mut row = Some(first);
        while let Some(new) = row.take() {
            if given::<R>(&new) != columns {
                next = Some(new);
                break;
            }
            let values = columns.iter().map(|&column| {
                let value = new.value(column).unwrap_or(crate::relation::no_column());
                (value, R::META.type_of(column).wire)
            });
            copy.row(values).await.map_err(|error| error.with_context(R::META))?;
            row = rows.next().await;
        }
        count += copy.finish_binary().await?;
    }
    Ok(count)
}

fn given<R: Table>(new: &R::New) -> Vec<u16> {
    (0_u16..).take(R::META.columns.len()).filter(|&column| new.value(column).is_some()).collect()
}

impl<R: Relation> Query<R> {
    /// Its rows by `COPY`, in bounded memory.
    ///
    /// `COPY` takes no parameters, so neither may the set have any: the whole relation, or a predicate without values.
    /// [`stream`](Self::stream) has no such bounds.
    pub fn copy_out<'e, E: Executor>(&self, db: &'e E) -> impl Stream<Item = Result<R, Error>> + Send + use<'e, R, E> {
        let statement = render::copy_out(self.subset());
        let opened = async move {
            if !statement.params.is_empty() {
                return Err(Error::usage(format!("`COPY` of a set of {} with parameters", R::META))
                    .with_hint("read it by `stream(&db)`"));
            }
            let mut copy = db.copy_out(&statement.sql).await?;
            Ok(futures_util::stream::poll_fn(move |cx| copy.poll_row(cx)))
        };
        futures_util::TryStreamExt::try_flatten(futures_util::stream::once(opened))
            .map(|row| row.and_then(|row| R::from_row(&row.row())))
    }
}
