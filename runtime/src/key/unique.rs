//! Primary keys, unique constraints and unique indexes: what finds one row, and what an insert may conflict with.

use std::fmt;
use std::marker::PhantomData;

use crate::node::{Node, op};
use crate::query::Query;
use crate::relation::Relation;
use crate::statement::Param;
use crate::value::Value;

/// A primary key or unique constraint of `R`.
pub struct Key<R> {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [u16],
    of: PhantomData<fn() -> R>,
}

/// The key of this name over these columns.
pub const fn key<R>(name: &'static str, columns: &'static [u16]) -> Key<R> {
    Key { name, columns, of: PhantomData }
}

/// A unique index of `R` that is no constraint: on columns or expressions, of all rows or of some.
///
/// [`on_conflict`](crate::Insert::on_conflict) takes it as it takes a [`Key`].
pub struct UniqueIndex<R> {
    pub(crate) name: &'static str,
    /// What `ON CONFLICT` infers it from: `(lower(email)) WHERE active`.
    pub(crate) target: &'static str,
    of: PhantomData<fn() -> R>,
}

/// The unique index of this name, and what `ON CONFLICT` infers it from.
pub const fn unique_index<R>(name: &'static str, target: &'static str) -> UniqueIndex<R> {
    UniqueIndex { name, target, of: PhantomData }
}

/// A value for a column of a key.
pub struct Bound(Param);

/// A value for a column of a key.
pub fn bind<T: Value>(value: T) -> Bound {
    Bound(param(value))
}

fn param<T: Value>(value: T) -> Param {
    Param::new(value, T::TYPE)
}

impl<R: Relation> Key<R> {
    /// The row with these values, in the order of the key's columns.
    pub fn find<const N: usize>(self, values: [Bound; N]) -> Query<R> {
        let mut equalities = self.columns.iter().zip(values).map(|(&index, Bound(value))| {
            Node::binary(&op::EQ, Node::Column { index, nullable: false }, Node::Param(value))
        });
        match (N, equalities.next()) {
            (1, Some(equality)) => Query::new(equality),
            (_, None) => Query::new(Node::False),
            (_, Some(first)) => Query::new(Node::And(std::iter::once(first).chain(equalities).collect())),
        }
    }
}

macro_rules! names {
    ($($key:ident: $what:literal;)*) => {
        $(
            impl<R> $key<R> {
                #[doc = concat!("The name of the ", $what, ".")]
                pub const fn name(&self) -> &'static str {
                    self.name
                }
            }

            impl<R> Clone for $key<R> {
                fn clone(&self) -> Self {
                    *self
                }
            }

            impl<R> Copy for $key<R> {}

            impl<R> fmt::Debug for $key<R> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_tuple(stringify!($key)).field(&self.name).finish()
                }
            }
        )*
    };
}

names! {
    Key: "constraint";
    UniqueIndex: "index";
}
