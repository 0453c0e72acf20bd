//! Jobs: how far they are, their end, and the trail of who wanted what.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    input::{Asked, Named},
    plans::{Limit, accepted},
    problems::{Reading, Writing},
};
use crate::{
    app::App,
    auth::{Apply, By, Plan as MayPlan, Read},
    jobs::{Order, cancel as end_job, start},
    problem::Problem,
    progress::{Job, State as JobState},
    store::Audit,
};

/// Jobs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Jobs {
    jobs: Vec<Job>,
}

/// Lines of the audit trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct Trail {
    audit: Vec<Audit>,
}

/// Without tokens there are no tables, and there never was a job.
fn is_kept(app: &App) -> bool {
    !app.settings().tokens.is_empty()
}

async fn find(app: &App, id: i64) -> Result<Job, Problem> {
    if let Some(watched) = app.live().get(id) {
        return Ok(watched.job.borrow().clone());
    }
    if is_kept(app) { app.store().job(id).await } else { Err(Problem::unknown(format!("there is no job {id}"))) }
}

/// The last jobs, newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs", params(Limit), responses((status = 200, body = Jobs), Reading))]
pub(crate) async fn list(
    _: By<Read>,
    State(app): State<App>,
    Asked(limit): Asked<Limit>,
) -> Result<Json<Jobs>, Problem> {
    Ok(Json(Jobs { jobs: recent(&app, limit.rows()).await? }))
}

/// The last jobs; those of this process as they are now.
pub(crate) async fn recent(app: &App, limit: i64) -> Result<Vec<Job>, Problem> {
    if !is_kept(app) {
        return Ok(Vec::new());
    }
    let mut jobs = app.store().jobs(limit).await?;
    for job in &mut jobs {
        if let Some(watched) = app.live().get(job.id) {
            *job = watched.job.borrow().clone();
        }
    }
    Ok(jobs)
}

/// A job.
#[utoipa::path(get, path = "/api/v1/jobs/{job}", tag = "jobs", params(("job" = i64, Path, description = "Its number")),
    responses((status = 200, body = Job), Reading))]
pub(crate) async fn show(_: By<Read>, State(app): State<App>, Named(id): Named<i64>) -> Result<Json<Job>, Problem> {
    Ok(Json(find(&app, id).await?))
}

/// What happens to a job, as server-sent events named `job`: each has the whole job, and the last one its end.
#[utoipa::path(get, path = "/api/v1/jobs/{job}/events", tag = "jobs",
    params(("job" = i64, Path, description = "Its number")),
    responses((status = 200, body = String, content_type = "text/event-stream"), Reading))]
pub(crate) async fn events(_: By<Read>, State(app): State<App>, Named(id): Named<i64>) -> Result<Response, Problem> {
    let first = find(&app, id).await?;
    let receiver = app.live().get(id).map(|watched| watched.job.subscribe());
    // The job as it is, then whenever something happens, until it has ended.
    let next = stream::unfold((Some(first), receiver), |(first, mut receiver)| async move {
        let job = match (first, receiver.as_mut()) {
            (Some(job), _) => job,
            (None, Some(receiver)) => {
                receiver.changed().await.ok()?;
                receiver.borrow_and_update().clone()
            }
            (None, None) => return None,
        };
        let event = Event::default().event("job").json_data(&job).ok()?;
        Some((Ok::<_, Infallible>(event), (None, receiver.filter(|_| !job.state.is_end()))))
    });
    Ok(Sse::new(next).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response())
}

/// Stop a job: what is running is cancelled on the server. The job as it is then.
#[utoipa::path(post, path = "/api/v1/jobs/{job}/cancel", tag = "jobs",
    params(("job" = i64, Path, description = "Its number")), responses((status = 200, body = Job), Writing))]
pub(crate) async fn cancel(_: By<Apply>, State(app): State<App>, Named(id): Named<i64>) -> Result<Json<Job>, Problem> {
    Ok(Json(end_job(&app, id).await?))
}

/// Run again what was interrupted, cancelled or failed, as a job of its own: it goes on with what is left of it now.
#[utoipa::path(post, path = "/api/v1/jobs/{job}/resume", tag = "jobs",
    params(("job" = i64, Path, description = "Its number")),
    responses((status = 202, body = Job, headers(("Location", description = "The new job"))), Writing))]
pub(crate) async fn resume(
    By(caller, _): By<Apply>,
    State(app): State<App>,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let job = find(&app, id).await?;
    if !matches!(job.state, JobState::Interrupted | JobState::Failed | JobState::Cancelled) {
        let text = format!("job {id} is {}: there is nothing to go on with", job.state.as_str());
        return Err(Problem::new(StatusCode::CONFLICT, "not_resumable", text));
    }
    let allowed = app.store().allowed(id).await?;
    accepted(start(&app, Order { action: job.action, allowed, by: caller.name, plan: None }).await?)
}

/// Who wanted to change something, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "jobs", params(Limit), responses((status = 200, body = Trail), Reading))]
pub(crate) async fn audit(
    _: By<MayPlan>,
    State(app): State<App>,
    Asked(limit): Asked<Limit>,
) -> Result<Json<Trail>, Problem> {
    Ok(Json(Trail { audit: app.store().trail(limit.rows()).await? }))
}
