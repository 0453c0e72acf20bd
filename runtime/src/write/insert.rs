//! `INSERT`.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::amount::{Amount, Many, One};
use super::batch::{self, Batch};
use super::returning::Returning;
use super::steps::{Steps, Write, executed, returned};
use crate::error::Error;
use crate::execute::Executor;
use crate::relation::Table;
use crate::render::{self, Conflict, Outputs, Resolution};
use crate::select::Selection;

/// Rows to be inserted, one or [`Many`].
#[must_use = "nothing is inserted before `execute` or `returning` is awaited"]
pub struct Insert<R, A = One> {
    source: Result<Source, Error>,
    conflict: Option<Conflict>,
    of: PhantomData<fn() -> (R, A)>,
}

enum Source {
    One(render::Given),
    Many(Vec<Batch>),
}

impl<R: Table> Insert<R> {
    pub(crate) fn one(new: &R::New) -> Self {
        Self::new(batch::one(R::META, new).map(Source::One))
    }
}

impl<R: Table> Insert<R, Many> {
    pub(crate) fn many(new: impl IntoIterator<Item = R::New>) -> Self {
        Self::new(batch::many(R::META, new).map(Source::Many))
    }
}

impl<R: Table, A: Amount> Insert<R, A> {
    fn new(source: Result<Source, Error>) -> Self {
        Self { source, conflict: None, of: PhantomData }
    }

    /// Leaves out rows that violate a key, whichever it is.
    pub fn or_ignore(self) -> Insert<R, A::OrNothing> {
        self.resolved(Conflict { target: None, resolution: Resolution::Nothing })
    }

    pub(super) fn resolved<B>(self, conflict: Conflict) -> Insert<R, B> {
        Insert { source: self.source, conflict: Some(conflict), of: PhantomData }
    }

    /// The same, giving back another number of rows.
    pub(super) fn retyped<B>(self) -> Insert<R, B> {
        Insert { source: self.source, conflict: self.conflict, of: PhantomData }
    }

    /// Inserts, and gives the number of rows.
    pub fn execute<E: Executor>(self, db: &E) -> impl Future<Output = Result<u64, Error>> + Send + use<'_, R, A, E> {
        let steps = self.into_steps(None);
        async move { executed(db, steps?).await }
    }

    /// Inserts, and gives what is there now: defaults, generated columns, what triggers did.
    ///
    /// Of many rows, in the order they were given, where none is left out.
    pub fn returning<E: Executor>(
        self,
        db: &E,
    ) -> impl Future<Output = Result<A::Of<R>, Error>> + Send + use<'_, R, A, E> {
        let steps = self.into_steps(Some(Outputs { row: true, values: &[] }));
        async move { A::collect(returned(db, steps?, |row| R::from_row(&row)).await?, R::META) }
    }

    /// Gives back these values rather than whole rows: `.select(Film::FILM_ID).returning(&db)`.
    pub fn select<S: Selection<R>>(self, selection: S) -> Returning<R, S, A> {
        let outputs = crate::select::outputs(selection);
        Returning::new(self.into_steps(Some(Outputs { row: false, values: &outputs })))
    }

    /// The text of the first statement of [`execute`](Self::execute); empty where there is no row.
    pub fn to_sql(&self) -> String {
        let first = match &self.source {
            Ok(Source::One(given)) => Some(given.clone()),
            Ok(Source::Many(batches)) => batches.first().map(Batch::given),
            Err(_) => None,
        };
        let statement = first.map(|given| render::insert(R::META, given, self.conflict.as_ref(), None));
        statement.map_or_else(String::new, |statement| statement.sql.to_string())
    }

    fn into_steps(self, returning: Option<Outputs<'_>>) -> Result<Steps, Error> {
        let Self { source, conflict, .. } = self;
        Ok(match source? {
            Source::One(given) => Steps::alone(render::insert(R::META, given, conflict.as_ref(), returning)),
            Source::Many(batches) => Steps::of(R::META, batches, Write::Insert(conflict), returning),
        })
    }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Table, A: Amount> fmt::Display for Insert<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Table, A: Amount> fmt::Debug for Insert<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
