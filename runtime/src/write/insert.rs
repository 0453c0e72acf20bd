//! `INSERT`.

use std::fmt;
use std::future::Future;
use std::iter::Chain;
use std::marker::PhantomData;
use std::{option, vec};

use super::amount::{Amount, Many, One};
use super::batch::{self, Batch};
use super::conflict::OnConflict;
use super::returning::Returning;
use crate::error::Error;
use crate::execute::Executor;
use crate::key::Key;
use crate::query::read;
use crate::relation::Table;
use crate::render::{self, Conflict, Outputs, Resolution};
use crate::row::Row;
use crate::select::Selection;
use crate::statement::Statement;

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

/// A statement, and where its rows stood among all of them.
pub(super) struct Step {
    pub(super) statement: Statement,
    pub(super) positions: Vec<usize>,
}

/// Most often there is one.
pub(super) type Steps = Chain<option::IntoIter<Step>, vec::IntoIter<Step>>;

impl Step {
    pub(super) fn alone(statement: Statement) -> Steps {
        Some(Self { statement, positions: Vec::new() }).into_iter().chain(Vec::new())
    }
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

    /// What to do where a row with this key is there already.
    pub fn on_conflict(self, key: Key<R>) -> OnConflict<R, A> {
        OnConflict::new(self, key)
    }

    /// Leaves out rows that violate a key, whichever it is.
    pub fn or_ignore(self) -> Insert<R, A::OrNothing> {
        self.resolved(Conflict { constraint: None, resolution: Resolution::Nothing })
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
        async move {
            let mut count = 0;
            for step in steps? {
                count += db.execute(&step.statement).await?;
            }
            Ok(count)
        }
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
            Ok(Source::One(given)) => Some(given),
            Ok(Source::Many(batches)) => batches.first().map(|batch| &batch.given),
            Err(_) => None,
        };
        let statement = first.map(|given| render::insert(R::META, given.clone(), self.conflict.as_ref(), None));
        statement.map_or_else(String::new, |statement| statement.sql.to_string())
    }

    fn into_steps(self, returning: Option<Outputs<'_>>) -> Result<Steps, Error> {
        let Self { source, conflict, .. } = self;
        let insert = |given| render::insert(R::META, given, conflict.as_ref(), returning);
        Ok(match source? {
            Source::One(given) => Step::alone(insert(given)),
            Source::Many(batches) => {
                let mut steps =
                    batches.into_iter().map(|Batch { given, positions }| Step { statement: insert(given), positions });
                let first = steps.next();
                first.into_iter().chain(steps.collect::<Vec<_>>())
            }
        })
    }
}

/// Runs statements one after another, and gives what they return in the order the rows were given.
pub(super) async fn returned<T: Send, E: Executor>(
    db: &E,
    steps: Steps,
    read: impl Fn(Row<'_>) -> Result<T, Error> + Send + Copy,
) -> Result<Vec<T>, Error> {
    let single = steps.size_hint() == (1, Some(1));
    let mut found = Vec::new();
    let mut ordered = true;
    for Step { statement, positions } in steps {
        let rows = read::rows(db, statement, read).await?;
        if single {
            return Ok(rows);
        }
        // A row that is left out leaves the others without a place.
        ordered &= rows.len() == positions.len();
        let places = positions.into_iter().chain(std::iter::repeat(usize::MAX));
        found.extend(places.zip(rows));
    }
    if ordered {
        found.sort_by_key(|(position, _)| *position);
    }
    Ok(found.into_iter().map(|(_, row)| row).collect())
}

impl<R: Table, A: Amount> fmt::Debug for Insert<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
