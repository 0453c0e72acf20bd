//! Rust functions that belong to revisions.

use std::{collections::HashMap, error::Error, fmt, pin::Pin, sync::Arc};

use tokio_postgres::Client;

use super::{MigrateError, Way, script::Work};
use crate::track::Kind;

/// What a function of a revision ends with.
pub type FunctionResult = Result<(), Box<dyn Error + Send + Sync>>;

/// The work of such a function.
pub type FunctionFuture<'a> = Pin<Box<dyn Future<Output = FunctionResult> + Send + 'a>>;

pub(crate) type Function = Arc<dyn for<'a> Fn(&'a Client) -> FunctionFuture<'a> + Send + Sync>;

/// The functions of each revision: up, down.
#[derive(Clone, Default)]
pub(super) struct Functions(HashMap<String, [Option<Function>; 2]>);

impl Functions {
    pub(super) fn insert(&mut self, id: &str, way: Way, function: Function) {
        self.0.entry(id.to_owned()).or_default()[at(way)] = Some(function);
    }

    pub(super) fn get(&self, id: &str, way: Way) -> Option<&Function> {
        self.0.get(id)?[at(way)].as_ref()
    }

    /// Refuses a revision whose function is not here. Without one for the way down, the function has nothing to undo.
    pub(super) fn check(&self, work: &Work<'_>) -> Result<(), MigrateError> {
        let id = work.revision.id();
        let is_missing = work.revision.header.has_function
            && match work.kind {
                Kind::Rollback => !self.0.contains_key(id),
                Kind::Manual
                | Kind::Stamp
                | Kind::Baseline
                | Kind::Consolidated
                | Kind::Initial
                | Kind::Schema
                | Kind::Data => self.get(id, Way::Up).is_none(),
            };
        if is_missing { Err(MigrateError::NoFunction { id: id.to_owned() }) } else { Ok(()) }
    }
}

fn at(way: Way) -> usize {
    match way {
        Way::Up => 0,
        Way::Down => 1,
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ids: Vec<_> = self.0.keys().collect();
        ids.sort();
        f.debug_set().entries(ids).finish()
    }
}
