//! Columns that can be set, several of them at once.

use crate::column::Column;
use crate::relation::Relation;

/// Columns of `R` that can be set: one, an array of them, or a tuple of up to 8.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of columns of `{R}` that can be set",
    note = "generated columns cannot be set"
)]
pub trait Columns<R: Relation> {
    #[doc(hidden)]
    fn push_to(self, columns: &mut Vec<u16>);
}

impl<R: Relation, T> Columns<R> for Column<R, T> {
    fn push_to(self, columns: &mut Vec<u16>) {
        columns.push(self.index());
    }
}

impl<R: Relation, C: Columns<R>, const N: usize> Columns<R> for [C; N] {
    fn push_to(self, columns: &mut Vec<u16>) {
        for column in self {
            column.push_to(columns);
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {
        $(
            impl<R: Relation, $($name: Columns<R>),*> Columns<R> for ($($name,)*) {
                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn push_to(self, columns: &mut Vec<u16>) {
                    let ($($name,)*) = self;
                    $($name.push_to(columns);)*
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
}
