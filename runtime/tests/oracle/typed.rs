//! Expressions, columns and aggregates of which the program does not know the type beforehand.

use relvar::generated::{Decode, NotNull, Type};
use relvar::{Aggregate, Aggregates, Column, Error, Expr, Numeric, Operand as _, Relation, Selection};

use crate::models::public::Mood;
use crate::value::{Ratio, Ty, Val};

/// An expression without NULL, or with it.
#[derive(Clone)]
pub(crate) enum E<R, T> {
    Plain(Expr<R, T>),
    Null(Expr<R, Option<T>>),
}

/// A column without NULL, or with it.
pub(crate) enum C<R, T> {
    Plain(Column<R, T>),
    Null(Column<R, Option<T>>),
}

/// An aggregate without NULL, or with it.
#[derive(Clone)]
pub(crate) enum A<R, T> {
    Plain(Aggregate<R, T>),
    Null(Aggregate<R, Option<T>>),
}

/// Does the same with either.
macro_rules! either {
    ($of:ident: $value:expr, $x:ident => $body:expr) => {
        match $value {
            $crate::typed::$of::Plain($x) => $body,
            $crate::typed::$of::Null($x) => $body,
        }
    };
}
pub(crate) use either;

/// Does the same with every type.
macro_rules! each {
    ($of:ident: $value:expr, $x:ident => $body:expr) => {
        match $value {
            $crate::typed::$of::Int($x) => $body,
            $crate::typed::$of::Big($x) => $body,
            $crate::typed::$of::Num($x) => $body,
            $crate::typed::$of::Text($x) => $body,
            $crate::typed::$of::Bool($x) => $body,
            $crate::typed::$of::Mood($x) => $body,
        }
    };
}
pub(crate) use each;

macro_rules! any {
    ($($any:ident of $inner:ident from $outer:ident;)*) => {
        $(
            impl<R, T: NotNull> From<$outer<R, T>> for $inner<R, T> {
                fn from(plain: $outer<R, T>) -> Self {
                    Self::Plain(plain)
                }
            }

            impl<R, T: NotNull> From<$outer<R, Option<T>>> for $inner<R, T> {
                fn from(null: $outer<R, Option<T>>) -> Self {
                    Self::Null(null)
                }
            }

            /// One of any type.
            pub(crate) enum $any<R> {
                Int($inner<R, i32>),
                Big($inner<R, i64>),
                Num($inner<R, Numeric>),
                Text($inner<R, String>),
                Bool($inner<R, bool>),
                Mood($inner<R, Mood>),
            }

            any!(@ $any $inner $outer: i32 Int, i64 Big, Numeric Num, String Text, bool Bool, Mood Mood);
        )*
    };
    (@ $any:ident $inner:ident $outer:ident: $($ty:ident $variant:ident),*) => {
        $(
            impl<R> From<$inner<R, $ty>> for $any<R> {
                fn from(inner: $inner<R, $ty>) -> Self {
                    Self::$variant(inner)
                }
            }

            impl<R> From<$outer<R, $ty>> for $any<R> {
                fn from(plain: $outer<R, $ty>) -> Self {
                    Self::$variant($inner::Plain(plain))
                }
            }

            impl<R> From<$outer<R, Option<$ty>>> for $any<R> {
                fn from(null: $outer<R, Option<$ty>>) -> Self {
                    Self::$variant($inner::Null(null))
                }
            }
        )*
    };
}

any! {
    Any of E from Expr;
    AnyColumn of C from Column;
    AnyAggregate of A from Aggregate;
}

impl<R: Relation> Any<R> {
    pub(crate) fn ty(&self) -> Ty {
        match self {
            Self::Int(_) => Ty::Int,
            Self::Big(_) => Ty::Big,
            Self::Num(_) => Ty::Num,
            Self::Text(_) => Ty::Text,
            Self::Bool(_) => Ty::Bool,
            Self::Mood(_) => Ty::Mood,
        }
    }
}

impl<R: Relation> AnyColumn<R> {
    pub(crate) fn expr(self) -> Any<R> {
        each!(AnyColumn: self, column => either!(C: column, column => Any::from(column.expr())))
    }
}

/// A Rust type that stands for a value of the interpreter.
pub(crate) trait Native: Sized {
    fn of_val(val: &Val) -> Self;
    fn to_val(&self) -> Val;
}

macro_rules! native {
    ($($ty:ty: $val:ident => $of:expr, $native:ident => $to:expr;)*) => {
        $(
            impl Native for $ty {
                fn of_val($val: &Val) -> Self {
                    $of
                }

                fn to_val(&self) -> Val {
                    let $native = self;
                    $to
                }
            }
        )*
    };
}

const MOODS: [Mood; 3] = [Mood::Wild, Mood::Calm, Mood::Sad];

native! {
    i32: val => i32::try_from(val.number()).expect("an integer"), number => Val::Int(i64::from(*number));
    i64: val => val.number(), number => Val::Int(*number);
    Numeric: val => match val {
        Val::Num(ratio) => ratio.tenths().parse().expect("a number"),
        other => other.number().into(),
    }, number => Val::Num(Ratio::parse(&number.to_string()));
    String: val => val.text().to_owned(), text => Val::Text(text.clone());
    bool: val => val.is_true(), truth => Val::Bool(*truth);
    Mood: val => match val {
        Val::Mood(at) => MOODS[*at],
        other => panic!("{other:?} is not a mood"),
    }, mood => Val::Mood(MOODS.iter().position(|known| known == mood).expect("a mood"));
}

impl<T: Native> Native for Option<T> {
    fn of_val(val: &Val) -> Self {
        (!val.is_null()).then(|| T::of_val(val))
    }

    fn to_val(&self) -> Val {
        self.as_ref().map_or(Val::Null, T::to_val)
    }
}

/// The bytes of a value, before its type is known.
#[derive(Clone, Debug)]
pub(crate) struct Raw(Option<Vec<u8>>);

impl Decode for Raw {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        Ok(Self(Some(raw.to_vec())))
    }

    fn decode_null() -> Result<Self, Error> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Raw {
    /// As a value of this type, NULL only where the type of the expression allows it.
    pub(crate) fn read(&self, ty: Ty, nullable: bool) -> Result<Val, Error> {
        fn read<T: Native + Decode>(raw: &Raw, nullable: bool) -> Result<Val, Error> {
            match &raw.0 {
                Some(raw) => T::decode(raw).map(|value| value.to_val()),
                None if nullable => Ok(Val::Null),
                None => T::decode_null().map(|value| value.to_val()),
            }
        }
        match ty {
            Ty::Int => read::<i32>(self, nullable),
            Ty::Big => read::<i64>(self, nullable),
            Ty::Num => read::<Numeric>(self, nullable),
            Ty::Text => read::<String>(self, nullable),
            Ty::Bool => read::<bool>(self, nullable),
            Ty::Mood => read::<Mood>(self, nullable),
        }
    }
}

/// How a value is to be read.
pub(crate) type Reading = (Ty, bool);

impl<R: Relation> Any<R> {
    pub(crate) fn reading(&self) -> Reading {
        (self.ty(), each!(Any: self, expr => matches!(expr, E::Null(_))))
    }
}

impl<R: Relation> AnyAggregate<R> {
    pub(crate) fn reading(&self) -> Reading {
        let ty = match self {
            Self::Int(_) => Ty::Int,
            Self::Big(_) => Ty::Big,
            Self::Num(_) => Ty::Num,
            Self::Text(_) => Ty::Text,
            Self::Bool(_) => Ty::Bool,
            Self::Mood(_) => Ty::Mood,
        };
        (ty, each!(AnyAggregate: self, aggregate => matches!(aggregate, A::Null(_))))
    }
}

/// Expressions of any types as one selection, or aggregates of any types.
pub(crate) struct Several<T, const N: usize>(pub(crate) [T; N]);

macro_rules! several {
    ($($trait_:ident for $any:ident of $inner:ident;)*) => {
        $(
            impl<R: Relation, const N: usize> $trait_<R> for Several<$any<R>, N> {
                type Out = Vec<Raw>;

                const WIDTH: usize = N;

                fn push_to(self, outputs: &mut relvar::select::Outputs) {
                    for any in self.0 {
                        each!($any: any, inner => either!($inner: inner, inner => $trait_::push_to(inner, outputs)));
                    }
                }

                fn read(row: relvar::generated::Row<'_>) -> Result<Vec<Raw>, Error> {
                    (0..N).map(|at| row.get::<Raw>(at)).collect()
                }
            }
        )*
    };
}

several! {
    Selection for Any of E;
    Aggregates for AnyAggregate of A;
}
