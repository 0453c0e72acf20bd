//! What an insert may conflict with.

use crate::column::{Column, Generated};
use crate::key::{Key, UniqueIndex};
use crate::node::Target;
use crate::relation::Relation;
use crate::value::Value;

/// What [`on_conflict`](crate::Insert::on_conflict) takes: a constant of `R` for a primary key, a unique constraint or a
/// unique index; or the columns of one, in any order, as a column, an array of columns, or a tuple of up to 8.
///
/// Columns stand for every unique constraint and index of all rows on just these columns. A partial index and one on
/// expressions are named by their constants.
#[diagnostic::on_unimplemented(
    message = "a row of `{R}` does not conflict with `{Self}`",
    label = "expected a key, a unique index or columns of `{R}`"
)]
pub trait ConflictTarget<R: Relation> {
    #[doc(hidden)]
    fn into_target(self) -> Target;
}

impl<R: Relation> ConflictTarget<R> for Key<R> {
    fn into_target(self) -> Target {
        Target::Constraint(self.name)
    }
}

impl<R: Relation> ConflictTarget<R> for UniqueIndex<R> {
    fn into_target(self) -> Target {
        Target::Index(self.target)
    }
}

/// A column of a key, which may be one that the database alone writes.
pub trait KeyColumn<R> {
    /// The type of its values.
    type Type: Value;

    #[doc(hidden)]
    fn index(self) -> u16;
}

macro_rules! columns {
    ($($column:ident),*) => {
        $(
            impl<R, T: Value> KeyColumn<R> for $column<R, T> {
                type Type = T;

                fn index(self) -> u16 {
                    $column::index(self)
                }
            }

            impl<R: Relation, T: Value> ConflictTarget<R> for $column<R, T> {
                fn into_target(self) -> Target {
                    Target::Columns(vec![self.index()])
                }
            }
        )*
    };
}

columns!(Column, Generated);

impl<R: Relation, C: KeyColumn<R>, const N: usize> ConflictTarget<R> for [C; N] {
    fn into_target(self) -> Target {
        Target::Columns(self.into_iter().map(C::index).collect())
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {
        $(
            impl<R: Relation, $($name: KeyColumn<R>),*> ConflictTarget<R> for ($($name,)*) {
                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn into_target(self) -> Target {
                    let ($($name,)*) = self;
                    Target::Columns(vec![$($name.index()),*])
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
