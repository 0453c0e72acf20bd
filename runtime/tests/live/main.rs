//! The runtime on a live server: values, statements, transactions, and what happens when things go wrong.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "functions that tests share are tests too")]

mod commits;
#[cfg(feature = "pool")]
mod connecting;
#[cfg(unix)]
mod copies;
mod errors;
mod faults;
mod oddities;
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
