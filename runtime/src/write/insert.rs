//! `INSERT`.

use std::fmt;
use std::future::{Future, ready};
use std::marker::PhantomData;
use std::vec;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::amount::{Amount, Many, One};
use super::batch::{self, Batch};
use super::conflict::OnConflict;
use super::returning::Returning;
use super::target::ConflictTarget;
use crate::error::Error;
use crate::execute::Executor;
use crate::query::read;
use crate::relation::{RelationMeta, Table};
use crate::render::{self, Conflict, Output, Outputs, Resolution};
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

/// Statements one after another, each made when it is its turn. Most often there is one.
pub(super) struct Steps {
    first: Option<Step>,
    rest: Option<Box<Rest>>,
}

/// Batches that have no statement yet.
struct Rest {
    relation: &'static RelationMeta,
    batches: vec::IntoIter<Batch>,
    conflict: Option<Conflict>,
    /// Whether the row is given back, and which values.
    returning: Option<(bool, Vec<Output>)>,
}

impl Steps {
    pub(super) fn alone(statement: Statement) -> Self {
        Self { first: Some(Step { statement, positions: Vec::new() }), rest: None }
    }

    /// The only one, if there is but one.
    fn single(&mut self) -> Option<Step> {
        let count = usize::from(self.first.is_some()) + self.rest.as_ref().map_or(0, |rest| rest.batches.len());
        if count == 1 { self.next() } else { None }
    }
}

impl Iterator for Steps {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        self.first.take().or_else(|| self.rest.as_mut()?.next())
    }
}

impl Iterator for Rest {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let batch = self.batches.next()?;
        let returning = self.returning.as_ref().map(|(row, values)| Outputs { row: *row, values });
        let statement = render::insert(self.relation, batch.given(), self.conflict.as_ref(), returning);
        Some(Step { statement, positions: batch.positions })
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

    /// What to do where a row with this key is there already: a constant for a constraint or a unique index, or the
    /// columns of one.
    pub fn on_conflict(self, target: impl ConflictTarget<R>) -> OnConflict<R, A> {
        OnConflict::new(self, target.into_target())
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
        async move {
            let mut steps = steps?;
            if let Some(step) = steps.single() {
                return read::execute(db, &step.statement).await;
            }
            let counts = stream::iter(steps).map(|step| async move { read::execute(db, &step.statement).await });
            Box::pin(counts.buffered(ahead::<E>()).try_fold(0, |sum, count| ready(Ok(sum + count)))).await
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
            Source::Many(batches) => {
                let returning = returning.map(|Outputs { row, values }| (row, values.to_vec()));
                let rest = Rest { relation: R::META, batches: batches.into_iter(), conflict, returning };
                Steps { first: None, rest: Some(Box::new(rest)) }
            }
        })
    }
}

/// How many statements are on their way at once. Within a transaction the next one is sent while the server works on the
/// one before: if that fails, so does what follows. Elsewhere nothing may follow what failed.
const fn ahead<E: Executor>() -> usize {
    if E::IN_TRANSACTION { 2 } else { 1 }
}

/// Runs statements one after another, and gives what they return in the order the rows were given.
pub(super) async fn returned<T: Send, E: Executor>(
    db: &E,
    mut steps: Steps,
    read: impl Fn(Row<'_>) -> Result<T, Error> + Send + Copy,
) -> Result<Vec<T>, Error> {
    if let Some(step) = steps.single() {
        return read::rows(db, step.statement, read).await;
    }
    let results = stream::iter(steps)
        .map(|step| async move { read::rows(db, step.statement, read).await.map(|rows| (step.positions, rows)) });
    let mut results = Box::pin(results.buffered(ahead::<E>()));
    let mut found = Vec::new();
    let mut ordered = true;
    while let Some((positions, rows)) = results.try_next().await? {
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
