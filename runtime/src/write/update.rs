//! `UPDATE`.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::amount::Many;
use super::guard::is_everything;
use super::returning::Returning;
use super::steps::Steps;
use crate::column::Column;
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::IntoValue;
use crate::node::Node;
use crate::query::{Query, read};
use crate::relation::{Relation, Table};
use crate::render::{self, Outputs};
use crate::select::Selection;
use crate::statement::Statement;
use crate::value::Value;

/// New values for the rows of a set.
#[must_use = "nothing is updated before `execute` or `returning` is awaited"]
#[derive(Clone)]
pub struct Update<R> {
    filter: Node,
    assignments: Vec<(u16, Node)>,
    /// Whether it is every row of the table, which was not asked for by name.
    refused: bool,
    of: PhantomData<fn() -> R>,
}

impl<R: Relation> Query<R> {
    /// Updates its rows: `.update().set(Film::LENGTH, Film::LENGTH + 1).execute(&db)`.
    ///
    /// A set that is plainly every row is refused: say [`update_all`](Self::update_all).
    pub fn update(&self) -> Update<R>
    where
        R: Table,
    {
        Update::new(self, false)
    }

    /// Updates its rows, even if that is every row of the table.
    pub fn update_all(&self) -> Update<R>
    where
        R: Table,
    {
        Update::new(self, true)
    }
}

impl<R: Table> Update<R> {
    fn new(set: &Query<R>, every: bool) -> Self {
        let refused = !every && is_everything(set.subset());
        let filter = set.subset().clone().into_rows();
        Self { filter, assignments: Vec::new(), refused, of: PhantomData }
    }

    /// Gives a column a value, which may be computed from the row as it was.
    pub fn set<T: Value>(mut self, column: Column<R, T>, value: impl IntoValue<R, T>) -> Self {
        self.assignments.push((column.index(), value.into_operand()));
        self
    }

    /// Gives a column a value if there is one: for forms of which some fields are filled in.
    pub fn set_opt<T: Value, V: IntoValue<R, T>>(self, column: Column<R, T>, value: Option<V>) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Updates, and gives the number of rows.
    pub fn execute<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<'e, R, E> {
        let statement = self.checked(None);
        async move { db.execute(&statement?).await }
    }

    /// Updates, and gives the rows as they are now.
    pub fn returning<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<R>, Error>> + Send + use<'e, R, E> {
        let statement = self.checked(Some(Outputs { row: true, values: &[] }));
        async move { read::rows(db, statement?, |row| R::from_row(&row)).await }
    }

    /// Gives back these values rather than whole rows: `.select(Film::FILM_ID).returning(&db)`.
    pub fn select<S: Selection<R>>(&self, selection: S) -> Returning<R, S, Many> {
        let outputs = crate::select::outputs(selection);
        let statement = self.checked(Some(Outputs { row: false, values: &outputs }));
        Returning::new(statement.map(Steps::alone))
    }

    /// The text of the statement of [`execute`](Self::execute).
    pub fn to_sql(&self) -> String {
        self.statement(None).sql.to_string()
    }

    fn statement(&self, returning: Option<Outputs<'_>>) -> Statement {
        render::update(R::META, &self.assignments, &self.filter, returning)
    }

    fn checked(&self, returning: Option<Outputs<'_>>) -> Result<Statement, Error> {
        if self.assignments.is_empty() {
            return Err(Error::usage(format!("an update of {} that sets no column", R::META))
                .with_hint("say what changes: `.set(column, value)`"));
        }
        if self.refused {
            return Err(Error::unrestricted(R::META).with_hint("say `update_all()` if every row is meant"));
        }
        Ok(self.statement(returning))
    }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Table> fmt::Display for Update<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Table> fmt::Debug for Update<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
