//! What a tree can load with a row.

use std::future::Future;

use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{Expr, Operand};
use crate::node::Node;
use crate::relation::Relation;
use crate::render::Output;
use crate::row::Row;
use crate::select::Outputs;
use crate::statement::Statement;
use crate::value::Value;

/// What can be loaded with each row of `R`: a key, a branch made from one (`Film::ACTOR.order_by(…)`), or an expression
/// (`Film::ACTOR.count()`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded with rows of `{R}`",
    label = "expected a key, a branch or an expression of `{R}`"
)]
pub trait Load<R: Relation>: Clone + Send + Sync + 'static {
    /// What each row gets.
    type Out: Clone + Send;

    /// What comes with the row itself.
    #[doc(hidden)]
    type Inline: Send;

    /// What comes by a statement of its own.
    #[doc(hidden)]
    type Fetched: Send;

    /// The number of values that come with the row.
    #[doc(hidden)]
    const WIDTH: usize;

    /// Whether it has a statement of its own.
    #[doc(hidden)]
    const APART: bool;

    #[doc(hidden)]
    fn outputs(&self, outputs: &mut Outputs);

    /// The statements that load it with rows that have a predicate.
    #[doc(hidden)]
    fn statements(&self, parents: &Node, statements: &mut Vec<Statement>);

    #[doc(hidden)]
    fn read(row: Row<'_>) -> Result<Self::Inline, Error>;

    #[doc(hidden)]
    fn fetch<E: Executor>(
        &self,
        parents: Parents<'_, R>,
        db: &E,
    ) -> impl Future<Output = Result<Self::Fetched, Error>> + Send;

    #[doc(hidden)]
    fn attach(fetched: Self::Fetched, inline: Vec<Self::Inline>, rows: &[R]) -> Result<Vec<Self::Out>, Error>;
}

/// The rows of the level above.
#[doc(hidden)]
#[expect(unnameable_types, reason = "the type of a hidden method")]
#[derive(Debug)]
pub enum Parents<'p, R> {
    /// Not read yet, and known by their predicate.
    Like(&'p Node),
    /// Read.
    Are(&'p [R]),
}

impl<R> Clone for Parents<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Parents<'_, R> {}

/// A value computed for the row.
impl<R: Relation, T: Value> Load<R> for Expr<R, T> {
    type Out = T;
    type Inline = T;
    type Fetched = ();

    const WIDTH: usize = 1;
    const APART: bool = false;

    fn outputs(&self, outputs: &mut Outputs) {
        outputs.0.push(Output { node: Operand::into_node(self.clone()), ty: T::TYPE });
    }

    fn statements(&self, _: &Node, _: &mut Vec<Statement>) {}

    fn read(row: Row<'_>) -> Result<T, Error> {
        row.get(0)
    }

    async fn fetch<E: Executor>(&self, _: Parents<'_, R>, _: &E) -> Result<(), Error> {
        Ok(())
    }

    fn attach((): (), inline: Vec<T>, _: &[R]) -> Result<Vec<T>, Error> {
        Ok(inline)
    }
}
