//! `+`, `-`, `*`, `/`, `%` on columns, expressions and aggregates.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::into::IntoExpr;
use super::{Aggregate, Expr, IntoAggregate, Operand};
use crate::column::{Column, Generated};
use crate::node::Node;
use crate::node::op::{self, Op};
use crate::relation::Relation;
use crate::value::{Interval, NotNull, Numeric, PgDate, PgTime, PgTimestamp, PgTimestamptz, Value};

/// A type to which something can be added, and from which the same can be subtracted.
#[diagnostic::on_unimplemented(
    message = "nothing can be added to a `{Self}`",
    note = "numbers, dates and times can be"
)]
pub trait Arithmetic {
    /// What can be added: for numbers the same type, for times an interval, for dates a number of days.
    type Addend: NotNull;

    #[doc(hidden)]
    const ADD: &'static Op = &op::SHIFT_ADD;
    #[doc(hidden)]
    const SUB: &'static Op = &op::SHIFT_SUB;
}

/// A type that can be multiplied and divided.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number")]
pub trait Number: NotNull {}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(
            impl Arithmetic for $number {
                type Addend = Self;
                const ADD: &'static Op = &op::ADD;
                const SUB: &'static Op = &op::SUB;
            }

            impl Number for $number {}
        )*
    };
}

numbers!(i16, i32, i64, f32, f64, Numeric);

impl Arithmetic for Interval {
    type Addend = Self;
}

/// To dates a number of days is added, to times an interval.
macro_rules! times {
    ($($(#[$only:meta])* $date:ty, $($time:ty),*;)*) => {
        $(
            $(#[$only])*
            impl Arithmetic for $date {
                type Addend = i32;
            }

            times!(@ $(#[$only])* : $($time),*);
        )*
    };
    (@ #[$only:meta] : $($time:ty),*) => {
        $(
            #[$only]
            impl Arithmetic for $time {
                type Addend = Interval;
            }
        )*
    };
}

times! {
    #[cfg(all())]
    PgDate, PgTime, PgTimestamp, PgTimestamptz;
    #[cfg(feature = "chrono")]
    chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>;
    #[cfg(feature = "time")]
    time::Date, time::Time, time::PrimitiveDateTime, time::OffsetDateTime;
    #[cfg(feature = "jiff")]
    jiff::civil::Date, jiff::civil::Time, jiff::civil::DateTime, jiff::Timestamp;
}

macro_rules! operators {
    ($expression:ident, $operand:ident => $result:ident: $($trait_:ident::$method:ident => $op:expr),*) => {
        $(
            impl<R: Relation, T: Value<Base: Number>, V: $operand<R, T::Base>> $trait_<V> for $expression<R, T> {
                type Output = $result<R, V::With<T>>;

                fn $method(self, other: V) -> Self::Output {
                    $result::of(Node::binary(&$op, self.into_node(), other.into_operand()))
                }
            }
        )*

        impl<R, T, A, V> Add<V> for $expression<R, T>
        where
            R: Relation,
            T: Value<Base: Arithmetic<Addend = A>>,
            V: $operand<R, A>,
        {
            type Output = $result<R, V::With<T>>;

            fn add(self, other: V) -> Self::Output {
                $result::of(Node::binary(<T::Base as Arithmetic>::ADD, self.into_node(), other.into_operand()))
            }
        }

        impl<R, T, A, V> Sub<V> for $expression<R, T>
        where
            R: Relation,
            T: Value<Base: Arithmetic<Addend = A>>,
            V: $operand<R, A>,
        {
            type Output = $result<R, V::With<T>>;

            fn sub(self, other: V) -> Self::Output {
                $result::of(Node::binary(<T::Base as Arithmetic>::SUB, self.into_node(), other.into_operand()))
            }
        }

        impl<R: Relation, T: Value<Base: Number>> Neg for $expression<R, T> {
            type Output = $result<R, T>;

            fn neg(self) -> Self::Output {
                $result::of(Node::unary(&op::NEG, self.into_node()))
            }
        }
    };
}

operators!(Column, IntoExpr => Expr: Mul::mul => op::MUL, Div::div => op::DIV, Rem::rem => op::REM);
operators!(Generated, IntoExpr => Expr: Mul::mul => op::MUL, Div::div => op::DIV, Rem::rem => op::REM);
operators!(Expr, IntoExpr => Expr: Mul::mul => op::MUL, Div::div => op::DIV, Rem::rem => op::REM);
operators!(Aggregate, IntoAggregate => Aggregate: Mul::mul => op::MUL, Div::div => op::DIV, Rem::rem => op::REM);
