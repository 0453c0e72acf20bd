//! Values: Rust types, the PostgreSQL types they stand for, and the binary form they travel in.

mod codec;
mod enumeration;
mod number;
mod sql_type;
mod text;
pub mod types;

pub use codec::{Decode, Encode, IsNull, NotNull, Value};
pub use enumeration::Enum;
pub use sql_type::{Oid, SqlType};
pub use text::Text;
