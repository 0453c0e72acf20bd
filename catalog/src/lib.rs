//! What a PostgreSQL database says: its catalog as plain data, and how to read one.

pub mod catalog;

pub use catalog::{Catalog, QualifiedName};
