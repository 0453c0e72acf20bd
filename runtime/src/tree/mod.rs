//! Trees: rows with the rows that their keys lead to, typed by how many those can be.
//!
//! Each level is one statement. Where the set of the level above can be said again, as a predicate, the statements of
//! all levels are sent at once; where it cannot (it has a limit, or locks its rows), a level waits for the one above,
//! and asks by its keys. Rows are put together by an index over the keys of the level above.

mod beginning;
mod branch;
mod branches;
mod keys;
mod load;
mod parents;
mod root;
mod stitch;

pub use branch::{Branch, Lossy};
pub use branches::{Append, Branches};
pub use load::Load;
pub use root::Tree;
