//! The runtime on a live server: values, statements, transactions, and what happens when things go wrong.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "functions that tests share are tests too")]

mod commits;
#[cfg(feature = "pool")]
mod connecting;
#[cfg(unix)]
mod copies;
#[cfg(feature = "pool")]
mod dropped;
mod errors;
mod faults;
#[cfg(feature = "pool")]
mod handlers;
#[cfg(all(unix, feature = "pool"))]
mod limits;
mod oddities;
#[allow(dead_code, clippy::panic, reason = "the tests of faults use all of it")]
#[cfg(all(unix, feature = "pool"))]
#[path = "../faults/proxy/mod.rs"]
mod proxy;
mod relations;
mod server;
#[cfg(target_os = "linux")]
mod sockets;
mod statements;
mod streams;
#[cfg(feature = "tracing")]
mod traces;
mod transactions;
mod types;
mod values;
