//! Values: Rust types, the PostgreSQL types they stand for, and the binary form they travel in.

mod alike;
mod array;
mod bits;
mod calendar;
#[cfg(feature = "chrono")]
mod chrono;
mod codec;
mod cube;
#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
mod decimal;
mod document;
mod enumeration;
mod geometry;
mod hstore;
mod infinity;
mod interval;
#[cfg(feature = "jiff")]
mod jiff;
mod json_text;
mod labels;
pub(crate) mod literal;
mod loss;
mod network;
mod number;
mod numeric;
mod range;
mod range_flags;
mod reading;
mod scalar;
mod search;
#[cfg(feature = "serde")]
mod serialize;
mod spatial;
mod sql_type;
mod text;
#[cfg(feature = "time")]
mod time;
pub mod types;
#[cfg(feature = "pgvector")]
mod vector;

pub(crate) use alike::is_read_as;
pub use array::{Array, Dimension};
pub use bits::BitString;
pub use calendar::{PgDate, PgTime, PgTimestamp, PgTimestamptz};
pub use codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
pub(crate) use codec::{Reader, write_part};
pub use cube::Cube;
pub use document::{Document, Json};
pub use enumeration::Enum;
pub use geometry::{Circle, Line, Path, Point, Polygon, Rectangle, Segment};
pub use hstore::Hstore;
pub use infinity::OrInfinity;
pub use interval::Interval;
pub use json_text::JsonText;
pub use labels::{JsonPath, Lquery, Ltree, Ltxtquery};
pub use network::{MacAddr, MacAddr8};
pub use numeric::Numeric;
pub use range::{Multirange, Range};
pub(crate) use reading::Reading;
pub use scalar::{Money, PgLsn, Tid, Timetz};
pub use search::{Lexeme, Position, TsVector, Weight};
pub use spatial::Ewkb;
pub use sql_type::{Oid, SqlType};
pub use text::Text;

pub use cidr::{IpCidr, IpInet};
