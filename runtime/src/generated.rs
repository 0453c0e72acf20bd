//! The contract with generated code: everything it names, and nothing else.
//!
//! Generated code imports this module as `rt`. It is data and types; behaviour is in the rest of the crate.

pub use crate::__contract as contract;
pub use crate::column::{Column, Generated, column, generated};
pub use crate::composite::{Composite, debug_composite, decode_composite, encode_composite, is_composite};
#[cfg(not(feature = "chrono"))]
pub use crate::contract::chrono;
#[cfg(not(feature = "jiff"))]
pub use crate::contract::jiff;
#[cfg(not(feature = "time"))]
pub use crate::contract::time;
pub use crate::error::{Constraints, ConstraintsMeta, Error, debug_constraint};
pub use crate::execute::Executor;
pub use crate::expr::{Expr, IntoValue, Predicate};
pub use crate::key::{
    Bound, Key, ToMany, ToOne, ToOptional, UniqueIndex, bind, key, through, to_many, to_one, to_optional, unique_index,
};
pub use crate::node::RelationMeta;
pub use crate::query::Query;
pub use crate::relation::{Insertable, Relation, Set, Table, debug_new, debug_row, no_column, optional};
pub use crate::routine::{Argument, Procedure, Record, Records, Routine, Scalar, Scalars, Single, routine};
pub use crate::row::Row;
pub use crate::sql::position_of;
pub use crate::statement::{Encoded, Param, Statement};
pub use crate::value::*;
pub use crate::verify::{Difference, Labels, SchemaMeta, labels, verify};
#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "jiff")]
pub use jiff;
#[cfg(feature = "time")]
pub use time;
pub use tokio_postgres::Column as DriverColumn;
pub use {bytes::BytesMut, serde_json, uuid};
