//! Operations on dates and times.

use std::sync::Arc;

use super::into::IntoExpr;
use super::nullness::Nullness;
use super::{Expr, Operand};
use crate::node::Node;
use crate::node::op::{self, Op};
use crate::relation::Relation;
use crate::value::{Interval, PgDate, PgTimestamp, PgTimestamptz, Value, types};

/// A date, or a date with a time.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a date or a time stamp")]
pub trait Temporal {
    /// Whether it is a date without a time, the difference of which is not an interval in PostgreSQL.
    #[doc(hidden)]
    const DATE: bool = false;
}

macro_rules! temporal {
    ($($(#[$only:meta])* ($date:ty, $timestamp:ty, $timestamptz:ty);)*) => {
        $(
            $(#[$only])*
            impl Temporal for $date {
                const DATE: bool = true;
            }

            $(#[$only])*
            impl Temporal for $timestamp {}

            $(#[$only])*
            impl Temporal for $timestamptz {}
        )*
    };
}

temporal! {
    (PgDate, PgTimestamp, PgTimestamptz);
    #[cfg(feature = "chrono")]
    (chrono::NaiveDate, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>);
    #[cfg(feature = "time")]
    (time::Date, time::PrimitiveDateTime, time::OffsetDateTime);
    #[cfg(feature = "jiff")]
    (jiff::civil::Date, jiff::civil::DateTime, jiff::Timestamp);
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $op:ident;)*) => {
        $(
            $(#[$doc])*
            fn $name(self) -> Expr<R, T::Like<f64>>
            where
                T: Nullness<Base: Temporal>,
            {
                Expr::of(Node::unary(&op::$op, self.into_node()))
            }
        )*
    };
}

/// What a column or expression of dates or time stamps has besides [`Operand`].
///
/// Parts of a `timestamptz` are those of the session's time zone.
pub trait TimeOperand<R: Relation, T: Value>: Operand<R, T> {
    parts! {
        /// The year.
        year: EXTRACT_YEAR;
        /// The month, from 1.
        month: EXTRACT_MONTH;
        /// The day of the month.
        day: EXTRACT_DAY;
        /// The hour.
        hour: EXTRACT_HOUR;
        /// The day of the week, Monday 1 to Sunday 7.
        weekday: EXTRACT_DOW;
        /// Seconds since 1970.
        epoch: EXTRACT_EPOCH;
    }

    /// Down to the beginning of its day.
    fn trunc_day(self) -> Expr<R, T>
    where
        T: Value<Base: Temporal>,
    {
        Expr::of(truncated::<T>(&op::TRUNC_DAY, self.into_node()))
    }

    /// Down to the beginning of its month.
    fn trunc_month(self) -> Expr<R, T>
    where
        T: Value<Base: Temporal>,
    {
        Expr::of(truncated::<T>(&op::TRUNC_MONTH, self.into_node()))
    }

    /// Down to the beginning of its year.
    fn trunc_year(self) -> Expr<R, T>
    where
        T: Value<Base: Temporal>,
    {
        Expr::of(truncated::<T>(&op::TRUNC_YEAR, self.into_node()))
    }

    /// The time between an earlier date or time stamp and this one.
    fn since<V: IntoExpr<R, T::Base>>(self, earlier: V) -> Expr<R, V::With<T::Like<Interval>>>
    where
        T: Nullness<Base: Temporal>,
    {
        let node = self.into_node();
        let later = if T::Base::DATE { Node::Cast(Arc::new(node), types::TIMESTAMP) } else { node };
        Expr::of(Node::binary(&op::DIFFERENCE, later, earlier.into_operand()))
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> TimeOperand<R, T> for O {}

/// Back in its own type: PostgreSQL truncates a date to a time stamp.
fn truncated<T: Value>(op: &'static Op, node: Node) -> Node {
    Node::Cast(Arc::new(Node::unary(op, node)), T::TYPE)
}
