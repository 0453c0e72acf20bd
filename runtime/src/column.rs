//! Columns: an index into their relation, typed by relation and value.

use std::fmt;
use std::marker::PhantomData;

use crate::node::Node;
use crate::value::Value;

/// A column of the relation `R` with values of type `T`, an `Option` where it may be NULL.
///
/// Its operations are those of [`Operand`](crate::expr::Operand), as for every expression.
pub struct Column<R, T> {
    index: u16,
    of: PhantomData<fn() -> (R, T)>,
}

/// A column that the database alone writes: `GENERATED ALWAYS`, as expression or as identity.
///
/// It is read like a [`Column`], and cannot be set.
pub struct Generated<R, T> {
    index: u16,
    of: PhantomData<fn() -> (R, T)>,
}

/// The column at this place of its relation.
pub const fn column<R, T>(index: u16) -> Column<R, T> {
    Column { index, of: PhantomData }
}

/// The generated column at this place of its relation.
pub const fn generated<R, T>(index: u16) -> Generated<R, T> {
    Generated { index, of: PhantomData }
}

macro_rules! column {
    ($column:ident) => {
        impl<R, T> $column<R, T> {
            /// Its place in the relation.
            pub(crate) const fn index(self) -> u16 {
                self.index
            }
        }

        impl<R, T: Value> $column<R, T> {
            /// The column as an untyped expression.
            pub(crate) fn node(self) -> Node {
                Node::Column { index: self.index, nullable: T::NULLABLE }
            }
        }

        impl<R, T> Clone for $column<R, T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<R, T> Copy for $column<R, T> {}

        impl<R, T> fmt::Debug for $column<R, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($column)).field(&self.index).finish()
            }
        }
    };
}

column!(Column);
column!(Generated);
