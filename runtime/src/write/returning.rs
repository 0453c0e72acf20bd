//! What a write gives back, where that is not whole rows.

use std::future::Future;
use std::marker::PhantomData;

use super::amount::Amount;
use super::steps::{Steps, returned};
use crate::error::Error;
use crate::execute::Executor;
use crate::relation::Relation;
use crate::select::Selection;

/// What a type speaks of without holding it.
type Speaks<T> = PhantomData<fn() -> T>;

/// A write that gives back a selection `S` of its rows.
#[must_use = "nothing is written before `returning` is awaited"]
pub struct Returning<R, S, A> {
    steps: Result<Steps, Error>,
    of: Speaks<(R, S, A)>,
}

impl<R: Relation, S: Selection<R>, A: Amount> Returning<R, S, A> {
    pub(super) fn new(steps: Result<Steps, Error>) -> Self {
        Self { steps, of: PhantomData }
    }

    /// Writes, and gives back the values.
    pub fn returning<E: Executor>(
        self,
        db: &E,
    ) -> impl Future<Output = Result<A::Of<S::Out>, Error>> + Send + use<'_, R, S, A, E> {
        let steps = self.steps;
        async move { A::collect(returned(db, steps?, S::read).await?, R::META) }
    }
}
