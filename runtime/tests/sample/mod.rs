//! The models of the rental sample, as `examples/rental` has them.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "not every test uses all of it")]

#[rustfmt::skip]
#[path = "../../../examples/rental/src/models/mod.rs"]
mod models;

pub use models::prelude;
pub use models::public::*;
