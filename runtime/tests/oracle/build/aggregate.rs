//! Aggregates as relvar's own.

use relvar::expr::{Arithmetic, IntoAggregate, Number};
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

/// Two aggregates of one type, whichever of them may be NULL.
macro_rules! both {
    ($a:expr, $b:expr, |$x:ident, $y:ident| $made:expr) => {
        either!(A: $a, $x => either!(A: $b, $y => $made))
    };
}

fn compare_two<R: Model, T: NotNull>(a: A<R, T>, b: A<R, T>, how: Compare) -> A<R, bool> {
    both!(a, b, |a, b| compared(how, a, b)).into()
}

fn or_else<R: Model, T: NotNull>(a: A<R, T>, b: A<R, T>) -> A<R, T> {
    both!(a, b, |a, b| a.coalesce(b).into())
}

fn math<R, T>(a: A<R, T>, b: A<R, T>, how: &Agg) -> A<R, T>
where
    R: Model,
    T: NotNull + Number + Arithmetic<Addend = T>,
{
    match how {
        Agg::Add(..) => both!(a, b, |a, b| (a + b).into()),
        Agg::Sub(..) => both!(a, b, |a, b| (a - b).into()),
        _ => both!(a, b, |a, b| (a * b).into()),
    }
}

/// Two aggregates of any one type.
macro_rules! alike {
    ($a:expr, $b:expr, ($x:ident, $y:ident) => $made:expr) => {
        match ($a, $b) {
            (AnyAggregate::Int($x), AnyAggregate::Int($y)) => $made.into(),
            (AnyAggregate::Big($x), AnyAggregate::Big($y)) => $made.into(),
            (AnyAggregate::Num($x), AnyAggregate::Num($y)) => $made.into(),
            (AnyAggregate::Text($x), AnyAggregate::Text($y)) => $made.into(),
            (AnyAggregate::Bool($x), AnyAggregate::Bool($y)) => $made.into(),
            (AnyAggregate::Mood($x), AnyAggregate::Mood($y)) => $made.into(),
            _ => panic!("two types"),
        }
    };
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
            Agg::CompareTwo(how, a, b) => {
                alike!(self.aggregate::<R>(a), self.aggregate::<R>(b), (a, b) => compare_two(a, b, *how))
            }
            Agg::CoalesceTwo(a, b) => {
                alike!(self.aggregate::<R>(a), self.aggregate::<R>(b), (a, b) => or_else(a, b))
            }
            Agg::Add(a, b) | Agg::Sub(a, b) | Agg::Mul(a, b) => {
                match (self.aggregate::<R>(a), self.aggregate::<R>(b)) {
                    (AnyAggregate::Int(a), AnyAggregate::Int(b)) => math(a, b, aggregate).into(),
                    (AnyAggregate::Big(a), AnyAggregate::Big(b)) => math(a, b, aggregate).into(),
                    _ => panic!("no numbers"),
                }
            }
            Agg::IsNull(a) => {
                each!(AnyAggregate: self.aggregate::<R>(a), a => either!(A: a, a => a.is_null().into()))
            }
            Agg::IsNotNull(a) => {
                each!(AnyAggregate: self.aggregate::<R>(a), a => either!(A: a, a => a.is_not_null().into()))
            }
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
