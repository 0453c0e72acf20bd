//! `DELETE`.

use std::future::Future;

use super::guard::is_everything;
use crate::error::Error;
use crate::execute::Executor;
use crate::query::{Query, read};
use crate::relation::{Relation, Table};
use crate::render::{self, Outputs};
use crate::statement::Statement;

/// Deleting the rows of a set.
impl<R: Relation> Query<R> {
    /// Deletes its rows, and gives their number.
    ///
    /// A set that is plainly every row is refused: say [`delete_all`](Self::delete_all).
    pub fn delete<'e, E: Executor>(&self, db: &'e E) -> impl Future<Output = Result<u64, Error>> + Send + use<'e, R, E>
    where
        R: Table,
    {
        let statement = self.deletion(false, None);
        async move { db.execute(&statement?).await }
    }

    /// Deletes its rows, and gives them as they were. A set that is plainly every row is refused.
    pub fn delete_returning<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Vec<R>, Error>> + Send + use<'e, R, E>
    where
        R: Table,
    {
        let statement = self.deletion(false, Some(Outputs { row: true, values: &[] }));
        async move { read::rows(db, statement?, |row| R::from_row(&row)).await }
    }

    /// Deletes its rows, even if that is every row of the table, and gives their number.
    pub fn delete_all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<'e, R, E>
    where
        R: Table,
    {
        let statement = self.deletion(true, None);
        async move { db.execute(&statement?).await }
    }

    fn deletion(&self, every: bool, returning: Option<Outputs<'_>>) -> Result<Statement, Error> {
        if !every && is_everything(self.subset()) {
            return Err(Error::unrestricted(R::META).with_hint("say `delete_all(&db)` if every row is meant"));
        }
        Ok(render::delete(R::META, &self.subset().clone().into_rows(), returning))
    }
}
