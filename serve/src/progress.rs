//! How far jobs are, for whoever watches.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use relvar_migrate::{Event, Running};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{Notify, watch};
use utoipa::ToSchema;

use crate::{action::Action, problem::Problem};

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for the lock of the runner.
    Waiting,
    /// It runs.
    Running,
    /// It did what it was meant to do.
    Done,
    /// It failed; `error` says why, and what is left.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// The service ended before the job did.
    Interrupted,
}

impl State {
    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    /// The state of this name; another one is taken for the last.
    pub(crate) fn parse(text: &str) -> Self {
        let all = [Self::Waiting, Self::Running, Self::Done, Self::Failed, Self::Cancelled];
        all.into_iter().find(|own| own.as_str() == text).unwrap_or(Self::Interrupted)
    }

    /// Whether nothing comes after it.
    pub(crate) fn is_end(self) -> bool {
        !matches!(self, Self::Waiting | Self::Running)
    }
}

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Progress {
    /// The revision, or the migration of a module, that is being run.
    pub revision: Option<String>,
    /// The statement that is being run, from 1.
    pub statement: usize,
    /// How many statements there are.
    pub of: usize,
    /// The statement itself.
    pub sql: Option<String>,
    /// What is waited for, or how far an index is.
    pub note: Option<String>,
    /// What is done.
    pub done: Vec<String>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What it does.
    pub action: Action,
    /// The plan that it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How it stands.
    pub state: State,
    /// How far it is.
    pub progress: Progress,
    /// Who started it.
    pub started_by: String,
    /// When.
    pub started_at: String,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// Whether it has got the lock, so that it may have changed something.
    #[serde(skip)]
    pub(crate) began: bool,
}

impl Job {
    /// Notes what happens.
    pub(crate) fn tell(&mut self, event: &Event<'_>) {
        let progress = &mut self.progress;
        match event {
            Event::Waiting(holder) => {
                let who = holder.map(|own| format!(": {own}")).unwrap_or_default();
                progress.note = Some(format!("waiting for another runner{who}"));
            }
            Event::Begin(work) => {
                (self.state, self.began) = (State::Running, true);
                let revision = work.revision.id().to_owned();
                let done = std::mem::take(&mut progress.done);
                *progress =
                    Progress { revision: Some(revision), of: work.statements.len(), done, ..Progress::default() };
            }
            Event::Statement { work, at } => at_statement(progress, work, *at, None),
            Event::Function { .. } => progress.note = Some("its Rust function".to_owned()),
            Event::Blocked { work, at, by } => {
                let by: Vec<_> = by.iter().map(ToString::to_string).collect();
                at_statement(progress, work, *at, Some(format!("waits for {}", by.join("; "))));
            }
            Event::Building { work, at, build } => at_statement(progress, work, *at, Some(build.to_string())),
            Event::Retry { work, at, tries, .. } => {
                at_statement(progress, work, *at, Some(format!("no lock; try {}", tries + 1)));
            }
            Event::Terminated { who, .. } => progress.note = Some(format!("ended {} sessions", who.len())),
            Event::Done { work, .. } => {
                progress.done.push(work.revision.id().to_owned());
                (progress.note, progress.sql) = (None, None);
            }
            _ => {}
        }
    }
}

fn at_statement(progress: &mut Progress, work: &Running<'_>, at: usize, note: Option<String>) {
    progress.statement = at + 1;
    progress.sql = work.statements.get(at).map(|own| own.sql.clone());
    progress.note = note;
}

/// A job of this process.
#[derive(Clone)]
pub(crate) struct Watched {
    pub(crate) job: Arc<watch::Sender<Job>>,
    pub(crate) cancel: Arc<Notify>,
}

impl Watched {
    pub(crate) fn new(job: Job) -> Self {
        Self { job: Arc::new(watch::Sender::new(job)), cancel: Arc::default() }
    }

    /// The job once something holds for it, or as it is when the time is over.
    pub(crate) async fn until(&self, limit: Duration, holds: impl FnMut(&Job) -> bool) -> Job {
        let mut receiver = self.job.subscribe();
        let reached = tokio::time::timeout(limit, receiver.wait_for(holds)).await;
        match reached {
            Ok(Ok(job)) => job.clone(),
            _ => self.job.borrow().clone(),
        }
    }
}

/// The jobs of this process: those that run, and the last ones that ended.
#[derive(Default)]
pub(crate) struct Live(Mutex<BTreeMap<i64, Watched>>);

impl Live {
    /// How many that ended are kept.
    const KEPT: usize = 100;

    fn all(&self) -> MutexGuard<'_, BTreeMap<i64, Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, id: i64, watched: Watched) {
        let mut all = self.all();
        all.insert(id, watched);
        let ended = all.iter().filter(|(_, own)| own.job.borrow().state.is_end()).map(|(id, _)| *id);
        let ended: Vec<_> = ended.collect();
        for id in ended.iter().take(ended.len().saturating_sub(Self::KEPT)) {
            all.remove(id);
        }
    }

    pub(crate) fn get(&self, id: i64) -> Option<Watched> {
        self.all().get(&id).cloned()
    }

    /// Waits until no job runs.
    pub(crate) async fn end(&self) {
        let all: Vec<Watched> = self.all().values().cloned().collect();
        for own in all {
            let _ = own.job.subscribe().wait_for(|job| job.state.is_end()).await;
        }
    }
}
