//! The command, run as a user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test that cannot go on has failed"
)]

mod backup;
mod bad_input;
mod check;
mod commands;
mod common;
mod db;
mod ddl;
mod dev;
mod diff;
mod draw;
mod exit;
mod explore;
#[cfg(unix)]
mod fetch;
mod generate;
mod init;
mod locks;
mod migrate;
mod migration;
mod module;
#[cfg(unix)]
mod reference;
mod show;
#[cfg(unix)]
mod signals;
mod squash;
mod walkthrough;
