//! `UPDATE … FROM`: values for many rows, each row with its own.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use bytes::BytesMut;

use super::amount::Many;
use super::batch::{self, Batch};
use super::returning::Returning;
use super::steps::{Steps, Write, executed, returned};
use super::target::KeyColumn;
use crate::column::Column;
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::IntoValue;
use crate::node::{Node, RelationMeta};
use crate::query::Query;
use crate::relation::{Relation, Table};
use crate::render::{self, Outputs};
use crate::select::Selection;
use crate::statement::Encoded;
use crate::value::{Encode, IsNull, Value, write_part};

/// New values for many rows of a set, each row with its own.
#[must_use = "nothing is updated before `execute` or `returning` is awaited"]
pub struct UpdateEach<'i, R, T> {
    given: &'i [T],
    filter: Node,
    /// The set has a limit, an offset or distinct rows.
    is_cut: bool,
    by: Vec<Given>,
    set: Vec<Given>,
    of: PhantomData<fn() -> R>,
}

/// A column, and a value of each item.
struct Given {
    column: u16,
    values: Vec<Encoded>,
}

impl Given {
    fn encode(&self, relation: &'static RelationMeta, at: usize, out: &mut BytesMut) -> Result<IsNull, Error> {
        self.values[at].encode(relation.type_of(self.column).wire, out)
    }
}

impl<R: Relation> Query<R> {
    /// Updates its rows from a list of items, each of which says which rows it is for and what they get:
    ///
    /// ```ignore
    /// let rates = [(1, Numeric::from(2)), (2, Numeric::from(3))];
    /// let updated = Film::query()
    ///     .update_each(&rates)
    ///     .by(Film::FILM_ID, |(id, _)| *id)
    ///     .set(Film::RENTAL_RATE, |(_, rate)| rate)
    ///     .execute(&db)
    ///     .await?;
    /// ```
    ///
    /// It is one statement for up to 5,000 items, whose values travel as arrays (`UPDATE … FROM unnest(…)`). More of them
    /// are several statements, each of which looks for the rows of the set after what the ones before it changed. If all
    /// or none are to count, do it in a transaction. A set with a limit takes no more items than one statement does, as
    /// each statement would find other rows.
    ///
    /// An item that no row belongs to is left out. Of several items for the same row the last one counts, as if the rows
    /// were updated one after the other.
    pub fn update_each<'i, T>(&self, items: &'i [T]) -> UpdateEach<'i, R, T>
    where
        R: Table,
    {
        let subset = self.subset();
        let (filter, is_cut) = (subset.clone().into_rows(), subset.is_cut());
        UpdateEach { given: items, filter, is_cut, by: Vec::new(), set: Vec::new(), of: PhantomData }
    }
}

impl<'i, R: Table, T> UpdateEach<'i, R, T> {
    /// Which rows an item is for: those with this value in this column, and with those of all further calls in theirs. A
    /// NULL is equal to nothing.
    pub fn by<C: KeyColumn<R>, V: IntoValue<R, C::Type>>(mut self, column: C, value: impl Fn(&'i T) -> V) -> Self {
        self.by.push(given(self.given, column.index(), value));
        self
    }

    /// What a column gets in the rows of an item.
    pub fn set<V: Value, L: IntoValue<R, V>>(mut self, column: Column<R, V>, value: impl Fn(&'i T) -> L) -> Self {
        self.set.push(given(self.given, column.index(), value));
        self
    }

    /// Updates, and gives the number of rows.
    pub fn execute<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<'e, 'i, R, T, E> {
        let steps = self.steps(None);
        async move { executed(db, steps?).await }
    }

    /// Updates, and gives the rows as they are now, in no order.
    pub fn returning<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<R>, Error>> + Send + use<'e, 'i, R, T, E> {
        let steps = self.steps(Some(Outputs { row: true, values: &[] }));
        async move { returned(db, steps?, |row| R::from_row(&row)).await }
    }

    /// Gives back these values rather than whole rows: `.select(Film::FILM_ID).returning(&db)`.
    pub fn select<S: Selection<R>>(&self, selection: S) -> Returning<R, S, Many> {
        let outputs = crate::select::outputs(selection);
        Returning::new(self.steps(Some(Outputs { row: false, values: &outputs })))
    }

    /// The text of the first statement of [`execute`](Self::execute); empty where there is no item.
    pub fn to_sql(&self) -> String {
        let first = self.batches().ok().and_then(|batches| batches.into_iter().next());
        first.map_or_else(String::new, |batch| self.write().statement(R::META, &batch, None).sql.to_string())
    }

    fn steps(&self, returning: Option<Outputs<'_>>) -> Result<Steps, Error> {
        let usage = |lacks: &str| Error::usage(format!("an update of each row of {} that {lacks}", R::META));
        if self.set.is_empty() {
            return Err(usage("sets no column").with_hint("say what changes: `.set(column, |item| …)`"));
        }
        if self.by.is_empty() {
            return Err(usage("does not say which row is meant").with_hint(
                "say which rows an item is for: `.by(column, |item| …)`; for all alike there is `update()`",
            ));
        }
        let batches = self.batches()?;
        if self.is_cut && batches.len() > 1 {
            return Err(usage("takes several statements, each of which would find other rows of a set with a limit")
                .with_hint("select the keys of the rows first, and update these without a limit"));
        }
        Ok(Steps::of(R::META, batches, self.write(), returning))
    }

    fn write(&self) -> Write {
        Write::Update { by: self.by.len(), filter: self.filter.clone() }
    }

    fn batches(&self) -> Result<Vec<Batch>, Error> {
        let columns: Vec<&Given> = self.by.iter().chain(&self.set).collect();
        let places = columns.iter().map(|given| given.column).collect();
        batch::of_columns(R::META, places, &self.wanted()?, |row, at, out| columns[at].encode(R::META, row, out))
    }

    /// The items that count: the last one of those with the same key, and none whose key is NULL.
    fn wanted(&self) -> Result<Vec<usize>, Error> {
        let mut last: HashMap<BytesMut, usize> = HashMap::with_capacity(self.given.len());
        for at in 0..self.given.len() {
            let mut key = BytesMut::new();
            let mut is_null = false;
            for given in &self.by {
                write_part(&mut key, |out| {
                    let null = given.encode(R::META, at, out)?;
                    is_null |= matches!(null, IsNull::Yes);
                    Ok(null)
                })
                .map_err(|error| batch::in_column(R::META, given.column, error))?;
            }
            if !is_null {
                last.insert(key, at);
            }
        }
        let mut wanted: Vec<usize> = last.into_values().collect();
        wanted.sort_unstable();
        Ok(wanted)
    }
}

/// The value of each item for a column.
fn given<'i, R, T, V, L: IntoValue<R, V>>(items: &'i [T], column: u16, value: impl Fn(&'i T) -> L) -> Given {
    const { assert!(!L::IS_COMPUTED, "`update_each` takes values of the items, not columns or expressions") }
    let encoded = |item| match value(item).into_operand() {
        Node::Param(param) => param.value,
        // No literal is anything else.
        _ => Encoded::Null,
    };
    Given { column, values: items.iter().map(encoded).collect() }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Table, T> fmt::Display for UpdateEach<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Table, T> fmt::Debug for UpdateEach<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
