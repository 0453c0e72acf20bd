//! Rows of a PostgreSQL database: a backup of them in a file, restoring it, and copies from server to server.
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
//! [`copy`](mod@copy) does both at once, without a file. [`subset`] takes a part of the rows, and [`mask`] replaces values.
//! [`file`](mod@file) describes the format, and reads files without a server.

pub mod backup;
pub mod copy;
pub mod database;
mod error;
pub mod file;
pub mod keep;
pub mod mask;
mod progress;
pub mod prune;
mod read;
pub mod restore;
mod select;
mod session;
mod sql;
pub mod subset;
mod text;

pub use error::Error;
pub use progress::Progress;
