//! Expressions: values computed for a row of one relation.

mod aggregate;
mod arithmetic;
mod array;
mod case;
mod function;
mod into;
mod json;
mod logic;
mod measure;
mod nullness;
mod number;
mod operand;
mod order;
mod range;
mod search;
mod text;
mod time;

use std::fmt;
use std::marker::PhantomData;

#[doc(hidden)]
pub use crate::node::Node;
pub use aggregate::{Aggregate, Averaged, Grouping, Summed, count};
pub use arithmetic::{Arithmetic, Number};
pub use array::{ArrayOperand, Elements};
pub use case::{CaseWhen, case};
pub use function::{coalesce, excluded, greatest, least, value};
pub use into::{IntoExpr, IntoValue, Literal, Typed};
pub use json::{JsonKey, JsonOperand, JsonValue};
pub use measure::IntoAggregate;
pub use nullness::Nullness;
pub use number::NumberOperand;
pub use operand::{Containing, Operand};
pub(crate) use order::items as order_items;
pub use order::{Order, OrderBy};
pub use range::RangeOperand;
pub use search::{SearchOperand, Searchable};
pub use text::{TextOperand, Textual};
pub use time::{Temporal, TimeOperand};

/// A value of type `T` computed for a row of `R`.
///
/// Its operations are those of [`Operand`], which columns have as well.
pub struct Expr<R, T> {
    node: Node,
    of: PhantomData<fn() -> (R, T)>,
}

/// A condition on a row of `R`: what a set is made of.
///
/// `&`, `|`, `^` and `!` combine predicates. A predicate is true or it is not: where SQL says NULL, it is not, and its
/// complement is.
pub type Predicate<R> = Expr<R, bool>;

impl<R, T> Expr<R, T> {
    /// The expression that an untyped one is; the caller vouches for its types.
    pub(crate) fn of(node: Node) -> Self {
        Self { node, of: PhantomData }
    }

    /// The untyped expression.
    pub(crate) fn into_node(self) -> Node {
        self.node
    }
}

impl<R, T> Clone for Expr<R, T> {
    fn clone(&self) -> Self {
        Self::of(self.node.clone())
    }
}

impl<R, T> fmt::Debug for Expr<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}
