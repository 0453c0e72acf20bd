//! Aggregates as relvar's own.

use relvar::expr::IntoAggregate;
use relvar::generated::{NotNull, Value};
use relvar::{Aggregate, Operand as _, TextOperand as _, count};

use super::Build;
use crate::program::{Agg, Compare};
use crate::schema::Model;
use crate::typed::{A, Any, AnyAggregate, Native, each, either};
use crate::value::{Ty, Val};

fn compared<R: Model, T: Value>(
    how: Compare,
    a: Aggregate<R, T>,
    val: impl IntoAggregate<R, T::Base>,
) -> Aggregate<R, bool> {
    match how {
        Compare::Eq => a.eq(val),
        Compare::Ne => a.ne(val),
        Compare::Lt => a.lt(val),
        Compare::Le => a.le(val),
        Compare::Gt => a.gt(val),
        Compare::Ge => a.ge(val),
    }
}

fn compare<R: Model, T: NotNull + Native>(how: Compare, a: A<R, T>, val: &Val) -> Aggregate<R, bool> {
    let val = T::of_val(val);
    match a {
        A::Plain(a) => compared(how, a, val),
        A::Null(a) => compared(how, a, val),
    }
}

fn or<R: Model, T: NotNull + Native>(a: A<R, T>, val: &Val) -> A<R, T> {
    let val = T::of_val(val);
    match a {
        A::Plain(a) => a.coalesce(val).into(),
        A::Null(a) => a.coalesce(val).into(),
    }
}

impl Build<'_> {
    /// An aggregate over rows of a model.
    pub(crate) fn aggregate<R: Model>(self, aggregate: &Agg) -> AnyAggregate<R> {
        let condition = |aggregate: &Agg| match self.aggregate::<R>(aggregate) {
            AnyAggregate::Bool(A::Plain(condition)) => condition,
            _ => panic!("no condition"),
        };
        match aggregate {
            Agg::Rows => count().into(),
            Agg::Count(ex) => each!(Any: self.any::<R>(ex), ex => either!(E: ex, ex => ex.count().into())),
            Agg::CountDistinct(ex) => {
                each!(Any: self.any::<R>(ex), ex => either!(E: ex, ex => ex.count_distinct().into()))
            }
            Agg::Sum(ex) => match self.any::<R>(ex) {
                Any::Int(ex) => either!(E: ex, ex => ex.sum().into()),
                Any::Big(ex) => either!(E: ex, ex => ex.sum().into()),
                _ => panic!("no number"),
            },
            Agg::Avg(ex) => match self.any::<R>(ex) {
                Any::Int(ex) => either!(E: ex, ex => ex.avg().into()),
                Any::Big(ex) => either!(E: ex, ex => ex.avg().into()),
                _ => panic!("no number"),
            },
            Agg::Min(ex) => each!(Any: self.any::<R>(ex), ex => either!(E: ex, ex => ex.min().into())),
            Agg::Max(ex) => each!(Any: self.any::<R>(ex), ex => either!(E: ex, ex => ex.max().into())),
            Agg::BoolAnd(ex) => match self.any::<R>(ex) {
                Any::Bool(ex) => either!(E: ex, ex => ex.bool_and().into()),
                _ => panic!("no truth"),
            },
            Agg::BoolOr(ex) => match self.any::<R>(ex) {
                Any::Bool(ex) => either!(E: ex, ex => ex.bool_or().into()),
                _ => panic!("no truth"),
            },
            Agg::Texts(ex, descending) => match self.any::<R>(ex) {
                Any::Text(ex) => either!(E: ex, ex => {
                    let order = if *descending { ex.clone().desc() } else { ex.clone().asc() };
                    ex.string_agg(",").order_by(order).into()
                }),
                _ => panic!("no text"),
            },
            Agg::Filter(inner, pred) => {
                let pred = self.pred::<R>(pred);
                each!(AnyAggregate: self.aggregate::<R>(inner), inner => either!(A: inner, inner => inner.filter(pred).into()))
            }
            Agg::Distinct(inner) => {
                each!(AnyAggregate: self.aggregate::<R>(inner), inner => either!(A: inner, inner => inner.distinct().into()))
            }
            Agg::Coalesce(inner, _, val) => match self.aggregate::<R>(inner) {
                AnyAggregate::Int(inner) => AnyAggregate::Int(or(inner, val)),
                AnyAggregate::Big(inner) => AnyAggregate::Big(or(inner, val)),
                AnyAggregate::Num(inner) => AnyAggregate::Num(or(inner, val)),
                AnyAggregate::Text(inner) => AnyAggregate::Text(or(inner, val)),
                AnyAggregate::Bool(inner) => AnyAggregate::Bool(or(inner, val)),
                AnyAggregate::Mood(inner) => AnyAggregate::Mood(or(inner, val)),
            },
            Agg::Compare(how, inner, ty, val) => {
                debug_assert_ne!(*ty, Ty::Bool);
                each!(AnyAggregate: self.aggregate::<R>(inner), inner => compare(*how, inner, val).into())
            }
            Agg::And(a, b) => (condition(a) & condition(b)).into(),
            Agg::Or(a, b) => (condition(a) | condition(b)).into(),
            Agg::Not(a) => (!condition(a)).into(),
        }
    }
}
