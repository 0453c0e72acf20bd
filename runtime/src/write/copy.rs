//! `COPY`, in and out.

use std::marker::PhantomData;
use std::pin::{Pin, pin};

use futures_util::{Stream, StreamExt};

use super::amount::Many;
use super::form::{self, forms};
use super::insert::Insert;
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
    /// Values travel in the binary form of the columns' own types. Where that of a column is not known here, as that of a
    /// composite type (`relvar::types::Text`), the rows are inserted instead, 1,000 in a statement.
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
        let columns = given::<R>(&first).collect::<Vec<_>>();
        let Some(forms) = forms(db, R::META, &columns).await? else {
            let rows = futures_util::stream::iter(Some(first)).chain(rows.by_ref());
            return Ok(count + inserted::<R, E>(db, pin!(rows)).await?);
        };
        let sql = render::copy_in(R::META, &columns).sql;
        let mut copy = db.copy_in(&sql).await?;
        let mut row = Some(first);
        while let Some(new) = row.take() {
            if !given::<R>(&new).eq(columns.iter().copied()) {
                next = Some(new);
                break;
            }
            let values = forms.iter().map(|form| {
                let value = new.value(form.column).unwrap_or(crate::relation::no_column());
                (value, form.wire, form.element)
            });
            copy.row_of(values).await.map_err(|error| error.with_context(R::META))?;
            row = rows.next().await;
        }
        count += copy.finish_binary().await?;
    }
    Ok(count)
}

/// Inserts rows that cannot be copied, many in one statement.
async fn inserted<R: Table, E: Executor>(
    db: &E,
    rows: Pin<&mut (impl Stream<Item = R::New> + Send)>,
) -> Result<u64, Error> {
    let mut chunks = rows.chunks(1_000);
    let mut count = 0;
    while let Some(chunk) = chunks.next().await {
        count += Insert::<R, Many>::many(chunk).execute(db).await?;
    }
    Ok(count)
}

/// The columns that a row gives.
fn given<R: Table>(new: &R::New) -> impl Iterator<Item = u16> {
    (0_u16..).take(R::META.columns.len()).filter(|&column| new.value(column).is_some())
}

impl<R: Relation> Query<R> {
    /// Its rows by `COPY`, in bounded memory.
    ///
    /// `COPY` takes no parameters, so neither may the set have any: the whole relation, or a predicate without values.
    /// [`stream`](Self::stream) has no such bounds.
    pub fn copy_out<'e, E: Executor>(&self, db: &'e E) -> impl Stream<Item = Result<R, Error>> + Send + use<'e, R, E> {
        let statement = render::copy_out(self.subset());
        let opened = async move {
            statement.locks.check(E::IN_TRANSACTION)?;
            if !statement.params.is_empty() {
                return Err(Error::usage(format!("`COPY` of a set of {} with parameters", R::META))
                    .with_hint("read it by `stream(&db)`"));
            }
            form::check(db, R::META).await?;
            let mut copy = db.copy_out(&statement.sql).await?;
            Ok(futures_util::stream::poll_fn(move |cx| copy.poll_row(cx)))
        };
        futures_util::TryStreamExt::try_flatten(futures_util::stream::once(opened))
            .map(|row| row.and_then(|row| R::from_row(&row.row())))
    }
}
