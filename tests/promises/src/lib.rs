//! The models of the rental sample, compiled once for all tests.

#[path = "../../../runtime/tests/sample/mod.rs"]
mod sample;

pub use sample::*;
