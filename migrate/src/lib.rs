//! What differs between two PostgreSQL schemas, and the statements that lead from one to the other.
//!
//! Both schemas are [catalogs](relvar_catalog::Catalog), which a server evaluated. [`diff`] compares them, [`plan`] writes the
//! statements: in the right order, each with its lock, what it loses, and whether it runs in a transaction. Neither does I/O.

mod diff;
mod graph;
pub mod history;
mod part;
mod plan;
mod rename;
pub mod revision;
mod run;
pub mod track;

pub use diff::{Change, Difference, Verb, diff, diff_renamed};
pub use plan::{
    Allowed, Blocker, Hazard, Inverse, Lock, LockOn, Options, ParseAllowedError, Plan, PlanError, Segment, Statement,
    Transaction, plan,
};
pub use rename::{Named, ParseRenameError, Proposal, Rename, RenameError, annotated, proposals, reversed};
pub use run::{Event, Holder, MigrateError, Migrator, Options as RunOptions, Refused, Running, State, Way};
