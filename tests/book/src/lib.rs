//! The Rust of the book, compiled.

#[path = "../../../examples/rental/src/models/mod.rs"]
pub mod models;
#[path = "../shop/models/mod.rs"]
pub mod shop;

/// The blocks of all pages, each a function.
#[allow(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::panic, reason = "pages are about other things")]
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    dead_code,
    non_local_definitions,
    unreachable_pub,
    unused,
    reason = "pages show things and leave them"
)]
pub mod blocks {
    use std::{error::Error, pin::Pin};

    use relvar::Transaction;

    use crate::models::{self, prelude::*, public::*};

    /// What a block comes to.
    pub type Outcome<'a> = Pin<Box<dyn Future<Output = Result<(), Box<dyn Error>>> + 'a>>;

    /// A block that runs in a transaction over the sample data.
    pub type Run = for<'a> fn(&'a Transaction<'a>) -> Outcome<'a>;

    include!(concat!(env!("OUT_DIR"), "/blocks.rs"));
}
