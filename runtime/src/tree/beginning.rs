//! Keys as what they begin: branches, and what they load by themselves.

use super::branch::Branch;
use super::load::{Load, Parents};
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{OrderBy, Predicate};
use crate::key::{Cardinality, ToMany, ToOne, ToOptional};
use crate::node::Node;
use crate::relation::Relation;
use crate::row::Row;
use crate::select::Outputs;
use crate::statement::Statement;

impl<R: Relation, S: Relation> ToMany<R, S> {
    /// To load its rows in this order.
    pub fn order_by(self, by: impl OrderBy<S>) -> Branch<R, S, Self> {
        Branch::new(self).order_by(by)
    }

    /// To load those of its rows for which the predicate is true.
    pub fn filter(self, predicate: Predicate<S>) -> Branch<R, S, Self> {
        Branch::new(self).filter(predicate)
    }

    /// To load at most this many of its rows for each row.
    pub fn limit(self, rows: u64) -> Branch<R, S, Self> {
        Branch::new(self).limit(rows)
    }

    /// To load its rows, each with what a branch says.
    pub fn with<B: Load<S>>(self, branch: B) -> Branch<R, S, Self, (B,)> {
        Branch::new(self).with(branch)
    }
}

impl<R: Relation, S: Relation> ToOptional<R, S> {
    /// To load its row if the predicate is true for it.
    pub fn filter(self, predicate: Predicate<S>) -> Branch<R, S, Self> {
        Branch::new(self).filter(predicate)
    }

    /// To load its row with what a branch says.
    pub fn with<B: Load<S>>(self, branch: B) -> Branch<R, S, Self, (B,)> {
        Branch::new(self).with(branch)
    }
}

impl<R: Relation, S: Relation> ToOne<R, S> {
    /// To load its row if the predicate is true for it: an `Option`.
    pub fn filter(self, predicate: Predicate<S>) -> Branch<R, S, ToOptional<R, S>> {
        Branch::new(self.optional()).filter(predicate)
    }

    /// To load its row with what a branch says.
    pub fn with<B: Load<S>>(self, branch: B) -> Branch<R, S, Self, (B,)> {
        Branch::new(self).with(branch)
    }
}

macro_rules! key {
    ($key:ident) => {
        /// The rows it leads to.
        impl<R: Relation, S: Relation + Clone> Load<R> for $key<R, S> {
            type Out = <Self as Cardinality<R, S>>::Loaded<S>;
            type Inline = ();
            type Fetched = <Branch<R, S, Self> as Load<R>>::Fetched;

            const WIDTH: usize = 0;
            const APART: bool = true;

            fn outputs(&self, _: &mut Outputs) {}

            fn statements(&self, parents: &Node, statements: &mut Vec<Statement>) {
                Branch::<R, S, Self>::new(*self).statements(parents, statements);
            }

            fn read(_: Row<'_>) -> Result<(), Error> {
                Ok(())
            }

            async fn fetch<E: Executor>(&self, parents: Parents<'_, R>, db: &E) -> Result<Self::Fetched, Error> {
                Branch::<R, S, Self>::new(*self).fetch(parents, db).await
            }

            fn attach(fetched: Self::Fetched, inline: Vec<()>, rows: &[R]) -> Result<Vec<Self::Out>, Error> {
                <Branch<R, S, Self> as Load<R>>::attach(fetched, inline, rows)
            }
        }
    };
}

key!(ToOne);
key!(ToOptional);
key!(ToMany);
