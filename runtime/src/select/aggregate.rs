//! Groups of rows, and what is computed of each.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::selection::{Outputs, Selection, outputs};
use crate::error::Error;
use crate::execute::Executor;
use crate::expr::{Aggregate, Grouping, OrderBy, order_items};
use crate::node::{Node, OrderItem, Subset, logic};
use crate::query::{Query, read};
use crate::relation::Relation;
use crate::render::{self, Beside, Output};
use crate::row::Row;
use crate::statement::Refusal;
use crate::statement::Statement;
use crate::value::Value;

/// Aggregates: one, or a tuple of up to 8.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an aggregate over rows of `{R}`",
    label = "expected aggregates of columns or expressions of `{R}`",
    note = "an aggregate is made by `count()`, or by `.sum()`, `.avg()`, `.min()`, `.max()`, `.count()` on a column"
)]
pub trait Aggregates<R: Relation> {
    /// What is read.
    type Out: Send;

    #[doc(hidden)]
    const WIDTH: usize;

    #[doc(hidden)]
    fn push_to(self, outputs: &mut Outputs);

    #[doc(hidden)]
    fn read(row: Row<'_>) -> Result<Self::Out, Error>;
}

impl<R: Relation, T: Value> Aggregates<R> for Aggregate<R, T> {
    type Out = T;

    const WIDTH: usize = 1;

    fn push_to(self, outputs: &mut Outputs) {
        outputs.0.push(Output { node: self.into_node(), ty: T::TYPE });
    }

    fn read(row: Row<'_>) -> Result<T, Error> {
        row.get(0)
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {
        $(
            impl<R: Relation, $($name: Aggregates<R>),*> Aggregates<R> for ($($name,)*) {
                type Out = ($($name::Out,)*);

                const WIDTH: usize = 0 $(+ $name::WIDTH)*;

                #[allow(non_snake_case, reason = "the types' names serve as variables")]
                fn push_to(self, outputs: &mut Outputs) {
                    let ($($name,)*) = self;
                    $($name.push_to(outputs);)*
                }

                #[allow(unused_assignments, reason = "the last of them is not read")]
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
}

/// A set whose rows are grouped by a selection `K`; [`aggregate`](Self::aggregate) says what is computed of each group.
#[derive(Clone, Debug)]
#[must_use = "a grouping is read by way of `aggregate(…)`"]
pub struct Grouped<R, K> {
    subset: Subset,
    joins: Vec<Beside>,
    keys: Vec<Output>,
    of: PhantomData<fn() -> (R, K)>,
}

/// What a type speaks of without holding it.
type Speaks<T> = PhantomData<fn() -> T>;

/// Groups, each with its keys and what was computed of it.
type Groups<R, K, A> = Vec<(<K as Selection<R>>::Out, <A as Aggregates<R>>::Out)>;

/// What is computed of each group, to be read: keys `K`, aggregates `A`.
pub struct Aggregated<R, K, A> {
    subset: Subset,
    joins: Vec<Beside>,
    keys: Vec<Output>,
    aggregates: Vec<Output>,
    having: Node,
    order: Vec<OrderItem>,
    limit: Option<u64>,
    offset: u64,
    of: Speaks<(R, K, A)>,
}

/// No keys: all rows are one group, even where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Whole;

impl<R: Relation> Query<R> {
    /// Groups its rows by a column, an expression or a tuple of them.
    pub fn group_by<K: Selection<R>>(&self, keys: K) -> Grouped<R, K> {
        Grouped::of_joined(grouped(self.subset()), Vec::new(), keys)
    }

    /// Computes aggregates over all of its rows.
    pub fn aggregate<A: Aggregates<R>>(&self, aggregates: A) -> Aggregated<R, Whole, A> {
        Aggregated::of_joined(grouped(self.subset()), Vec::new(), aggregates)
    }
}

/// The rows themselves: their order does not matter to groups.
pub(super) fn grouped(subset: &Subset) -> Subset {
    Subset::new(subset.relation, subset.clone().refusing(Refusal::Grouped).into_predicate())
}

impl<R: Relation, K: Selection<R>> Grouped<R, K> {
    pub(super) fn of_joined(subset: Subset, joins: Vec<Beside>, keys: K) -> Self {
        Self { subset, joins, keys: outputs(keys), of: PhantomData }
    }

    /// Computes aggregates of each group.
    pub fn aggregate<A: Aggregates<R>>(self, aggregates: A) -> Aggregated<R, K, A> {
        Aggregated::new((self.subset, self.joins), self.keys, aggregates)
    }
}

impl<R: Relation, K, A: Aggregates<R>> Aggregated<R, K, A> {
    fn new((subset, joins): (Subset, Vec<Beside>), keys: Vec<Output>, aggregates: A) -> Self {
        let mut outputs = Outputs::default();
        aggregates.push_to(&mut outputs);
        Self {
            subset,
            joins,
            keys,
            aggregates: outputs.0,
            having: Node::True,
            order: Vec::new(),
            limit: None,
            offset: 0,
            of: PhantomData,
        }
    }

    /// The groups for which a condition on an aggregate is true: `count().gt(5)`.
    #[must_use]
    pub fn having(mut self, condition: Aggregate<R, bool>) -> Self {
        self.having = logic::and(self.having, condition.into_node());
        self
    }

    /// By an aggregate: `count().desc()`; after the orders given before.
    #[must_use]
    pub fn order_by(mut self, by: impl OrderBy<Grouping<R>>) -> Self {
        self.order.extend(order_items(by));
        self
    }

    /// By the keys, smallest first; after the orders given before.
    #[must_use]
    pub fn order_by_keys(mut self) -> Self {
        self.order.extend(self.keys.iter().map(|output| OrderItem::ascending(output.node.clone())));
        self
    }

    /// At most this many groups.
    #[must_use]
    pub fn limit(mut self, groups: u64) -> Self {
        self.limit = Some(groups);
        self
    }

    /// Without the first groups.
    #[must_use]
    pub fn offset(mut self, groups: u64) -> Self {
        self.offset = groups;
        self
    }

    /// The text of the statement.
    pub fn to_sql(&self) -> String {
        self.statement().sql.to_string()
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        render::group(&render::Grouped {
            subset: &self.subset,
            joins: &self.joins,
            keys: &self.keys,
            aggregates: &self.aggregates,
            having: &self.having,
            order: &self.order,
            limit: self.limit,
            offset: self.offset,
        })
    }

    /// How PostgreSQL would run the statement: the text of `EXPLAIN`.
    pub fn explain<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<String, Error>> + Send + use<'e, R, K, A, E> {
        read::explain(db, self.statement(), "EXPLAIN ")
    }
}

impl<R: Relation, K: Selection<R>, A: Aggregates<R>> Aggregated<R, K, A> {
    /// Every group: its keys, and what was computed.
    pub fn all<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<Groups<R, K, A>, Error>> + Send + use<'e, R, K, A, E> {
        read::rows(db, self.statement(), |row| Ok((K::read(row)?, A::read(row.skip(K::WIDTH))?)))
    }
}

impl<R: Relation, A: Aggregates<R>> Aggregated<R, Whole, A> {
    pub(super) fn of_joined(subset: Subset, joins: Vec<Beside>, aggregates: A) -> Self {
        Self::new((subset, joins), Vec::new(), aggregates)
    }

    /// What was computed over all rows.
    pub fn one<'e, E: Executor>(
        &self,
        db: &'e E,
    ) -> impl Future<Output = Result<A::Out, Error>> + Send + use<'e, R, A, E> {
        read::scalar(db, self.statement(), A::read)
    }
}

impl<R, K, A> Clone for Aggregated<R, K, A> {
    fn clone(&self) -> Self {
        Self {
            subset: self.subset.clone(),
            joins: self.joins.clone(),
            keys: self.keys.clone(),
            aggregates: self.aggregates.clone(),
            having: self.having.clone(),
            order: self.order.clone(),
            limit: self.limit,
            offset: self.offset,
            of: PhantomData,
        }
    }
}

/// The statement; by `{:#}`, a line for each clause.
impl<R: Relation, K, A: Aggregates<R>> fmt::Display for Aggregated<R, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::display(f, || self.to_sql())
    }
}

impl<R: Relation, K, A: Aggregates<R>> fmt::Debug for Aggregated<R, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_sql())
    }
}
