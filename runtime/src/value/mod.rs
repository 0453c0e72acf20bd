//! Values: Rust types, the PostgreSQL types they stand for, and the binary form they travel in.

mod array;
#[cfg(feature = "chrono")]
mod chrono;
mod codec;
mod document;
mod enumeration;
mod infinity;
mod interval;
mod network;
mod number;
mod numeric;
mod sql_type;
mod text;
pub mod types;

pub use array::{Array, Dimension};
pub use codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
pub(crate) use codec::{Reader, is_one_of, write_part};
pub use document::{Document, Json};
pub use enumeration::Enum;
pub use infinity::OrInfinity;
pub use interval::Interval;
pub use network::{MacAddr, MacAddr8};
pub use numeric::Numeric;
pub use sql_type::{Oid, SqlType};
pub use text::Text;

pub use cidr::{IpCidr, IpInet};
