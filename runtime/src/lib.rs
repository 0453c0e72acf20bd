//! Sets, expressions, traversal and execution over the rows of a PostgreSQL database.
//!
#![doc = include_str!("tour.md")]

mod column;
mod composite;
mod contract;
mod error;
mod execute;
pub mod expr;
#[doc(hidden)]
pub mod generated;
pub mod key;
mod node;
pub mod prelude;
pub mod query;
mod relation;
mod render;
mod routine;
mod row;
pub mod select;
mod sql;
mod statement;
pub mod tree;
mod value;
mod verify;
pub mod write;

pub use column::{Column, Generated};
pub use error::{Error, ServerError};
pub use execute::{
    ConnectOptions, CopyIn, CopyOut, CopyRow, Db, Executor, IsolationLevel, Listener, Mode, Notification, Retrying,
    RowStream, Source, Timed, Transaction, TransactionBuilder,
};
#[cfg(feature = "pool")]
pub use execute::{Pool, PoolBuilder, Recycling};
pub use expr::{
    Aggregate, ArrayOperand, CaseWhen, Expr, IntoAggregate, IntoExpr, IntoValue, JsonOperand, NumberOperand, Operand,
    Order, OrderBy, Predicate, RangeOperand, SearchOperand, TextOperand, TimeOperand, case, coalesce, count, excluded,
    greatest, least, value,
};
pub use key::{Key, ToMany, ToOne, ToOptional, UniqueIndex};
pub use node::RelationMeta;
pub use query::Query;
pub use relation::{Insertable, Relation, Set, Table};
#[doc(hidden)]
pub use render::Form;
pub use routine::{Argument, Procedure, Record, Records, Routine, Scalar, Scalars, Single};
pub use select::{Aggregated, Aggregates, Grouped, Rows, Selection};
pub use sql::{Bind, FromRow, Sql, SqlStream, sql};
pub use statement::{Encoded, Param, Params, Statement};
pub use tree::{Append, Branch, Branches, Load, Tree};
pub use value::{
    Array, BitString, Cube, Dimension, Ewkb, Hstore, Interval, IpCidr, IpInet, Json, JsonPath, JsonText, Lquery, Ltree,
    Ltxtquery, MacAddr, MacAddr8, Money, Numeric, OrInfinity, PgDate, PgLsn, PgTime, PgTimestamp, PgTimestamptz, Tid,
    Timetz,
};
pub use verify::{Difference, DifferenceKind};
pub use write::{Columns, ConflictTarget, CopyRows, Insert, OnConflict, Returning, Update, UpdateEach, Upsert};

/// Types of values with names that programs often use for something else.
///
/// All other types of values are in the root of the crate. Which type a column gets is in the book, under "What every type
/// becomes".
pub mod types {
    pub use crate::value::{
        Circle, Lexeme, Line, Multirange, Path, Point, Polygon, Position, Range, Rectangle, Segment, Text, TsVector,
        Weight,
    };
}

/// How values travel, for types of your own.
///
/// A [`Value`](codec::Value) is a type of column. The derive macro of the same name (feature `derive`) writes everything for a
/// newtype and for an enum:
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use relvar::codec::Value;
///
/// /// An address that was checked.
/// #[derive(Clone, Debug, PartialEq, Value)]
/// #[value(sql_type = "public.email")]
/// pub struct Email(String);
///
/// #[derive(Clone, Copy, Debug, PartialEq, Value)]
/// #[value(sql_type = "public.mood", rename_all = "kebab-case")]
/// pub enum Mood {
///     VeryHappy,
///     #[value(label = "so-so")]
///     Indifferent,
/// }
///
/// assert_eq!(Email::TYPE.to_string(), "public.email");
/// assert_eq!(relvar::codec::Enum::label(&Mood::VeryHappy), "very-happy");
/// # }
/// ```
///
/// Any other type implements [`Value`](codec::Value), [`NotNull`](codec::NotNull), [`Encode`](codec::Encode) and
/// [`Decode`](codec::Decode), and [`Element`](codec::Element) if arrays of it are needed. It travels in the binary form of a
/// built-in type: see [`SqlType`](codec::SqlType).
pub mod codec {
    pub use bytes::BytesMut;
    #[cfg(feature = "derive")]
    pub use relvar_derive::Value;

    pub use crate::value::{Decode, Element, Encode, Enum, IsNull, NotNull, Oid, SqlType, Type, Value, types};
}

/// Brings in the models that `relvar_codegen::Build` wrote in the build script of this package.
///
/// It stands for the modules of the schemas, the module `prelude` and the function `verify`, so it is called in a module
/// of its own. A name is that of [`Build::name`], where a package has models of several databases.
///
/// ```ignore
/// mod models {
///     relvar::include_models!();
/// }
/// use models::{prelude::*, public::Film};
/// ```
///
/// [`Build::name`]: https://docs.rs/relvar-codegen/latest/relvar_codegen/struct.Build.html#method.name
#[macro_export]
macro_rules! include_models {
    () => {
        $crate::include_models!("models");
    };
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
