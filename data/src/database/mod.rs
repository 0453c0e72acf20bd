//! Whole databases: creating and dropping them, waiting for them, and what is in them and who works with them.

mod health;
mod look;
mod make;
mod wait;

pub use health::{Finding, Level, health};
pub use look::{RelationSize, SessionRow, Size, end_session, sessions, size};
pub use make::{Dropped, NewDatabase, create, drop_database, exists};
pub use wait::wait;
