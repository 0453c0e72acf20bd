//! Primary keys and unique constraints: what finds one row, and what an insert may conflict with.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::{Node, op};
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

impl<R> Key<R> {
    /// The name of the constraint.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<R> Clone for Key<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Key<R> {}

impl<R> fmt::Debug for Key<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.name).finish()
    }
}
