//! Sets, expressions, traversal and execution over the rows of a PostgreSQL database.
//!
#![doc = include_str!("tour.md")]

mod column;
mod composite;
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
    RowStream, Timed, Transaction, TransactionBuilder,
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
    Array, BitString, Circle, Cube, Dimension, Ewkb, Hstore, Interval, IpCidr, IpInet, Json, JsonPath, JsonText,
    Lexeme, Line, Lquery, Ltree, Ltxtquery, MacAddr, MacAddr8, Money, Multirange, Numeric, OrInfinity, Path, PgDate,
    PgLsn, PgTime, PgTimestamp, PgTimestamptz, Point, Polygon, Position, Range, Rectangle, Segment, Text, Tid, Timetz,
    TsVector, Weight,
};
pub use verify::{Difference, DifferenceKind};
pub use write::{Columns, ConflictTarget, CopyRows, Insert, OnConflict, Returning, Update, UpdateEach, Upsert};

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
