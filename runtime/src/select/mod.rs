//! Selections: values computed from the rows of a set, rather than the rows themselves.

mod aggregate;
mod join;
mod joined;
mod rows;
mod selection;

pub use aggregate::{Aggregated, Aggregates, Grouped, Whole};
pub use join::{And, Beneath, Join, Maybe, OptionalSide, Side, Sides};
pub use joined::Joined;
pub use rows::Rows;
#[doc(hidden)]
pub use selection::Outputs;
pub use selection::Selection;
pub(crate) use selection::outputs;
