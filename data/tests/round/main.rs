//! Backup, restore, backup: judged by pg_dump, psql and the bytes of the files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;
mod copy;
mod damage;
mod forms;
mod masking;
mod parts;
mod pruning;
mod shared;
mod whole;
