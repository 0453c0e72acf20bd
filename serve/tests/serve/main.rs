//! The service, asked as clients ask it, over real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod common;
mod console;
mod explore;
mod killed;
mod plans;
mod reference;
mod safety;
mod skeleton;
