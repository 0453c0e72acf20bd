//! What can be selected: columns, expressions, and tuples of them.

use crate::column::{Column, Generated};
use crate::error::Error;
use crate::expr::{Expr, Operand};
use crate::relation::Relation;
use crate::render::Output;
use crate::row::Row;
use crate::value::Value;

/// What is read of each row of a set of `R`: a column, an expression, or a tuple of up to 16 of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{R}`",
    label = "expected columns or expressions of `{R}`",
    note = "aggregates stand in `aggregate(…)`; a selection is a column, an expression, or a tuple of up to 16 of them"
)]
pub trait Selection<R: Relation> {
    /// What is read.
    type Out: Send;

    /// The number of values.
    #[doc(hidden)]
    const WIDTH: usize;

    #[doc(hidden)]
    fn push_to(self, outputs: &mut Outputs);

    #[doc(hidden)]
    fn read(row: Row<'_>) -> Result<Self::Out, Error>;
}

/// The values of a selection, untyped.
#[derive(Clone, Debug, Default)]
pub struct Outputs(pub(crate) Vec<Output>);

macro_rules! operand {
    ($($operand:ident),*) => {
        $(
            impl<R: Relation, T: Value> Selection<R> for $operand<R, T> {
                type Out = T;

                const WIDTH: usize = 1;

                fn push_to(self, outputs: &mut Outputs) {
                    outputs.0.push(Output { node: Operand::into_node(self), ty: T::TYPE });
                }

                #[inline]
                fn read(row: Row<'_>) -> Result<T, Error> {
                    row.get(0)
                }
            }
        )*
    };
}

operand!(Column, Generated, Expr);

macro_rules! tuples {
    ($(($($name:ident),*))*) => {
        $(
            impl<R: Relation, $($name: Selection<R>),*> Selection<R> for ($($name,)*) {
                type Out = ($($name::Out,)*);

                const WIDTH: usize = 0 $(+ $name::WIDTH)*;

                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn push_to(self, outputs: &mut Outputs) {
                    let ($($name,)*) = self;
                    $($name.push_to(outputs);)*
                }

                #[allow(unused_assignments, reason = "the last of them is not read")]
                #[inline]
                fn read(row: Row<'_>) -> Result<Self::Out, Error> {
                    let mut row = row;
                    Ok(($({
                        let value = $name::read(row)?;
                        row = row.skip($name::WIDTH);
                        value
                    },)*))
                }
            }
        )*
    };
}

tuples! {
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H)
    (A, B, C, D, E, F, G, H, I)
    (A, B, C, D, E, F, G, H, I, J)
    (A, B, C, D, E, F, G, H, I, J, K)
    (A, B, C, D, E, F, G, H, I, J, K, L)
    (A, B, C, D, E, F, G, H, I, J, K, L, M)
    (A, B, C, D, E, F, G, H, I, J, K, L, M, N)
    (A, B, C, D, E, F, G, H, I, J, K, L, M, N, O)
    (A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P)
}

/// The untyped values of a selection.
pub(crate) fn outputs<R: Relation>(selection: impl Selection<R>) -> Vec<Output> {
    let mut outputs = Outputs::default();
    selection.push_to(&mut outputs);
    outputs.0
}
