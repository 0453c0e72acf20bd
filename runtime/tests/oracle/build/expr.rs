//! Values as relvar's expressions.

use relvar::expr::{Number, Textual};
use relvar::generated::NotNull;
use relvar::{
    Expr, NumberOperand as _, Operand as _, TextOperand as _, ToMany, ToOne, ToOptional, case, coalesce, greatest,
    least, value,
};

use super::Build;
use crate::models::public::Mood;
use crate::program::Ex;
use crate::schema::{KeyVisitor, Model};
use crate::typed::{Any, E, Native, each, either};
use crate::value::{Ty, Val};

/// Two expressions of one type as an expression, whichever of them may be NULL.
macro_rules! both {
    ($a:expr, $b:expr, |$x:ident, $y:ident| $made:expr) => {
        either!(E: $a, $x => either!(E: $b, $y => E::from($made)))
    };
}

/// Two expressions of any one type.
macro_rules! alike {
    ($a:expr, $b:expr, $function:ident $(, $more:expr)*) => {
        match ($a, $b) {
            (Any::Int(a), Any::Int(b)) => Any::Int($function(a, b $(, $more)*)),
            (Any::Big(a), Any::Big(b)) => Any::Big($function(a, b $(, $more)*)),
            (Any::Num(a), Any::Num(b)) => Any::Num($function(a, b $(, $more)*)),
            (Any::Text(a), Any::Text(b)) => Any::Text($function(a, b $(, $more)*)),
            (Any::Bool(a), Any::Bool(b)) => Any::Bool($function(a, b $(, $more)*)),
            (Any::Mood(a), Any::Mood(b)) => Any::Mood($function(a, b $(, $more)*)),
            _ => panic!("two types"),
        }
    };
}

/// Numbers alone.
macro_rules! numbers {
    ($a:expr, $a_:ident => $made:expr) => {
        match $a {
            Any::Int($a_) => Any::Int($made),
            Any::Big($a_) => Any::Big($made),
            Any::Num($a_) => Any::Num($made),
            _ => panic!("no number"),
        }
    };
}

#[derive(Clone, Copy)]
enum Arithmetic {
    Add,
    Sub,
    Mul,
}

fn arithmetic<R, T>(a: E<R, T>, b: E<R, T>, op: Arithmetic) -> E<R, T>
where
    R: Model,
    T: NotNull + Number + relvar::expr::Arithmetic<Addend = T>,
{
    match op {
        Arithmetic::Add => both!(a, b, |a, b| a + b),
        Arithmetic::Sub => both!(a, b, |a, b| a - b),
        Arithmetic::Mul => both!(a, b, |a, b| a * b),
    }
}

fn divided<R: Model, T: NotNull + Number + Native>(a: E<R, T>, by: i64, rest: bool) -> E<R, T> {
    let by = T::of_val(&Val::Int(by));
    either!(E: a, a => E::from(if rest { a % by } else { a / by }))
}

fn or<R: Model, T: NotNull>(a: E<R, T>, b: E<R, T>) -> E<R, T> {
    both!(a, b, |a, b| a.coalesce(b))
}

fn unless<R: Model, T: NotNull>(a: E<R, T>, b: E<R, T>) -> E<R, T> {
    both!(a, b, |a, b| a.null_if(b))
}

fn concat<R: Model, T: NotNull + Textual>(a: E<R, T>, b: E<R, String>) -> E<R, T> {
    both!(a, b, |a, b| a.concat(b))
}

/// As one that may be NULL.
fn nullable<R: Model, T: NotNull>(e: E<R, T>) -> Expr<R, Option<T>> {
    match e {
        E::Null(null) => null,
        E::Plain(plain) => case(relvar::Predicate::always(), plain).or_null(),
    }
}

/// As many of one type as are given: plain ones, or all of them nullable.
fn unified<R: Model, T: NotNull>(all: Vec<E<R, T>>) -> Result<Vec<Expr<R, T>>, Vec<Expr<R, Option<T>>>> {
    if all.iter().all(|e| matches!(e, E::Plain(_))) {
        return Ok(all.into_iter().filter_map(|e| if let E::Plain(plain) = e { Some(plain) } else { None }).collect());
    }
    Err(all.into_iter().map(nullable).collect())
}

#[derive(Clone, Copy)]
enum Several {
    First,
    Greatest,
    Least,
}

fn several<R: Model, T: NotNull>(all: Vec<E<R, T>>, how: Several) -> E<R, T> {
    match (how, unified(all)) {
        (Several::First, Ok(plain)) => coalesce(plain.into_iter().map(|e| nullable(E::Plain(e)))).into(),
        (Several::First, Err(null)) => coalesce(null).into(),
        (Several::Greatest, Ok(plain)) => greatest(plain).into(),
        (Several::Greatest, Err(null)) => greatest(null).into(),
        (Several::Least, Ok(plain)) => least(plain).into(),
        (Several::Least, Err(null)) => least(null).into(),
    }
}

impl Build<'_> {
    /// An expression over rows of a model.
    pub(crate) fn any<R: Model>(self, ex: &Ex) -> Any<R> {
        let text = |ex: &Ex| match self.any::<R>(ex) {
            Any::Text(text) => text,
            _ => panic!("no text"),
        };
        let math = |a: &Ex, b: &Ex, op: Arithmetic| match (self.any::<R>(a), self.any::<R>(b)) {
            (Any::Int(a), Any::Int(b)) => Any::Int(arithmetic(a, b, op)),
            (Any::Big(a), Any::Big(b)) => Any::Big(arithmetic(a, b, op)),
            _ => panic!("no numbers"),
        };
        match ex {
            Ex::Column(at) => R::column(*at).expr(),
            Ex::Literal(ty, val) => literal(*ty, val),
            Ex::Add(a, b) => math(a, b, Arithmetic::Add),
            Ex::Sub(a, b) => math(a, b, Arithmetic::Sub),
            Ex::Mul(a, b) => math(a, b, Arithmetic::Mul),
            Ex::Div(a, by) => numbers!(self.any::<R>(a), a => divided(a, *by, false)),
            Ex::Rem(a, by) => numbers!(self.any::<R>(a), a => divided(a, *by, true)),
            Ex::Neg(a) => numbers!(self.any::<R>(a), a => either!(E: a, a => E::from(-a))),
            Ex::Abs(a) => numbers!(self.any::<R>(a), a => either!(E: a, a => E::from(a.abs()))),
            Ex::Coalesce(a, b) => alike!(self.any::<R>(a), self.any::<R>(b), or),
            Ex::NullIf(a, b) => alike!(self.any::<R>(a), self.any::<R>(b), unless),
            Ex::First(all) => self.several::<R>(all, Several::First),
            Ex::Greatest(all) => self.several::<R>(all, Several::Greatest),
            Ex::Least(all) => self.several::<R>(all, Several::Least),
            Ex::Case(branches, otherwise) => self.case::<R>(branches, otherwise.as_deref()),
            Ex::Cast(a, to) => self.cast::<R>(a, *to),
            Ex::Concat(a, b) => Any::Text(concat(text(a), text(b))),
            Ex::Lower(a) => either!(E: text(a), a => a.lower().into()),
            Ex::Upper(a) => either!(E: text(a), a => a.upper().into()),
            Ex::Trim(a) => either!(E: text(a), a => a.trim().into()),
            Ex::Length(a) => either!(E: text(a), a => a.char_length().into()),
            Ex::Substr(a, start, length) => either!(E: text(a), a => a.substr(*start, *length).into()),
            Ex::Replace(a, from, to) => either!(E: text(a), a => a.replace(from.as_str(), to.as_str()).into()),
            Ex::Truth(pred) => Any::Bool(E::Plain(self.pred::<R>(pred))),
            Ex::Get(key, value) => R::key(*key, Get { build: self, value }),
            Ex::Fold(key, aggregate) => R::key(*key, Fold { build: self, aggregate }),
        }
    }

    fn several<R: Model>(self, all: &[Ex], how: Several) -> Any<R> {
        macro_rules! of {
            ($($variant:ident)*) => {
                match self.any::<R>(&all[0]) {
                    $(
                        Any::$variant(_) => Any::$variant(several(
                            all.iter()
                                .map(|ex| match self.any::<R>(ex) {
                                    Any::$variant(e) => e,
                                    _ => panic!("two types"),
                                })
                                .collect(),
                            how,
                        )),
                    )*
                }
            };
        }
        of!(Int Big Num Text Bool Mood)
    }

    fn case<R: Model>(self, branches: &[(crate::program::Pred, Ex)], otherwise: Option<&Ex>) -> Any<R> {
        macro_rules! of {
            ($($variant:ident)*) => {
                match self.any::<R>(&branches[0].1) {
                    $(
                        Any::$variant(_) => {
                            let of = |ex: &Ex| match self.any::<R>(ex) {
                                Any::$variant(e) => e,
                                _ => panic!("two types"),
                            };
                            // Plain where every value is, so that both kinds of `otherwise` are met.
                            let values = branches.iter().map(|(_, value)| of(value)).collect();
                            let otherwise = otherwise.map(of);
                            let conditions = branches.iter().map(|(condition, _)| self.pred::<R>(condition));
                            match unified(values) {
                                Ok(plain) => {
                                    let mut pairs = conditions.zip(plain);
                                    let (condition, value) = pairs.next().expect("a branch");
                                    let made = pairs.fold(case(condition, value), |case, (condition, value)| {
                                        case.when(condition, value)
                                    });
                                    match otherwise {
                                        None => made.or_null().into(),
                                        Some(E::Plain(value)) => made.otherwise(value).into(),
                                        Some(E::Null(value)) => made.otherwise(value).into(),
                                    }
                                }
                                Err(null) => {
                                    let mut pairs = conditions.zip(null);
                                    let (condition, value) = pairs.next().expect("a branch");
                                    let made = pairs.fold(case(condition, value), |case, (condition, value)| {
                                        case.when(condition, value)
                                    });
                                    match otherwise {
                                        None => made.or_null().into(),
                                        Some(E::Plain(value)) => made.otherwise(value).into(),
                                        Some(E::Null(value)) => made.otherwise(value).into(),
                                    }
                                }
                            }
                        }
                    )*
                }
            };
        }
        of!(Int Big Num Text Bool Mood)
    }

    fn cast<R: Model>(self, ex: &Ex, to: Ty) -> Any<R> {
        each!(Any: self.any::<R>(ex), e => either!(E: e, e => match to {
            Ty::Int => e.cast::<i32>().into(),
            Ty::Big => e.cast::<i64>().into(),
            Ty::Num => e.cast::<relvar::Numeric>().into(),
            Ty::Text => e.cast::<String>().into(),
            Ty::Bool => e.cast::<bool>().into(),
            Ty::Mood => e.cast::<Mood>().into(),
        }))
    }
}

fn literal<R: Model>(ty: Ty, val: &Val) -> Any<R> {
    match ty {
        Ty::Int => value(i32::of_val(val)).into(),
        Ty::Big => value(i64::of_val(val)).into(),
        Ty::Num => value(relvar::Numeric::of_val(val)).into(),
        Ty::Text => value(String::of_val(val)).into(),
        Ty::Bool => value(bool::of_val(val)).into(),
        Ty::Mood => value(Mood::of_val(val)).into(),
    }
}

struct Get<'a> {
    build: Build<'a>,
    value: &'a Ex,
}

impl<R: Model> KeyVisitor<R> for Get<'_> {
    type Out = Any<R>;

    fn one<S: Model>(self, key: ToOne<R, S>) -> Any<R> {
        each!(Any: self.build.any::<S>(self.value), value => either!(E: value, value => key.get(value).into()))
    }

    fn optional<S: Model>(self, key: ToOptional<R, S>) -> Any<R> {
        each!(Any: self.build.any::<S>(self.value), value => either!(E: value, value => key.get(value).into()))
    }

    fn many<S: Model>(self, key: ToMany<R, S>) -> Any<R> {
        panic!("{key:?} leads to many")
    }
}

struct Fold<'a> {
    build: Build<'a>,
    aggregate: &'a crate::program::Agg,
}

impl<R: Model> KeyVisitor<R> for Fold<'_> {
    type Out = Any<R>;

    fn one<S: Model>(self, key: ToOne<R, S>) -> Any<R> {
        panic!("{key:?} leads to one")
    }

    fn optional<S: Model>(self, key: ToOptional<R, S>) -> Any<R> {
        panic!("{key:?} leads to one")
    }

    fn many<S: Model>(self, key: ToMany<R, S>) -> Any<R> {
        if matches!(self.aggregate, crate::program::Agg::Rows) {
            return key.count().into();
        }
        let aggregate = self.build.aggregate::<S>(self.aggregate);
        each!(AnyAggregate: aggregate, aggregate => either!(A: aggregate, aggregate => key.aggregate(aggregate).into()))
    }
}
