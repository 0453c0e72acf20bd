//! What differs between two PostgreSQL schemas, and the statements that lead from one to the other.
//!
//! Both schemas are [catalogs](relvar_catalog::Catalog), which a server evaluated. [`diff`] compares them, [`plan`] writes the
//! statements: in the right order, each with its lock, what it loses, and whether it runs in a transaction. Neither does I/O.

pub mod check;
mod diff;
pub mod dump;
pub mod embed;
mod graph;
#[cfg(feature = "module")]
pub mod module;
mod observe;
mod part;
mod plan;
pub mod prove;
pub mod rehearse;
mod rename;
mod run;
#[cfg(feature = "template")]
pub mod template;
pub mod track;

pub use diff::{Change, Difference, Verb, diff, diff_renamed};
pub use embed::Embedded;
pub use plan::{
    Allowed, Blocker, Hazard, Inverse, Lock, LockOn, Options, ParseAllowedError, Plan, PlanError, Segment, Statement,
    Transaction, plan,
};
/// Connecting to a server.
pub use relvar_catalog::connect;
/// Revisions on disk and their graph.
pub use relvar_revisions::{history, rerun_if_changed, revision};
pub use rename::{Named, ParseRenameError, Proposal, Rename, RenameError, annotated, proposals, reversed};
pub use run::{
    Blocking, Drift, Drifted, Event, FunctionFuture, FunctionResult, Holder, IndexBuild, Mark, MigrateError, Migrator,
    Options as RunOptions, Refused, Running, State, Status, Way,
};
