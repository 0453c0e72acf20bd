//! relvar beside hand-written tokio-postgres and its peers: the same work, on the same server and tokio runtime.

pub mod allocations;
pub mod contender;
pub mod data;
pub mod models;
pub mod workload;

pub use contender::{Contender, contenders};
pub use workload::Workload;
