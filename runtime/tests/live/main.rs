//! The runtime on a live server: values, statements, transactions, and what happens when things go wrong.

mod copies;
mod errors;
mod faults;
mod server;
mod statements;
mod streams;
mod transactions;
mod values;
