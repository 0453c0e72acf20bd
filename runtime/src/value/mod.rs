//! Values: Rust types, the PostgreSQL types they stand for, and the binary form they travel in.

mod array;
mod bits;
#[cfg(feature = "chrono")]
mod chrono;
mod codec;
mod document;
mod enumeration;
mod geometry;
mod infinity;
mod interval;
mod network;
mod number;
mod numeric;
mod range;
mod scalar;
mod sql_type;
mod text;
pub mod types;

pub use array::{Array, Dimension};
pub use bits::BitString;
pub use codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
pub(crate) use codec::{Reader, is_one_of, write_part};
pub use document::{Document, Json};
pub use enumeration::Enum;
pub use geometry::{Circle, Line, Path, Point, Polygon, Rectangle, Segment};
pub use infinity::OrInfinity;
pub use interval::Interval;
pub use network::{MacAddr, MacAddr8};
pub use numeric::Numeric;
pub use range::{Multirange, Range, Ranged};
pub use scalar::{Money, PgLsn, Tid, Timetz};
pub use sql_type::{Oid, SqlType};
pub use text::Text;

pub use cidr::{IpCidr, IpInet};
