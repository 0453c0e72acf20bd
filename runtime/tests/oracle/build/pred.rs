//! Conditions as relvar's predicates.

use relvar::generated::NotNull;
use relvar::{IntoExpr, Operand, Predicate, TextOperand as _, ToMany, ToOne, ToOptional};

use super::Build;
use crate::program::{Compare, Ex, Pred, Set};
use crate::schema::{KeyVisitor, Model, TableVisitor, with_table};
use crate::typed::{Any, E, Native, each, either};
use crate::value::Val;

fn compared<R: Model, T: NotNull>(how: Compare, a: impl Operand<R, T>, b: impl IntoExpr<R, T::Base>) -> Predicate<R> {
    match how {
        Compare::Eq => a.eq(b),
        Compare::Ne => a.ne(b),
        Compare::Lt => a.lt(b),
        Compare::Le => a.le(b),
        Compare::Gt => a.gt(b),
        Compare::Ge => a.ge(b),
    }
}

fn compare<R: Model, T: NotNull>(a: E<R, T>, b: E<R, T>, how: Compare) -> Predicate<R> {
    match (a, b) {
        (E::Plain(a), E::Plain(b)) => compared::<R, T>(how, a, b),
        (E::Plain(a), E::Null(b)) => compared::<R, T>(how, a, b),
        (E::Null(a), E::Plain(b)) => compared_null(how, a, b),
        (E::Null(a), E::Null(b)) => compared_null(how, a, b),
    }
}

fn compared_null<R: Model, T: NotNull>(
    how: Compare,
    a: relvar::Expr<R, Option<T>>,
    b: impl IntoExpr<R, T>,
) -> Predicate<R> {
    match how {
        Compare::Eq => a.eq(b),
        Compare::Ne => a.ne(b),
        Compare::Lt => a.lt(b),
        Compare::Le => a.le(b),
        Compare::Gt => a.gt(b),
        Compare::Ge => a.ge(b),
    }
}

fn distinct<R: Model, T: NotNull>(a: E<R, T>, b: Option<E<R, T>>, not: bool) -> Predicate<R> {
    macro_rules! of {
        ($a:ident, $b:expr) => {
            if not { $a.is_not_distinct_from($b) } else { $a.is_distinct_from($b) }
        };
    }
    either!(E: a, a => match b {
        None => of!(a, None::<T>),
        Some(E::Plain(b)) => of!(a, b),
        Some(E::Null(b)) => of!(a, b),
    })
}

fn is_in<R: Model, T: NotNull + Native>(a: E<R, T>, values: &[Val], not: bool) -> Predicate<R>
where
    Vec<T>: relvar::generated::Value,
{
    let values = values.iter().map(T::of_val).collect::<Vec<T>>();
    either!(E: a, a => if not { a.is_not_in(values) } else { a.is_in(values) })
}

fn between<R: Model, T: NotNull>(a: E<R, T>, low: E<R, T>, high: E<R, T>) -> Predicate<R> {
    either!(E: a, a => either!(E: low, low => either!(E: high, high => a.between(low, high))))
}

/// Expressions of any one type.
macro_rules! alike {
    (($($value:expr),*), ($($x:ident),*) => $made:expr) => {
        match ($($value,)*) {
            ($(Any::Int($x),)*) => $made,
            ($(Any::Big($x),)*) => $made,
            ($(Any::Num($x),)*) => $made,
            ($(Any::Text($x),)*) => $made,
            ($(Any::Bool($x),)*) => $made,
            ($(Any::Mood($x),)*) => $made,
            _ => panic!("two types"),
        }
    };
}

impl Build<'_> {
    /// A condition on rows of a model.
    pub(crate) fn pred<R: Model>(self, pred: &Pred) -> Predicate<R> {
        let any = |ex: &Ex| self.any::<R>(ex);
        let text = |ex: &Ex| match self.any::<R>(ex) {
            Any::Text(text) => text,
            _ => panic!("no text"),
        };
        macro_rules! texts {
            ($a:expr, $b:expr, $method:ident) => {
                either!(E: text($a), a => either!(E: text($b), b => a.$method(b)))
            };
        }
        match pred {
            Pred::Always => Predicate::always(),
            Pred::Never => Predicate::never(),
            Pred::Compare(how, a, Ex::Literal(_, val)) => {
                // The literal by itself, as it is most often written.
                each!(Any: any(a), a => literal(*how, a, val))
            }
            Pred::Compare(how, a, b) => alike!((any(a), any(b)), (a, b) => compare(a, b, *how)),
            Pred::Between(a, low, high) => {
                alike!((any(a), any(low), any(high)), (a, low, high) => between(a, low, high))
            }
            Pred::In(a, values) => each!(Any: any(a), a => is_in(a, values, false)),
            Pred::NotIn(a, values) => each!(Any: any(a), a => is_in(a, values, true)),
            Pred::InSet(a, table, set, projected) => {
                with_table(*table, InSet { build: self, value: any(a), set, projected })
            }
            Pred::IsNull(a) => each!(Any: any(a), a => either!(E: a, a => a.is_null())),
            Pred::IsNotNull(a) => each!(Any: any(a), a => either!(E: a, a => a.is_not_null())),
            Pred::Distinct(a, None) => each!(Any: any(a), a => distinct(a, None, false)),
            Pred::NotDistinct(a, None) => each!(Any: any(a), a => distinct(a, None, true)),
            Pred::Distinct(a, Some(b)) => alike!((any(a), any(b)), (a, b) => distinct(a, Some(b), false)),
            Pred::NotDistinct(a, Some(b)) => alike!((any(a), any(b)), (a, b) => distinct(a, Some(b), true)),
            Pred::IsTrue(a) => match any(a) {
                // A predicate as it stands, too.
                Any::Bool(E::Plain(plain)) => plain,
                Any::Bool(E::Null(null)) => null.is_true(),
                _ => panic!("no truth"),
            },
            Pred::IsNotTrue(a) => match any(a) {
                Any::Bool(truth) => either!(E: truth, truth => truth.is_not_true()),
                _ => panic!("no truth"),
            },
            Pred::Like(a, pattern) => either!(E: text(a), a => a.like(pattern.as_str())),
            Pred::Ilike(a, pattern) => either!(E: text(a), a => a.ilike(pattern.as_str())),
            Pred::StartsWith(a, b) => texts!(a, b, starts_with),
            Pred::EndsWith(a, b) => texts!(a, b, ends_with),
            Pred::Contains(a, b) => texts!(a, b, contains),
            Pred::EqIgnoreCase(a, b) => texts!(a, b, eq_ignore_case),
            Pred::And(a, b) => self.pred::<R>(a) & self.pred(b),
            Pred::Or(a, b) => self.pred::<R>(a) | self.pred(b),
            Pred::Xor(a, b) => self.pred::<R>(a) ^ self.pred(b),
            Pred::Not(a) => !self.pred::<R>(a),
            Pred::Has(key, pred) => R::key(*key, Across { build: self, how: How::Has(pred) }),
            Pred::Any(key, pred) => R::key(*key, Across { build: self, how: How::Any(pred) }),
            Pred::None(key, pred) => R::key(*key, Across { build: self, how: How::None(pred) }),
            Pred::Every(key, pred) => R::key(*key, Across { build: self, how: How::Every(pred) }),
            Pred::Exists(key) => R::key(*key, Across { build: self, how: How::Exists }),
            Pred::Within(key, set) => R::key(*key, Across { build: self, how: How::Within(set) }),
            Pred::Among(set) => self.set::<R>(set).predicate(),
        }
    }
}

fn literal<R: Model, T: NotNull + Native>(how: Compare, a: E<R, T>, val: &Val) -> Predicate<R> {
    let val = T::of_val(val);
    match a {
        E::Plain(a) => compared::<R, T>(how, a, val),
        E::Null(a) => compared_null(how, a, val),
    }
}

struct InSet<'a, R> {
    build: Build<'a>,
    value: Any<R>,
    set: &'a Set,
    projected: &'a Ex,
}

impl<R: Model> TableVisitor for InSet<'_, R> {
    type Out = Predicate<R>;

    fn visit<S: Model>(self) -> Predicate<R> {
        let set = self.build.set::<S>(self.set);
        macro_rules! of {
            ($a:ident, $b:ident) => {
                either!(E: $a, a => either!(E: $b, b => a.is_in_set(set.select(b))))
            };
        }
        match (self.value, self.build.any::<S>(self.projected)) {
            (Any::Int(a), Any::Int(b)) => of!(a, b),
            (Any::Text(a), Any::Text(b)) => of!(a, b),
            _ => panic!("integers and texts"),
        }
    }
}

enum How<'a> {
    Has(&'a Pred),
    Any(&'a Pred),
    None(&'a Pred),
    Every(&'a Pred),
    Exists,
    Within(&'a Set),
}

struct Across<'a> {
    build: Build<'a>,
    how: How<'a>,
}

macro_rules! across {
    ($($name:ident $key:ident),*) => {
        $(
            fn $name<S: Model>(self, key: $key<R, S>) -> Predicate<R> {
                match self.how {
                    How::Has(pred) => key.has(self.build.pred(pred)),
                    How::Any(pred) => key.any(self.build.pred(pred)),
                    How::None(pred) => key.none(self.build.pred(pred)),
                    How::Every(pred) => key.every(self.build.pred(pred)),
                    How::Exists => key.exists(),
                    How::Within(set) => key.within(self.build.set::<S>(set)),
                }
            }
        )*
    };
}

impl<R: Model> KeyVisitor<R> for Across<'_> {
    type Out = Predicate<R>;

    across!(one ToOne, optional ToOptional, many ToMany);
}
