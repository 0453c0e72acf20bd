//! Rows of a PostgreSQL database: a backup of them in a file, and restoring it.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use relvar_data::{backup, restore};
//!
//! let shop = "postgres://localhost/shop".parse()?;
//! let file = std::fs::File::create("shop.backup")?;
//! backup::backup(&shop, &backup::Options::default(), file, &mut |_| {}).await?;
//!
//! let copy = "postgres://localhost/shop_copy".parse()?;
//! restore::restore(&copy, "shop.backup".as_ref(), &restore::Options::default(), &mut |_| {}).await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`file`](mod@file) describes the format, and reads files without a server.

pub mod backup;
pub mod database;
mod error;
pub mod file;
mod progress;
pub mod restore;
mod select;
mod session;
mod sql;

pub use error::Error;
pub use progress::Progress;
