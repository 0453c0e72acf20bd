//! Writes of many rows: statements one after another.

use std::future::ready;
use std::iter::Peekable;
use std::sync::Arc;
use std::vec;

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use super::batch::Batch;
use crate::error::Error;
use crate::execute::Executor;
use crate::node::{Node, RelationMeta};
use crate::query::read;
use crate::render::{self, Conflict, Output, Outputs};
use crate::row::Row;
use crate::statement::Statement;

/// A statement, and where its rows stood among all of them.
pub(super) struct Step {
    statement: Statement,
    positions: Vec<usize>,
}

/// Statements one after another, each made when it is its turn. Most often there is one.
pub(super) struct Steps {
    first: Option<Step>,
    rest: Option<Box<Rest>>,
}

/// What is done with the rows of batches.
#[derive(Clone)]
pub(super) enum Write {
    Insert(Option<Conflict>),
    /// The first so many columns find the rows that get the values of the others, where a predicate is true for them.
    Update {
        by: usize,
        filter: Node,
    },
}

impl Write {
    /// The statement for one batch.
    pub(super) fn statement(
        &self,
        relation: &'static RelationMeta,
        batch: &Batch,
        returning: Option<Outputs<'_>>,
    ) -> Statement {
        match self {
            Self::Insert(conflict) => render::insert(relation, batch.given(), conflict.as_ref(), returning),
            Self::Update { by, filter } => render::update_each(relation, (batch.given(), *by), filter, returning),
        }
    }
}

/// Batches that have no statement yet.
struct Rest {
    relation: &'static RelationMeta,
    batches: vec::IntoIter<Batch>,
    write: Write,
    /// Whether the row is given back, and which values.
    returning: Option<(bool, Vec<Output>)>,
}

impl Steps {
    pub(super) fn alone(statement: Statement) -> Self {
        Self { first: Some(Step { statement, positions: Vec::new() }), rest: None }
    }

    /// A statement for each batch.
    pub(super) fn of(
        relation: &'static RelationMeta,
        batches: Vec<Batch>,
        write: Write,
        returning: Option<Outputs<'_>>,
    ) -> Self {
        let returning = returning.map(|Outputs { row, values }| (row, values.to_vec()));
        let rest = Rest { relation, batches: batches.into_iter(), write, returning };
        Self { first: None, rest: Some(Box::new(rest)) }
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
        let statement = self.write.statement(self.relation, &batch, returning);
        Some(Step { statement, positions: batch.positions })
    }
}

/// How many statements are on their way at once. Within a transaction the next one is sent while the server works on the
/// one before: if that fails, so does what follows. Elsewhere nothing may follow what failed.
const fn ahead<E: Executor>() -> usize {
    if E::IN_TRANSACTION { 2 } else { 1 }
}

/// What can be on its way at once: the next statements that have the same text. One that has to be prepared first would
/// be overtaken by one that does not.
fn next_alike(steps: &mut Peekable<Steps>) -> impl Stream<Item = Step> + '_ {
    let sql = steps.peek().map(|step| Arc::clone(&step.statement.sql));
    let alike = move || steps.next_if(|step| sql.as_ref() == Some(&step.statement.sql));
    stream::iter(std::iter::from_fn(alike))
}

/// Runs statements one after another, and gives the number of rows they wrote.
pub(super) async fn executed<E: Executor>(db: &E, mut steps: Steps) -> Result<u64, Error> {
    if let Some(step) = steps.single() {
        return db.execute(&step.statement).await;
    }
    let mut steps = steps.peekable();
    let mut sum = 0;
    while steps.peek().is_some() {
        let counts = next_alike(&mut steps).map(|step| async move { db.execute(&step.statement).await });
        sum += Box::pin(counts.buffered(ahead::<E>()).try_fold(0, |sum, count| ready(Ok(sum + count)))).await?;
    }
    Ok(sum)
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
    let mut steps = steps.peekable();
    let mut found = Vec::new();
    let mut ordered = true;
    while steps.peek().is_some() {
        let results = next_alike(&mut steps)
            .map(|step| async move { read::rows(db, step.statement, read).await.map(|rows| (step.positions, rows)) });
        let mut results = Box::pin(results.buffered(ahead::<E>()));
        while let Some((positions, rows)) = results.try_next().await? {
            // A row that is left out leaves the others without a place.
            ordered &= rows.len() == positions.len();
            let places = positions.into_iter().chain(std::iter::repeat(usize::MAX));
            found.extend(places.zip(rows));
        }
    }
    if ordered {
        found.sort_by_key(|(position, _)| *position);
    }
    Ok(found.into_iter().map(|(_, row)| row).collect())
}
