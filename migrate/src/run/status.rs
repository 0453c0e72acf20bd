//! What is pending, unfinished, edited or drifted.

use relvar_catalog::connect::Config;
use serde::Serialize;

use super::{Drifted, MigrateError, Migrator, State, Way};
use crate::{revision::Revision, track::Record};

/// How a database stands to the revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The revisions that the database is at.
    pub current: Vec<String>,
    /// The revisions that nothing follows.
    pub heads: Vec<String>,
    /// What is not applied, in order.
    pub pending: Vec<String>,
    /// What of it was interrupted.
    pub unfinished: Vec<String>,
    /// What of it failed.
    pub failed: Vec<String>,
    /// Applied revisions that were edited since.
    pub edited: Vec<String>,
    /// Objects that are not what the last run left.
    pub drifted: Vec<Drifted>,
}

impl Migrator {
    /// How a database stands to the revisions. It is only read.
    pub async fn status(&self, database: &Config) -> Result<Status, MigrateError> {
        let (state, drifted) = self.inspect(database).await?;
        let pending = self.plan(Way::Up, &state.heads, "heads")?;
        let pending: Vec<_> = pending.into_iter().map(|own| own.id().to_owned()).collect();
        let last = |holds: fn(&Record) -> bool| {
            let is_so = |id: &&String| state.last(id).is_some_and(holds);
            pending.iter().filter(is_so).cloned().collect::<Vec<_>>()
        };
        Ok(Status {
            heads: self.revisions.history().heads().into_iter().map(str::to_owned).collect(),
            unfinished: last(Record::is_unfinished),
            failed: last(|record| record.status == "failed"),
            edited: self.edited(&state).into_iter().map(|(revision, _)| revision.id().to_owned()).collect(),
            current: state.heads.clone(),
            pending,
            drifted,
        })
    }

    /// Applied revisions whose text was another one when they were run, with that text.
    pub fn edited<'a>(&'a self, state: &'a State) -> Vec<(&'a Revision, &'a str)> {
        let mut edited = Vec::new();
        for revision in self.revisions.list() {
            let mut runs = state.records.iter().rev();
            let is_run =
                |run: &&Record| run.revision == revision.id() && run.status == "applied" && run.kind != "rollback";
            if let Some(run) = runs.find(is_run)
                && run.checksum.as_deref() != Some(&revision.checksum())
            {
                edited.push((revision, run.up_sql.as_deref().unwrap_or_default()));
            }
        }
        edited
    }
}
