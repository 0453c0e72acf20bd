//! The runtime when things go wrong: connections that are cut, stopped and reset, sessions that are killed, servers that
//! crash, futures that are dropped.
//!
//! What must hold whatever happens: every acknowledged write exists exactly once; a transaction that gave `Ok` was
//! committed, and one that said it was not committed was not; nobody reads a value of somebody else; nothing stays idle
//! in a transaction; the pool recovers; no call outlives its limit. A connection of the driver alone looks, so that
//! relvar is not its own witness.
//!
//! `RELVAR_FAULTS=20` runs everything twenty times as often; `RELVAR_FAULTS_SEED` repeats the decisions of a run.

#![cfg(all(unix, feature = "pool", feature = "chrono"))]
#![allow(
    clippy::cast_possible_wrap,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

#[path = "../live/pgbouncer.rs"]
mod pgbouncer;
#[path = "../sample/mod.rs"]
mod sample;
#[allow(dead_code, unused_macros, unused_imports, reason = "other tests use all of it")]
#[path = "../live/server.rs"]
mod server;

mod cancels;
mod cuts;
mod deadlines;
mod drops;
mod endure;
mod job;
mod kills;
mod ledger;
mod moment;
mod poolers;
mod proxy;
mod queue;
mod random;
mod witness;
mod work;

use witness::Witness;

/// The sample's schema and data.
const RENTAL: &str =
    concat!(include_str!("../../../examples/rental/schema.sql"), include_str!("../../../examples/rental/data.sql"));

/// A session whose connection was cut works on until it has something to say, unless it looks now and then whether
/// anybody is there; PostgreSQL 13 cannot.
const NOTICE: &str = "do $$ begin
    execute format('alter database %I set client_connection_check_interval = 100', current_database());
    exception when undefined_object then null;
    end $$";

/// A fresh database with what the tests need, or `None`, with a message.
async fn open() -> Option<(Witness, String)> {
    let url = server::url().await?;
    let witness = Witness::at(&url).await;
    witness.run(RENTAL).await;
    witness.run(work::TABLES).await;
    witness.run(NOTICE).await;
    Some((witness, url))
}

/// Opens a fresh database, or returns from the test.
macro_rules! database {
    () => {
        match crate::open().await {
            Some(database) => database,
            None => return,
        }
    };
}
pub(crate) use database;
