//! Backup, restore, backup: judged by pg_dump, psql and the bytes of the files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, dead_code, reason = "tests")]

mod common;
mod copy;
mod damage;
mod forms;
mod health;
mod keeping;
mod masking;
mod parts;
#[path = "../../../runtime/tests/live/pgbouncer.rs"]
mod pgbouncer;
mod pruning;
mod shared;
mod whole;
