//! Rows of several relations beside each other, to be grouped by values of each.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::aggregate::{Aggregated, Aggregates, Grouped, Whole, grouped};
use super::selection::Selection;
use crate::error::Error;
use crate::expr::{Expr, Operand, Predicate};
use crate::key::Cardinality;
use crate::node::{Edge, Lift, Node, RelationMeta, Subset, logic};
use crate::query::Query;
use crate::relation::{Relation, no_column};
use crate::render::Beside;
use crate::row::Row;
use crate::value::{Encode, Value};

/// The combinations of rows that keys make: of `(Category, Film)`, each category beside each of its films.
///
/// [`sides`](Self::sides) gives one value for each relation; what they [`get`](Side::get) are expressions over the
/// combinations, for [`group_by`](Self::group_by), [`aggregate`](Self::aggregate), [`filter`](Self::filter) and orders:
///
/// ```ignore
/// let join = Category::query().join(Category::FILM).join(Film::INVENTORY);
/// let (category, film, copy) = join.sides();
/// let by_name = join.group_by((category.get(Category::NAME), film.get(Film::RATING)));
/// let rows = by_name.aggregate((count(), copy.get(Inventory::INVENTORY_ID).max())).all(&db).await?;
/// ```
///
/// Relations that are reached by a key to one row need no join: `film.get(Film::LANGUAGE.get(Language::NAME))`.
pub struct Join<T> {
    subset: Subset,
    joins: Vec<Beside>,
    /// The keys from the first relation to each, the first one included.
    paths: Vec<Arc<[Edge]>>,
    of: PhantomData<fn() -> T>,
}

/// One relation of a [`Join`], in which each combination has a row of it.
pub struct Side<J, R> {
    path: Arc<[Edge]>,
    of: PhantomData<fn() -> (J, R)>,
}

/// One relation of a [`Join`], of which a combination may have no row: it was joined by
/// [`left_join`](Join::left_join).
pub struct OptionalSide<J, R> {
    path: Arc<[Edge]>,
    of: PhantomData<fn() -> (J, R)>,
}

/// A relation of a [`Join`] of which a combination may have no row.
pub struct Maybe<R>(PhantomData<fn() -> R>);

/// A relation of a [`Join`]: the row type, or [`Maybe`] of it. It is implemented for these alone.
pub trait Beneath: Send + Sync + 'static {
    /// The relation.
    type Relation: Relation;
    /// What stands for it in expressions.
    type Side<J>;

    #[doc(hidden)]
    fn side<J>(path: Arc<[Edge]>) -> Self::Side<J>;
}

impl<R: Relation> Beneath for R {
    type Relation = R;
    type Side<J> = Side<J, R>;

    fn side<J>(path: Arc<[Edge]>) -> Side<J, R> {
        Side { path, of: PhantomData }
    }
}

impl<R: Relation> Beneath for Maybe<R> {
    type Relation = R;
    type Side<J> = OptionalSide<J, R>;

    fn side<J>(path: Arc<[Edge]>) -> OptionalSide<J, R> {
        OptionalSide { path, of: PhantomData }
    }
}

/// The relations of a [`Join`]: a tuple of two to six. It is implemented for these alone.
pub trait Sides: Send + Sync + 'static {
    /// The first relation.
    type First: Relation;
    /// The relation that was joined last.
    type Last: Relation;
    /// One side for each relation.
    type Each;

    #[doc(hidden)]
    fn each(paths: &[Arc<[Edge]>]) -> Self::Each;
}

/// A tuple of relations that can be joined with one more.
pub trait And<S>: Sides {
    /// The tuple with it at its end.
    type With: Sides;
}

macro_rules! sides {
    ($(($first:ident $(, $name:ident)*; $last:ident))*) => {
        $(
            impl<$first: Relation, $($name: Beneath,)* $last: Beneath> Sides for ($first, $($name,)* $last) {
                type First = $first;
                type Last = $last::Relation;
                type Each = (
                    Side<Join<Self>, $first>,
                    $($name::Side<Join<Self>>,)*
                    $last::Side<Join<Self>>,
                );

                fn each(paths: &[Arc<[Edge]>]) -> Self::Each {
                    let mut paths = paths.iter().map(Arc::clone);
                    let mut next = || paths.next().unwrap_or_default();
                    (
                        <$first as Beneath>::side(next()),
                        $($name::side(next()),)*
                        $last::side(next()),
                    )
                }
            }
        )*
    };
}

macro_rules! and {
    ($(($first:ident, $($name:ident),*) and $more:ident;)*) => {
        $(
            impl<$first: Relation, $($name: Beneath,)* $more: Beneath> And<$more> for ($first, $($name),*) {
                type With = ($first, $($name,)* $more);
            }
        )*
    };
}

sides! {
    (A; B)
    (A, B; C)
    (A, B, C; D)
    (A, B, C, D; E)
    (A, B, C, D, E; F)
}

and! {
    (A, B) and C;
    (A, B, C) and D;
    (A, B, C, D) and E;
    (A, B, C, D, E) and F;
}

impl<R: Relation> Query<R> {
    /// Its rows, each beside each of the rows that a key leads to, to be grouped; [`left_join`](Self::left_join) keeps rows
    /// beside which there is none.
    pub fn join<S: Relation, K: Cardinality<R, S>>(&self, key: K) -> Join<(R, S)> {
        joined(self.subset(), key.as_edge(), false)
    }
}

/// A set beside what a key leads to.
pub(super) fn joined<T: Sides>(subset: &Subset, edge: Edge, left: bool) -> Join<T> {
    let first = Join::<T> { subset: grouped(subset), joins: Vec::new(), paths: vec![Arc::new([])], of: PhantomData };
    first.beside(edge, left)
}

impl<T: Sides> Join<T> {
    /// A side for each relation, in their order.
    pub fn sides(&self) -> T::Each {
        T::each(&self.paths)
    }

    /// Each combination beside each of the rows that a key of the last relation leads to.
    pub fn join<S: Relation, K: Cardinality<T::Last, S>>(self, key: K) -> Join<T::With>
    where
        T: And<S>,
    {
        self.beside(key.as_edge(), false)
    }

    /// The same, where combinations beside which there is no row are kept.
    pub fn left_join<S: Relation, K: Cardinality<T::Last, S>>(self, key: K) -> Join<T::With>
    where
        T: And<Maybe<S>>,
    {
        self.beside(key.as_edge(), true)
    }

    fn beside<W>(self, edge: Edge, left: bool) -> Join<W> {
        let Self { subset, mut joins, mut paths, of: _ } = self;
        let from = paths.last().map(Arc::clone).unwrap_or_default();
        paths.push(from.iter().copied().chain(edge.steps()).collect());
        joins.push(Beside { from, edge, left });
        Join { subset, joins, paths, of: PhantomData }
    }

    /// The combinations for which the predicate is true.
    #[must_use]
    pub fn filter(mut self, predicate: Predicate<Self>) -> Self {
        let filter = std::mem::replace(&mut self.subset.filter, Node::True);
        self.subset.filter = logic::and(filter, predicate.into_node());
        self
    }

    /// Groups the combinations by an expression or a tuple of them.
    pub fn group_by<K: Selection<Self>>(&self, keys: K) -> Grouped<Self, K> {
        Grouped::of_joined(self.subset.clone(), self.joins.clone(), keys)
    }

    /// Computes aggregates over all combinations.
    pub fn aggregate<A: Aggregates<Self>>(&self, aggregates: A) -> Aggregated<Self, Whole, A> {
        Aggregated::of_joined(self.subset.clone(), self.joins.clone(), aggregates)
    }
}

impl<J: Relation, R: Relation> Side<J, R> {
    /// A value of its row.
    pub fn get<T: Value>(&self, value: impl Operand<R, T>) -> Expr<J, T> {
        Expr::of(lifted(&self.path, value.into_node()))
    }
}

impl<J: Relation, R: Relation> OptionalSide<J, R> {
    /// A value of its row, NULL where there is none.
    pub fn get<T: Value>(&self, value: impl Operand<R, T>) -> Expr<J, T::Nullable> {
        Expr::of(lifted(&self.path, value.into_node()))
    }
}

/// A value of the row that keys lead to.
fn lifted(path: &[Edge], value: Node) -> Node {
    path.iter().rev().fold(value, |value, edge| Node::Lift(Arc::new(Lift { edge: *edge, value })))
}

/// A combination is what expressions are over; it is not read as a whole.
impl<T: Sides> Relation for Join<T> {
    const META: &'static RelationMeta = T::First::META;

    fn from_row(_: &Row<'_>) -> Result<Self, Error> {
        Err(Error::usage("a combination of rows is not read as a whole").with_hint("group it, or use `with`"))
    }

    fn value(&self, _: u16) -> &dyn Encode {
        no_column()
    }
}

impl<T> fmt::Debug for Join<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join").field("joins", &self.joins).finish_non_exhaustive()
    }
}

macro_rules! tokens {
    ($($token:ident),*) => {
        $(
            impl<J, R> Clone for $token<J, R> {
                fn clone(&self) -> Self {
                    Self { path: Arc::clone(&self.path), of: PhantomData }
                }
            }

            impl<J, R> fmt::Debug for $token<J, R> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_struct(stringify!($token)).finish_non_exhaustive()
                }
            }
        )*
    };
}

tokens!(Side, OptionalSide);
