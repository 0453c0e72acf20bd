//! A PostgreSQL schema over HTTP: looking around, plans and the running of them, revisions, modules, and a console for browsers.
//!
//! [`App`] is the service, [`router`] makes an axum `Router` of it, which an application can mount, and [`serve()`] serves it
//! until it is told to end. Without [`Tokens`], everybody who reaches the service may read, and nobody may change anything.

mod action;
mod api;
mod app;
mod auth;
mod console;
mod docs;
mod guard;
mod jobs;
mod metrics;
mod plan;
mod planning;
mod problem;
mod progress;
mod router;
mod serve;
mod settings;
mod store;
mod view;

pub use action::{Action, Allowed};
pub use app::App;
pub use auth::{Caller, Scope, Tokens, TokensError, UnknownScope, new_token};
pub use plan::{Plan, Step, StepLock};
pub use problem::Problem;
pub use progress::{Job, Progress, State};
pub use router::{document, router};
pub use serve::{ServeError, serve};
pub use settings::{Hosts, Limits, Settings};
pub use store::Audit;
