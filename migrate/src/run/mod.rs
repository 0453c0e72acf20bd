//! Applying and reverting revisions, one runner at a time.

mod apply;
mod concurrent;
mod drift;
mod drifted;
mod error;
mod function;
#[cfg(feature = "module")]
mod held;
mod holder;
mod lock;
mod mark;
mod offline;
mod script;
mod state;
mod status;
mod watch;

use std::{fmt::Write as _, sync::Arc, time::Duration};

use relvar_catalog::connect::{self, Config, Session};
use tokio_postgres::Client;

use crate::{
    history::HeadChange,
    revision::Revisions,
    track::{Kind, Tables},
};
use apply::Runner;
use drift::Known;
use error::in_history;
use function::Functions;
use script::Work;
use watch::Watch;

pub use drift::Drift;
pub use drifted::Drifted;
pub use error::{MigrateError, Refused};
#[cfg(feature = "module")]
pub(crate) use function::Function;
pub use function::{FunctionFuture, FunctionResult};
#[cfg(feature = "module")]
pub(crate) use held::{Held, Job};
pub use holder::Holder;
pub use mark::Mark;
pub use script::Running;
pub use state::State;
pub use status::Status;
pub use watch::{Blocking, IndexBuild};

/// How long is waited for what, and where is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The tracking schema.
    pub tables: Tables,
    /// How long another runner is waited for.
    pub patience: Duration,
    /// How long a statement waits for a lock.
    pub lock_timeout: Duration,
    /// How long a statement may take; no limit by default.
    pub statement_timeout: Option<Duration>,
    /// How often is tried again what did not get a lock.
    pub retries: u32,
    /// What is done if the database is not what the last run left.
    pub drift: Drift,
    /// Whether sessions that hold up a statement are ended.
    pub terminate_blockers: bool,
    /// What the database has to be for anything to be run: what it was when the run was planned.
    pub expected: Option<Mark>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tables: Tables::default(),
            patience: Duration::from_secs(300),
            lock_timeout: Duration::from_secs(3),
            statement_timeout: None,
            retries: 10,
            drift: Drift::Refuse,
            terminate_blockers: false,
            expected: None,
        }
    }
}

impl Options {
    fn limits(&self, set: &str) -> String {
        let Self { lock_timeout, statement_timeout, .. } = self;
        let mut sql = format!("{set} lock_timeout = {};\n", lock_timeout.as_millis());
        if let Some(limit) = statement_timeout {
            let _ = writeln!(sql, "{set} statement_timeout = {};", limit.as_millis());
        }
        sql
    }
}

/// What happens during a run.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another runner has the lock.
    Waiting(Option<&'a Holder>),
    /// A revision begins.
    Begin(Running<'a>),
    /// A statement begins.
    Statement {
        /// Of this revision.
        work: Running<'a>,
        /// Its number, from 0.
        at: usize,
    },
    /// The statements are done, and the function of the revision begins.
    Function {
        /// Of this revision.
        work: Running<'a>,
    },
    /// A statement waits for a lock that others hold.
    Blocked {
        /// Of this revision.
        work: Running<'a>,
        /// Its number, from 0.
        at: usize,
        /// Who holds it up.
        by: &'a [Blocking],
    },
    /// Sessions that held up a statement were ended.
    Terminated {
        /// Of this revision.
        work: Running<'a>,
        /// Its number, from 0.
        at: usize,
        /// Which they were.
        who: &'a [Blocking],
    },
    /// An index is being built.
    Building {
        /// Of this revision.
        work: Running<'a>,
        /// The number of the statement, from 0.
        at: usize,
        /// How far it is.
        build: &'a IndexBuild,
    },
    /// A statement did not get its lock and is tried again.
    Retry {
        /// Of this revision.
        work: Running<'a>,
        /// Its number, from 0.
        at: usize,
        /// How often it was tried.
        tries: u32,
        /// How long is waited before.
        pause: Duration,
    },
    /// A revision is done.
    Done {
        /// The revision.
        work: Running<'a>,
        /// How long it took.
        took: Duration,
    },
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Revisions are applied.
    Up,
    /// Revisions are reverted.
    Down,
}

/// What is to be reached.
#[derive(Clone, Copy)]
enum Target<'a> {
    /// What a name means.
    Named(&'a str),
    /// This revision, and no other.
    Only(&'a str),
}

/// Revisions, and how they are run.
#[derive(Clone, Debug)]
pub struct Migrator {
    revisions: Revisions,
    options: Options,
    functions: Functions,
}

impl Migrator {
    /// Runs these revisions.
    pub fn new(revisions: Revisions) -> Self {
        Self { revisions, options: Options::default(), functions: Functions::default() }
    }

    /// The same with other options.
    #[must_use]
    pub fn with(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// Registers a Rust function under a revision, whose header says `-- rust = on`. It is called after the statements of
    /// `up.sql`, or those of `down.sql`, in the same transaction if the revision has one. Without a transaction it is called
    /// again after an interruption.
    pub fn function<F>(mut self, revision: &str, way: Way, function: F) -> Result<Self, MigrateError>
    where
        F: for<'a> Fn(&'a Client) -> FunctionFuture<'a> + Send + Sync + 'static,
    {
        let found = self.revisions.history().resolve_one(revision);
        let found = found.map_err(|error| in_history(&self.revisions, error))?.and_then(|id| self.revisions.get(id));
        match found {
            Some(found) if found.header.has_function => {
                let id = found.id().to_owned();
                self.functions.insert(&id, way, Arc::new(function));
                Ok(self)
            }
            _ => Err(MigrateError::NotForFunctions { name: revision.to_owned() }),
        }
    }

    /// The revisions.
    pub fn revisions(&self) -> &Revisions {
        &self.revisions
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Applies all that is pending. If several do so at once, one of them does and the others find it done.
    pub async fn up(&self, database: &Config) -> Result<Vec<String>, MigrateError> {
        self.migrate(database, Way::Up, "heads", &mut |_| {}).await
    }

    /// Reverts down to a target: `-1`, a revision, `base`.
    pub async fn down(&self, database: &Config, target: &str) -> Result<Vec<String>, MigrateError> {
        self.migrate(database, Way::Down, target, &mut |_| {}).await
    }

    /// Runs what leads to a target. The ids of what was run.
    pub async fn migrate(
        &self,
        database: &Config,
        way: Way,
        target: &str,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Vec<String>, MigrateError> {
        self.reach(database, way, Target::Named(target), events).await
    }

    /// Runs one revision, whose neighbours must be applied, or not, as it takes.
    pub async fn only(&self, database: &Config, way: Way, id: &str) -> Result<Vec<String>, MigrateError> {
        self.reach(database, way, Target::Only(id), &mut |_| {}).await
    }

    async fn reach(
        &self,
        database: &Config,
        way: Way,
        target: Target<'_>,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Vec<String>, MigrateError> {
        let (mut session, watch) = self.locked(database, events).await?;
        let done = Box::pin(self.run((&mut session, watch.as_ref()), way, target, events)).await;
        if let Some(watch) = watch {
            watch.session.close().await;
        }
        self.unlock(session).await;
        done
    }

    async fn run(
        &self,
        (session, watch): (&mut Session, Option<&Watch>),
        way: Way,
        target: Target<'_>,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Vec<String>, MigrateError> {
        let mut state = self.read(session).await?;
        self.refuse_changed(session, &state).await?;
        let (heads, adopted) = self.known_heads(&state.heads)?;
        let plan = match target {
            Target::Named(target) => self.lead(way, &heads, target)?,
            Target::Only(id) => self.revisions.get(id).into_iter().collect(),
        };
        // All files are looked at before the first is run.
        let mut works = Vec::new();
        for (_, revision) in &adopted {
            works.push(Work { kind: Kind::Consolidated, ..Work::up(revision)? });
        }
        for revision in plan {
            works.push(match way {
                Way::Up => Work::up(revision)?,
                Way::Down => Work::down(revision)?,
            });
        }
        works.iter().try_for_each(|work| self.functions.check(work))?;
        if works.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.before(session, &state).await?;
        let since = state.records.last().map_or(0, |record| record.id);
        let mut done = Vec::new();
        let runner = Runner { client: session, tables: &self.options.tables, options: &self.options, watch };
        let mut outcome = Ok(());
        for work in &works {
            let id = work.revision.id();
            let changes = match adopted.iter().find(|(_, own)| work.kind == Kind::Consolidated && own.id() == id) {
                Some((from, _)) => vec![HeadChange::Replace { from: from.clone(), to: id.to_owned() }],
                None => self.changes(way, &state.heads, id)?,
            };
            let earlier = state.last(id).filter(|record| record.is_unfinished() && record.kind == work.kind.text());
            let function = self.functions.get(id, way);
            events(Event::Begin(work.view()));
            match runner.run((work, function), &changes, earlier, events).await {
                Ok(took) => events(Event::Done { work: work.view(), took }),
                Err(error) => {
                    outcome = Err((error, work.is_transactional));
                    break;
                }
            }
            for change in &changes {
                change.apply(&mut state.heads);
            }
            done.push(id.to_owned());
        }
        // What a revision without a transaction leaves when it fails is mended by hand: it is not what is expected.
        if !done.is_empty() && !matches!(outcome, Err((_, false))) {
            self.leave(session, before.as_deref(), since).await;
        }
        match outcome {
            Ok(()) => Ok(done),
            Err((error, _)) => Err(error),
        }
    }

    /// What is known of a database before a run for modules. It must be what is expected, whatever the last run left.
    #[cfg(feature = "module")]
    async fn start(&self, session: &mut Session, state: &State) -> Result<Option<drift::Before>, MigrateError> {
        self.refuse_changed(session, state).await?;
        drift::before(session, &self.options.tables, &state.records).await
    }

    /// The fingerprint of the database before a run, which must be the one that the last run left.
    async fn before(&self, session: &mut Session, state: &State) -> Result<Option<String>, MigrateError> {
        let tables = &self.options.tables;
        if self.options.drift == Drift::Ignore {
            return Ok(None);
        }
        match drift::known(session, tables, &state.records).await? {
            Known::Same(fingerprint) => Ok(Some(fingerprint)),
            Known::Nothing => Ok(Some(drift::now(session, tables).await?.fingerprint)),
            Known::Drifted(_, now) if self.options.drift == Drift::Allow => Ok(Some(now.fingerprint)),
            Known::Drifted(objects, _) => Err(MigrateError::Drifted { objects }),
        }
    }

    /// Records what the database is now. If that fails, nothing is known for the next run, as after a crash.
    async fn leave(&self, session: &mut Session, before: Option<&str>, since: i64) {
        let tables = &self.options.tables;
        if self.options.drift == Drift::Ignore {
            return;
        }
        if let Ok(left) = drift::now(session, tables).await {
            let _ = session.batch_execute(&format!("BEGIN;\n{}COMMIT;", tables.leave(&left, before, since))).await;
        }
    }

    /// A session that has the lock, in a database that has the tables; and a second one, if there can be one.
    async fn locked(
        &self,
        database: &Config,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(Session, Option<Watch>), MigrateError> {
        let mut config = database.clone();
        config.set_fallback_application_name("relvar migrate");
        let session = connect::connect(&config).await?;
        let watch = lock::refuse_pooler(&session, &config).await?;
        let Options { tables, patience, .. } = &self.options;
        lock::take(&session, tables.name(), *patience, &mut |holder| events(Event::Waiting(holder))).await?;
        let sql = match self.layout(&session).await? {
            None => tables.creation(),
            Some(found) if found < Tables::LAYOUT => tables.upgrade(found),
            Some(_) => return Ok((session, watch)),
        };
        session.batch_execute(&format!("BEGIN;\n{sql}COMMIT;")).await.map_err(MigrateError::tracking)?;
        Ok((session, watch))
    }

    async fn unlock(&self, session: Session) {
        lock::release(&session, self.options.tables.name()).await;
        session.close().await;
    }
}
