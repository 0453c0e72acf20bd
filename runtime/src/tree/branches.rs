//! Several things to load with a row: the tuple that grows with each `with`.

use std::future::Future;

use super::load::{Load, Parents};
use crate::error::Error;
use crate::execute::Executor;
use crate::node::Node;
use crate::relation::Relation;
use crate::row::Row;
use crate::select::Outputs;
use crate::statement::Statement;

/// What is loaded with each row of `R`: a tuple of up to 8.
pub trait Branches<R: Relation>: Clone + Send + Sync + 'static {
    /// The row, alone or in a tuple with what is loaded.
    type Row: Clone + Send;

    #[doc(hidden)]
    type Inline: Send;

    #[doc(hidden)]
    type Fetched: Send;

    #[doc(hidden)]
    const WIDTH: usize;

    /// Whether one of them has a statement of its own.
    #[doc(hidden)]
    const APART: bool;

    #[doc(hidden)]
    fn outputs(&self, outputs: &mut Outputs);

    /// The statements of what is loaded with rows that have a predicate.
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
    fn assemble(rows: Vec<R>, inline: Vec<Self::Inline>, fetched: Self::Fetched) -> Result<Vec<Self::Row>, Error>;
}

/// A tuple with one more element.
#[diagnostic::on_unimplemented(message = "no more than 8 branches can be loaded with one row")]
pub trait Append<B> {
    /// The tuple.
    type With;

    #[doc(hidden)]
    fn append(self, branch: B) -> Self::With;
}

impl<R: Relation + Clone> Branches<R> for () {
    type Row = R;
    type Inline = ();
    type Fetched = ();

    const WIDTH: usize = 0;
    const APART: bool = false;

    fn outputs(&self, _: &mut Outputs) {}

    fn statements(&self, _: &Node, _: &mut Vec<Statement>) {}

    #[inline]
    fn read(_: Row<'_>) -> Result<(), Error> {
        Ok(())
    }

    async fn fetch<E: Executor>(&self, _: Parents<'_, R>, _: &E) -> Result<(), Error> {
        Ok(())
    }

    fn assemble(rows: Vec<R>, _: Vec<()>, (): ()) -> Result<Vec<R>, Error> {
        Ok(rows)
    }
}

impl<B> Append<B> for () {
    type With = (B,);

    fn append(self, branch: B) -> (B,) {
        (branch,)
    }
}

macro_rules! tuples {
    ($(($($name:ident: $at:tt),*))*) => {
        $(
            impl<R: Relation + Clone, $($name: Load<R>),*> Branches<R> for ($($name,)*) {
                type Row = (R, $($name::Out,)*);
                type Inline = ($($name::Inline,)*);
                type Fetched = ($($name::Fetched,)*);

                const WIDTH: usize = 0 $(+ $name::WIDTH)*;
                const APART: bool = false $(|| $name::APART)*;

                fn outputs(&self, outputs: &mut Outputs) {
                    $(self.$at.outputs(outputs);)*
                }

                fn statements(&self, parents: &Node, statements: &mut Vec<Statement>) {
                    $(self.$at.statements(parents, statements);)*
                }

                #[allow(unused_assignments, reason = "the last of them is not read")]
                fn read(row: Row<'_>) -> Result<Self::Inline, Error> {
                    let mut row = row;
                    Ok(($({
                        let value = $name::read(row)?;
                        row = row.skip($name::WIDTH);
                        value
                    },)*))
                }

                async fn fetch<Db: Executor>(&self, parents: Parents<'_, R>, db: &Db) -> Result<Self::Fetched, Error> {
                    tokio::try_join!($(self.$at.fetch(parents, db)),*)
                }

                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn assemble(
                    rows: Vec<R>,
                    inline: Vec<Self::Inline>,
                    fetched: Self::Fetched,
                ) -> Result<Vec<Self::Row>, Error> {
                    let mut columns = ($(Vec::<$name::Inline>::with_capacity(inline.len()),)*);
                    for each in inline {
                        $(columns.$at.push(each.$at);)*
                    }
                    $(let mut $name = $name::attach(fetched.$at, columns.$at, &rows)?.into_iter();)*
                    let mut whole = Vec::with_capacity(rows.len());
                    for row in rows {
                        whole.push((row, $($name.next().ok_or_else(fewer)?,)*));
                    }
                    Ok(whole)
                }
            }
        )*
    };
}

tuples! {
    (A: 0)
    (A: 0, B: 1)
    (A: 0, B: 1, C: 2)
    (A: 0, B: 1, C: 2, D: 3)
    (A: 0, B: 1, C: 2, D: 3, E: 4)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7)
}

macro_rules! append {
    ($(($($name:ident),*))*) => {
        $(
            impl<$($name,)* Next> Append<Next> for ($($name,)*) {
                type With = ($($name,)* Next,);

                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn append(self, branch: Next) -> Self::With {
                    let ($($name,)*) = self;
                    ($($name,)* branch,)
                }
            }
        )*
    };
}

append! {
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
}

/// Never made: what is attached has the length of what it is attached to.
#[cold]
fn fewer() -> Error {
    Error::decode("fewer values than rows")
}
