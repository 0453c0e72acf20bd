//! Against servers: connecting and cancelling.
#![allow(clippy::expect_used, clippy::print_stderr, reason = "tests")]
#![cfg(unix)]

mod cancel;
mod encrypted;
mod judge;
mod limits;
mod refusals;
mod server;
mod tls;
