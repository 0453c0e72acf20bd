//! What a PostgreSQL database says: its catalog as plain data, and how to read one.

pub mod catalog;
mod diagnostic;
#[cfg(feature = "live")]
pub mod introspect;
#[cfg(feature = "scratch")]
pub mod scratch;
pub mod snapshot;

pub use catalog::{Catalog, QualifiedName};
pub use diagnostic::Diagnostic;
