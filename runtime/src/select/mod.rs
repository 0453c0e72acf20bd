//! Selections: values computed from the rows of a set, rather than the rows themselves.

mod aggregate;
mod rows;
mod selection;

pub use aggregate::{Aggregated, Aggregates, Grouped};
pub use rows::Rows;
pub use selection::{Outputs, Selection};
pub(crate) use selection::outputs;
