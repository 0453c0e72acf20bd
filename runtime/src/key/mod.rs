//! Keys: how a row is found, and how one leads to others.

mod fold;
pub(crate) mod follow;
mod unique;

use std::fmt;
use std::marker::PhantomData;

#[doc(hidden)]
pub use crate::node::Target;
pub use follow::Cardinality;
pub use unique::{Bound, Key, UniqueIndex, bind, key, unique_index};

use crate::node::{Edge, Pairs, RelationMeta, Step};
use crate::relation::Relation;

/// A foreign key that leads from every row of `R` to one row of `S`.
pub struct ToOne<R, S> {
    pairs: Pairs,
    of: PhantomData<fn() -> (R, S)>,
}

/// A key that leads from a row of `R` to one row of `S`, or to none.
pub struct ToOptional<R, S> {
    pairs: Pairs,
    of: PhantomData<fn() -> (R, S)>,
}

/// A key that leads from a row of `R` to any number of rows of `S`.
pub struct ToMany<R, S> {
    pairs: Pairs,
    through: Option<(&'static RelationMeta, Pairs)>,
    of: PhantomData<fn() -> (R, S)>,
}

/// A foreign key whose columns are not NULL.
pub const fn to_one<R, S>(pairs: Pairs) -> ToOne<R, S> {
    ToOne { pairs, of: PhantomData }
}

impl<R, S> ToOne<R, S> {
    /// The same key where its row may be left out.
    pub(crate) const fn optional(self) -> ToOptional<R, S> {
        ToOptional { pairs: self.pairs, of: PhantomData }
    }
}

/// A foreign key with a column that may be NULL, or the reverse of a one-to-one key.
pub const fn to_optional<R, S>(pairs: Pairs) -> ToOptional<R, S> {
    ToOptional { pairs, of: PhantomData }
}

/// The reverse of a foreign key.
pub const fn to_many<R, S>(pairs: Pairs) -> ToMany<R, S> {
    ToMany { pairs, through: None, of: PhantomData }
}

/// Two foreign keys of the association table `A`.
pub const fn through<R, A: Relation, S>(near: Pairs, far: Pairs) -> ToMany<R, S> {
    ToMany { pairs: near, through: Some((A::META, far)), of: PhantomData }
}

impl<R: Relation, S: Relation> ToMany<R, S> {
    pub(crate) fn edge(self) -> Edge {
        let through = self.through.map(|(association, far)| (association, Step::new(far)));
        Edge { target: S::META, near: Step::new(self.pairs), through }
    }
}

macro_rules! keys {
    ($($key:ident),*) => {
        $(
            impl<R, S> Clone for $key<R, S> {
                fn clone(&self) -> Self {
                    *self
                }
            }

            impl<R, S> Copy for $key<R, S> {}

            impl<R, S> fmt::Debug for $key<R, S> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_tuple(stringify!($key)).field(&self.pairs).finish()
                }
            }
        )*
    };
}

macro_rules! direct {
    ($($key:ident),*) => {
        $(
            impl<R: Relation, S: Relation> $key<R, S> {
                pub(crate) fn edge(self) -> Edge {
                    Edge { target: S::META, near: Step::new(self.pairs), through: None }
                }
            }
        )*
    };
}

keys!(ToOne, ToOptional, ToMany);
direct!(ToOne, ToOptional);
