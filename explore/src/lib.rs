//! Questions to a catalog: what is there, how it hangs together, and what is wrong with it.
//!
//! Every answer is data that serialises as it is shown.

pub mod between;
pub mod erd;
pub mod find;
pub mod graph;
pub mod infer;
pub mod lint;
pub mod list;
pub mod objects;
pub mod path;
#[cfg(feature = "live")]
pub mod sample;
pub mod search;
pub mod show;
#[cfg(feature = "site")]
pub mod site;
pub mod sql;
mod volumes;

pub use between::{Between, between};
pub use find::{FindError, Object, find, find_object};
pub use graph::Graph;
pub use infer::{Likely, infer};
pub use lint::lint;
pub use list::{Entry, Filter, list};
pub use objects::{UnknownObject, objects};
pub use path::{Paths, Reach, path};
#[cfg(feature = "live")]
pub use sample::{Sample, sample};
pub use search::{Hit, search};
pub use show::{Sheet, TypeSheet, show, show_type};
