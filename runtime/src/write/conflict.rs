//! `ON CONFLICT`.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::amount::{Amount, One};
use super::columns::Columns;
use super::insert::Insert;
use super::returning::Returning;
use super::target::ConflictTarget;
use crate::column::Column;
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{IntoValue, Predicate};
use crate::node::{Node, Target, logic};
use crate::relation::Table;
use crate::render::{Conflict, Resolution};
use crate::select::Selection;
use crate::value::Value;

/// An insert whose conflict with a key is yet to be resolved.
#[must_use = "say `do_nothing()`, `do_update(…)` or `set(…)`"]
pub struct OnConflict<R, A = One> {
    insert: Insert<R, A>,
    target: Target,
}

/// An insert that updates the row that is there already.
///
/// Values may speak of that row by its columns, and of the one proposed by [`excluded`](crate::excluded).
#[must_use = "nothing is written before `execute` or `returning` is awaited"]
pub struct Upsert<R, A = One> {
    insert: Insert<R, A>,
    target: Target,
    assignments: Vec<(u16, Node)>,
    filter: Node,
    of: PhantomData<fn() -> A>,
}

impl<R: Table, A: Amount> Insert<R, A> {
    /// What to do if a row with this key is there already: a constant for a constraint or a unique index, or the
    /// columns of one.
    pub fn on_conflict(self, target: impl ConflictTarget<R>) -> OnConflict<R, A> {
        OnConflict { insert: self, target: target.into_target() }
    }
}

impl<R: Table, A: Amount> OnConflict<R, A> {
    /// Leaves the row that is there as it is.
    pub fn do_nothing(self) -> Insert<R, A::OrNothing> {
        self.insert.resolved(Conflict { target: Some(self.target), resolution: Resolution::Nothing })
    }

    /// Gives these columns of the row that is there the values proposed.
    pub fn do_update(self, columns: impl Columns<R>) -> Upsert<R, A> {
        let mut set = Vec::new();
        columns.push_to(&mut set);
        self.upsert(set.into_iter().map(|column| (column, Node::Excluded(column))).collect())
    }

    /// Gives a column of the row that is there a value: `.set(Stock::COUNT, Stock::COUNT + excluded(Stock::COUNT))`.
    pub fn set<T: Value>(self, column: Column<R, T>, value: impl IntoValue<R, T>) -> Upsert<R, A> {
        self.upsert(vec![(column.index(), value.into_operand())])
    }

    fn upsert(self, assignments: Vec<(u16, Node)>) -> Upsert<R, A> {
        Upsert { insert: self.insert, target: self.target, assignments, filter: Node::True, of: PhantomData }
    }
}

impl<R: Table, A: Amount> Upsert<R, A> {
    /// Gives one more column of the row that is there a value.
    pub fn set<T: Value>(mut self, column: Column<R, T>, value: impl IntoValue<R, T>) -> Self {
        self.assignments.push((column.index(), value.into_operand()));
        self
    }

    /// Only where the predicate is true for the row that is there; otherwise that is left as it is.
    pub fn filter(self, predicate: Predicate<R>) -> Upsert<R, A::OrNothing> {
        let filter = logic::and(self.filter, predicate.into_node());
        Upsert {
            insert: self.insert.retyped(),
            target: self.target,
            assignments: self.assignments,
            filter,
            of: PhantomData,
        }
    }

    /// Inserts or updates, and gives the number of rows.
    pub fn execute<E: Executor>(self, db: &E) -> impl Future<Output = Result<u64, Error>> + Send + use<'_, R, A, E> {
        self.into_insert().execute(db)
    }

    /// Inserts or updates, and gives what is there now.
    pub fn returning<E: Executor>(
        self,
        db: &E,
    ) -> impl Future<Output = Result<A::Of<R>, Error>> + Send + use<'_, R, A, E> {
        self.into_insert().returning(db)
    }

    /// Gives back these values rather than whole rows.
    pub fn select<S: Selection<R>>(self, selection: S) -> Returning<R, S, A> {
        self.into_insert().select(selection)
    }

    /// The text of the first statement of [`execute`](Self::execute).
    pub fn to_sql(self) -> String {
        self.into_insert().to_sql()
    }

    fn into_insert(self) -> Insert<R, A> {
        let Self { insert, target, assignments, filter, .. } = self;
        // Without a column to update, nothing is done.
        let resolution =
            if assignments.is_empty() { Resolution::Nothing } else { Resolution::Update { assignments, filter } };
        insert.resolved(Conflict { target: Some(target), resolution })
    }
}

impl<R: Table, A: Amount> fmt::Debug for OnConflict<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ON CONFLICT {:?}", self.insert, self.target)
    }
}
