//! Plans, revisions and their runner, on servers and on plain data.

mod alembic;
mod check;
mod common;
mod drift;
mod drops;
mod inverse;
mod kept;
mod locks;
#[cfg(feature = "module")]
mod module;
mod pairs;
mod pooler;
mod prove;
mod renames;
mod revisions;
mod round;
mod run;
