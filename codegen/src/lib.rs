//! Typed Rust models from a PostgreSQL catalog.

pub mod config;
mod diagnostic;
pub mod lower;
pub mod model;

pub use diagnostic::{Diagnostic, Rule};
