//! Programs run on a server.

mod beside;
mod forest;
mod lock;
mod read;
mod write;

use relvar::{Error, Transaction};

use crate::build::Build;
use crate::interpret::{Found, Outcome};
use crate::program::Program;
use crate::schema::{Model, TableVisitor};
use crate::typed::{Any, Raw, Reading};
use crate::value::Val;
use crate::world::World;

/// A future that does not say its type.
pub(crate) type Running<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + 'a>>;

/// A program to be run within a transaction.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) world: &'a World,
    pub(crate) program: &'a Program,
    pub(crate) tx: &'a Transaction<'a>,
}

impl<'a> TableVisitor for Run<'a> {
    type Out = Running<'a, Outcome>;

    fn visit<R: Model>(self) -> Running<'a, Outcome> {
        Box::pin(self.run::<R>())
    }
}

impl Run<'_> {
    fn build(&self) -> Build<'_> {
        Build { world: self.world }
    }

    async fn run<R: Model>(self) -> Result<Outcome, Error> {
        match self.program {
            Program::Read(set) => self.read(self.build().set::<R>(set)).await,
            Program::Select(selected) => self.select::<R>(selected).await,
            Program::Group(grouped) => self.group::<R>(grouped).await,
            Program::Partition(set, pred) => {
                self.partition(self.build().set::<R>(set), self.build().pred::<R>(pred)).await
            }
            Program::Pages { .. } => self.pages::<R>().await,
            Program::Join(set, key) => self.join::<R>(set, *key).await,
            Program::Tree(set, key, branch) => self.tree::<R>(set, *key, branch).await,
            Program::Forest(set, nested) => self.forest::<R>(set, nested).await,
            Program::Update { .. } => self.update::<R>().await,
            Program::UpdateEach(each) => self.update_each::<R>(each).await,
            Program::Delete(set) => {
                let gone = self.build().set::<R>(set).delete_returning(self.tx).await?;
                Ok(vec![("returning", rows(&gone)), self.left::<R>().await?])
            }
            Program::Locked(locked) => self.locked::<R>(locked).await,
            Program::Insert { rows, conflict } => self.insert::<R>(rows, conflict).await,
        }
    }

    /// What is in the table in the end.
    async fn left<R: Model>(&self) -> Result<(&'static str, Found), Error> {
        Ok(("left", rows(&R::query().all(self.tx).await?)))
    }
}

/// Rows as values, in the order they came.
fn rows<R: Model>(rows: &[R]) -> Found {
    Found::Ordered(rows.iter().map(Model::values).collect())
}

/// Bytes as values.
fn read(rows: Vec<Vec<Raw>>, readings: &[Reading]) -> Result<Found, Error> {
    let row = |row: Vec<Raw>| row.iter().zip(readings).map(|(raw, (ty, null))| raw.read(*ty, *null)).collect();
    Ok(Found::Ordered(rows.into_iter().map(row).collect::<Result<Vec<Vec<Val>>, Error>>()?))
}

/// How values are to be read.
fn readings<R: Model>(values: &[Any<R>]) -> Vec<Reading> {
    values.iter().map(Any::reading).collect()
}

/// Whether what a server found is what the interpreter found.
pub(crate) fn agrees(expected: &Found, found: &Found) -> bool {
    match (expected, found) {
        (Found::Rows(expected), Found::Ordered(found)) => {
            let mut found = found.clone();
            found.sort();
            *expected == found
        }
        (Found::AtLeast(expected), Found::Ordered(found)) => expected.iter().all(|row| found.contains(row)),
        (Found::Forest(ordered, expected), Found::Forest(_, found)) => {
            let mut found = found.clone();
            if !ordered {
                found.sort_by(|(a, _), (b, _)| a.cmp(b));
            }
            let same = |(expected, found): (&Vec<Found>, &Vec<Found>)| {
                expected.len() == found.len() && expected.iter().zip(found).all(|(a, b)| agrees(a, b))
            };
            expected.len() == found.len()
                && expected.iter().zip(&found).all(|((a, beside), (b, found))| a == b && same((beside, found)))
        }
        (Found::Tree(expected), Found::Tree(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|((a, beside), (b, found))| a == b && agrees(beside, found))
        }
        _ => expected == found,
    }
}
