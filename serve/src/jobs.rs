//! Running actions: each is a job, which goes on when whoever started it has gone.

use std::{pin::pin, time::Duration};

use axum::http::StatusCode;
use relvar_catalog::connect::{Config, Session, connect};
use relvar_migrate::{
    Event, Mark, Migrator, RunOptions, Way,
    module::{Change, Install, Manager, Uninstall, backup_to},
};
use serde_json::{Value, json};
use tokio::{sync::watch, time::MissedTickBehavior};

use crate::{
    action::{Action, Allowed, DELETES_DATA},
    app::App,
    planning::find_migration,
    problem::Problem,
    progress::{Job, Progress, State, Watched},
    store::NewJob,
};

/// What is to be run, for whom.
pub(crate) struct Order {
    pub(crate) action: Action,
    pub(crate) allowed: Allowed,
    pub(crate) by: String,
    /// The plan, and what the database has to be for it.
    pub(crate) plan: Option<(String, Mark)>,
}

/// How often it is written down how far a job is, and a request to cancel is repeated.
const TICK: Duration = Duration::from_millis(250);

type Events<'e> = &'e mut (dyn FnMut(Event<'_>) + Send);

/// Starts a job, and waits until it has got the lock and the database is what was planned for: until then it can be refused.
pub(crate) async fn start(app: &App, order: Order) -> Result<Job, Problem> {
    let mut config = app.writer().clone();
    config.set_application_name("relvar serve: records of a job");
    let session = connect(&config).await?;
    let plan = order.plan.as_ref().map(|(id, _)| id.as_str());
    let new = NewJob { action: &order.action, allowed: &order.allowed, plan, by: &order.by };
    let (id, started_at) = app.store().add_job(&session, &new).await?;
    let job = Job {
        id,
        action: order.action.clone(),
        plan: plan.map(str::to_owned),
        state: State::Waiting,
        progress: Progress::default(),
        started_by: order.by.clone(),
        started_at,
        ended_at: None,
        result: None,
        error: None,
        began: false,
    };
    let watched = Watched::new(job);
    app.live().add(id, watched.clone());
    tokio::spawn(run(app.clone(), order, session, watched.clone()));
    // The lock is waited for with patience, and a plan is compared in moments.
    let job = watched.until(app.settings().limits.time, |job| job.state != State::Waiting).await;
    match &job.error {
        Some(problem) if !job.began => Err(problem.clone().with("job", json!(id))),
        _ => Ok(job),
    }
}

/// The name of the sessions of a job.
fn application(id: i64) -> String {
    format!("relvar serve: job {id}")
}

async fn run(app: App, order: Order, session: Session, watched: Watched) {
    let id = watched.job.borrow().id;
    let mut database = app.writer().clone();
    database.set_application_name(&application(id));
    let sender = watched.job.clone();
    let mut events = move |event: Event<'_>| sender.send_modify(|job| job.tell(&event));
    let (outcome, is_cancelled) = {
        let mut work = pin!(execute(&app, &order, &database, &mut events));
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut is_cancelled, mut noted) = (false, Progress::default());
        loop {
            tokio::select! {
                done = &mut work => break (done, is_cancelled),
                () = watched.cancel.notified() => {
                    is_cancelled = true;
                    // What waits for the lock has not begun, and nothing of it is on the server.
                    if watched.job.borrow().state == State::Waiting {
                        break (Err(cancelled()), true);
                    }
                }
                _ = ticks.tick() => {
                    if is_cancelled {
                        let _ = app.store().cancel(&application(id)).await;
                    }
                    let job = watched.job.borrow().clone();
                    if job.progress != noted {
                        noted = job.progress.clone();
                        // How far it is may be lost; how it ends may not.
                        let _ = app.store().note_job(&session, &job).await;
                    }
                }
            }
        }
    };
    end(&app, session, &watched.job, (outcome, is_cancelled)).await;
}

fn cancelled() -> Problem {
    Problem::new(StatusCode::CONFLICT, "cancelled", "the job was cancelled")
}

/// Records how a job ended, then tells it.
async fn end(
    app: &App,
    session: Session,
    sender: &watch::Sender<Job>,
    (outcome, is_cancelled): (Result<Value, Problem>, bool),
) {
    let mut job = sender.borrow().clone();
    (job.state, job.result, job.error) = match outcome {
        Ok(result) => (State::Done, Some(result), None),
        Err(problem) if is_cancelled => (State::Cancelled, None, Some(problem)),
        Err(problem) => (State::Failed, None, Some(problem)),
    };
    app.views().expire().await;
    app.metrics().ended(job.state.as_str());
    job.ended_at = match app.store().note_job(&session, &job).await {
        Ok(at) => at,
        // That session may be gone with the server that it was on.
        Err(_) => match app.store().session().await {
            Ok(session) => app.store().note_job(&session, &job).await.ok().flatten(),
            Err(_) => None,
        },
    };
    // The lock is free once the end is recorded.
    session.close().await;
    sender.send_replace(job);
}

/// Asks a job of this process to end.
pub(crate) async fn cancel(app: &App, id: i64) -> Result<Job, Problem> {
    let Some(watched) = app.live().get(id) else {
        let job = app.store().job(id).await?;
        let text = format!("job {id} is {} and does not run in this process", job.state.as_str());
        return Err(Problem::new(StatusCode::CONFLICT, "not_running", text));
    };
    let job = watched.job.borrow().clone();
    if job.state.is_end() {
        let text = format!("job {id} is {} already", job.state.as_str());
        return Err(Problem::new(StatusCode::CONFLICT, "not_running", text));
    }
    watched.cancel.notify_one();
    Ok(watched.until(Duration::from_secs(10), |job| job.state.is_end()).await)
}

async fn execute(app: &App, order: &Order, database: &Config, events: Events<'_>) -> Result<Value, Problem> {
    let mut options = app.options();
    options.expected = order.plan.as_ref().map(|(_, mark)| mark.clone());
    let force = order.allowed.has(DELETES_DATA);
    match &order.action {
        Action::Up { target } => migrate(app, order, options, (Way::Up, target), (database, events)).await,
        Action::Down { target } => migrate(app, order, options, (Way::Down, target), (database, events)).await,
        Action::Stamp { targets, purge } => {
            let heads = Migrator::new(app.revisions()?).with(options).stamp(database, targets, *purge).await?;
            Ok(json!({ "heads": heads }))
        }
        Action::Sync { modules, online } | Action::Upgrade { modules, online } => {
            let upgrade = matches!(order.action, Action::Upgrade { .. });
            let manager = Manager::new(app.modules()?, options);
            let names = app.named(&manager, modules).await?;
            if names.is_empty() {
                return Ok(json!({ "migrations": [] }));
            }
            let desired = app.desired(manager.modules(), &names).await?;
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let how = Change { dry_run: false, upgrade, force, online: *online };
            Ok(json!({ "migrations": manager.change(database, (&names, &desired), how, events).await? }))
        }
        Action::Install { modules, adopt } => {
            let manager = Manager::new(app.modules()?, options);
            App::known(&manager, modules)?;
            let desired = app.desired(manager.modules(), modules).await?;
            let how = Install { adopt: *adopt, force, dry_run: false };
            Ok(json!({ "migrations": manager.install(database, &desired, how, events).await? }))
        }
        Action::Uninstall { module, drop_tables, cascade } => {
            let manager = Manager::new(app.modules()?, options);
            let how = Uninstall { drop_tables: *drop_tables, cascade: *cascade, dry_run: false, backups: &[] };
            uninstall(app, &manager, (module, how), (database, events)).await
        }
        Action::Rollback { module, migration } => {
            let manager = Manager::new(app.modules()?, options);
            find_migration(app, module.as_deref(), migration).await?;
            Ok(json!({ "migrations": [manager.rollback(database, migration, force, events).await?] }))
        }
    }
}

async fn migrate(
    app: &App,
    order: &Order,
    mut options: RunOptions,
    (way, target): (Way, &str),
    (database, events): (&Config, Events<'_>),
) -> Result<Value, Problem> {
    options.drift = App::drift(order.allowed.allow_drift);
    let migrator = Migrator::new(app.revisions()?).with(options);
    Ok(json!({ "revisions": migrator.migrate(database, way, target, events).await? }))
}

/// Writes the rows of what goes to backups first.
async fn uninstall(
    app: &App,
    manager: &Manager,
    (module, how): (&str, Uninstall<'_>),
    (database, events): (&Config, Events<'_>),
) -> Result<Value, Problem> {
    let (mut backups, mut files) = (Vec::new(), Vec::new());
    if how.drop_tables {
        for name in manager.leaving(database, module, how).await? {
            let (file, backup) = backup_to(manager, database, &name, &app.settings().backups).await?;
            files.push(file);
            backups.push(backup);
        }
    }
    let how = Uninstall { backups: &backups, ..how };
    let migrations = manager.uninstall(database, module, how, events).await?;
    Ok(json!({ "migrations": migrations, "backups": files }))
}
