//! Plans: made for the database as it is, run if it is still the same.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    input::{Asked, Body, MaybeBody, Named, within},
    problems::{Reading, Writing},
};
use crate::{
    action::{Action, Allowed},
    app::App,
    auth::{Apply, By, Plan as MayPlan},
    guard::Trace,
    jobs::{Order, start},
    plan::Plan,
    planning::make,
    problem::Problem,
    progress::Job,
};

/// How many.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Limit {
    /// How many at most.
    #[serde(default = "twenty", deserialize_with = "within::<1, 1000, _>")]
    #[param(minimum = 1, maximum = 1000, default = 20)]
    limit: u16,
}

fn twenty() -> u16 {
    20
}

impl Limit {
    pub(crate) fn number(&self) -> usize {
        usize::from(self.limit)
    }

    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.limit)
    }
}

/// Plans.
#[derive(Serialize, ToSchema)]
pub(crate) struct Plans {
    plans: Vec<Plan>,
}

/// Make a plan: what an action would run on the database as it is now. Nothing is run.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans", request_body = Action,
    responses((status = 201, body = Plan, headers(("Location", description = "The plan"))), Writing))]
pub(crate) async fn create(
    By(caller, _): By<MayPlan>,
    State(app): State<App>,
    Body(action): Body<Action>,
) -> Result<Response, Problem> {
    let plan = make(&app, action, &caller.name).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/plans/{}", plan.id)).map_err(Problem::internal)?;
    let trace = Trace { plan: Some(plan.id.clone()), job: None };
    Ok((StatusCode::CREATED, Extension(trace), [(header::LOCATION, location)], Json(plan)).into_response())
}

/// The last plans, newest first.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plans", params(Limit),
    responses((status = 200, body = Plans), Reading))]
pub(crate) async fn list(
    _: By<MayPlan>,
    State(app): State<App>,
    Asked(limit): Asked<Limit>,
) -> Result<Json<Plans>, Problem> {
    Ok(Json(Plans { plans: app.store().plans(limit.rows()).await? }))
}

/// A plan.
#[utoipa::path(get, path = "/api/v1/plans/{plan}", tag = "plans", params(("plan" = String, Path, description = "Its id")),
    responses((status = 200, body = Plan), Reading))]
pub(crate) async fn show(
    _: By<MayPlan>,
    State(app): State<App>,
    Named(id): Named<String>,
) -> Result<Json<Plan>, Problem> {
    Ok(Json(app.store().plan(&id).await?))
}

/// Run a plan, if the database and the files are what they were when it was made. It becomes a job, which goes on when the client
/// has gone.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/apply", tag = "plans",
    params(("plan" = String, Path, description = "Its id")), request_body = Option<Allowed>,
    responses((status = 202, body = Job, headers(("Location", description = "The job"))), Writing))]
pub(crate) async fn apply(
    By(caller, _): By<Apply>,
    State(app): State<App>,
    Named(id): Named<String>,
    MaybeBody(allowed): MaybeBody<Option<Allowed>>,
) -> Result<Response, Problem> {
    let allowed = allowed.unwrap_or_default();
    let plan = app.store().plan(&id).await?;
    if let Some(hazard) = plan.needs.iter().find(|hazard| !allowed.has(hazard)) {
        let text = format!("this plan has the hazard {hazard}, which is not accepted");
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "hazard", text);
        return Err(problem
            .hint(&format!("look at its statements first; then send `\"allow\": [\"{hazard}\"]`"))
            .with("hazards", serde_json::json!(plan.needs)));
    }
    if app.files_of(&plan.action)? != plan.basis.files {
        let text = "the files have changed since this was planned, so nothing was run\nhint: make the plan again";
        return Err(Problem::new(StatusCode::PRECONDITION_FAILED, "changed", text));
    }
    let order = Order { action: plan.action, allowed, by: caller.name, plan: Some((plan.id.clone(), plan.basis.mark)) };
    accepted(start(&app, order).await?)
}

/// A job that has been started.
pub(crate) fn accepted(job: Job) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(&format!("/api/v1/jobs/{}", job.id)).map_err(Problem::internal)?;
    let trace = Trace { plan: job.plan.clone(), job: Some(job.id) };
    Ok((StatusCode::ACCEPTED, Extension(trace), [(header::LOCATION, location)], Json(job)).into_response())
}
