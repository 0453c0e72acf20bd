//! `CASE`.

use std::marker::PhantomData;
use std::sync::Arc;

use super::into::{IntoExpr, Typed};
use super::{Expr, Predicate};
use crate::node::{Case, Node};
use crate::value::Value;

/// Branches of a `CASE`, each a condition and a value; finished by [`otherwise`](Self::otherwise) or
/// [`or_null`](Self::or_null).
#[derive(Debug)]
#[must_use = "a case is finished by `otherwise(…)` or `or_null()`"]
pub struct CaseWhen<R, T> {
    branches: Vec<(Node, Node)>,
    of: PhantomData<fn() -> (R, T)>,
}

/// Begins a `CASE`: `case(Film::LENGTH.gt(120), "long").otherwise("short")`.
///
/// The first value says the type.
pub fn case<R, V: Typed<R>>(condition: Predicate<R>, value: V) -> CaseWhen<R, V::Type> {
    CaseWhen { branches: vec![(condition.into_node(), value.into_operand())], of: PhantomData }
}

impl<R, T: Value> CaseWhen<R, T> {
    /// Another branch, for rows that none before it is true for.
    pub fn when<V: IntoExpr<R, T::Base>>(mut self, condition: Predicate<R>, value: V) -> CaseWhen<R, V::With<T>> {
        self.branches.push((condition.into_node(), value.into_operand()));
        CaseWhen { branches: self.branches, of: PhantomData }
    }

    /// The value where no branch is true.
    pub fn otherwise<V: IntoExpr<R, T::Base>>(self, value: V) -> Expr<R, V::With<T>> {
        finish(self.branches, Some(value.into_operand()))
    }

    /// NULL where no branch is true.
    pub fn or_null(self) -> Expr<R, T::Nullable> {
        finish(self.branches, None)
    }
}

fn finish<R, T>(branches: Vec<(Node, Node)>, otherwise: Option<Node>) -> Expr<R, T> {
    Expr::of(Node::Case(Arc::new(Case { branches, otherwise })))
}
