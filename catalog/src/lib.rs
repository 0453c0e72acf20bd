//! What a PostgreSQL database says: its catalog as plain data, and how to read one.

pub mod catalog;
#[cfg(feature = "scratch")]
pub mod scratch;

pub use catalog::{Catalog, QualifiedName};
