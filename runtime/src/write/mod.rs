//! Writing: insert, update, delete, copy.

mod amount;
mod batch;
mod columns;
mod conflict;
mod copy;
mod delete;
mod each;
mod form;
mod guard;
mod insert;
mod returning;
mod steps;
mod target;
mod update;

pub use amount::{Amount, Many, Maybe, One};
pub use columns::Columns;
pub use conflict::{OnConflict, Upsert};
pub use copy::CopyRows;
pub use each::UpdateEach;
pub use insert::Insert;
pub use returning::Returning;
pub use target::{ConflictTarget, KeyColumn};
pub use update::Update;
