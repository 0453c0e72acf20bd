//! Revisions: where the database is, their graph, and what is not what it should be.

use axum::{Json, extract::State, response::Response};
use relvar_migrate::{Drifted, State as Records, Status, revision::Revisions};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    input::{Body, Named},
    plans::accepted,
    problems::{Reading, Writing},
};
use crate::{
    action::{Action, Allowed},
    app::App,
    auth::{Apply, By, Read},
    jobs::{Order, start},
    problem::Problem,
    progress::Job,
};

/// A revision in the graph.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Line {
    pub(crate) revision: String,
    pub(crate) message: String,
    /// What it follows.
    pub(crate) parents: Vec<String>,
    /// What must be applied before besides.
    pub(crate) depends: Vec<String>,
    pub(crate) labels: Vec<String>,
    /// What follows it.
    pub(crate) next: Vec<String>,
    pub(crate) is_head: bool,
    pub(crate) applied: bool,
}

/// The graph of revisions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Graph {
    /// Newest first: each comes before what it follows.
    revisions: Vec<Line>,
}

/// A revision with its statements and its runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Whole {
    #[serde(flatten)]
    pub(crate) line: Line,
    /// The text of `up.sql`.
    pub(crate) up: String,
    /// The text of `down.sql`.
    pub(crate) down: Option<String>,
    /// Its runs, oldest first.
    pub(crate) runs: Vec<Run>,
}

/// A run of a revision.
#[derive(Serialize, ToSchema)]
pub(crate) struct Run {
    /// What it was for: `manual`, `rollback`, `stamp` and others.
    kind: String,
    status: String,
    started_at: String,
    applied_at: Option<String>,
    duration_ms: Option<i64>,
    applied_by: String,
    statements_applied: i32,
    statements_total: i32,
    error: Option<String>,
}

/// What is not what the last run left.
#[derive(Serialize, ToSchema)]
pub(crate) struct Drift {
    /// Whether there is nothing.
    same: bool,
    #[schema(value_type = Vec<Object>)]
    drifted: Vec<Drifted>,
}

/// Where the database is said to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stamp {
    /// Revisions, or `base`.
    targets: Vec<String>,
    /// Forget where it was.
    #[serde(default)]
    purge: bool,
}

fn owned(ids: Vec<&str>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

/// The graph, and what is applied of it.
pub(crate) async fn graph_of(app: &App) -> Result<(Revisions, Records, Vec<Line>), Problem> {
    let migrator = app.migrator()?;
    let state = migrator.state(app.reader()).await?;
    let revisions = migrator.revisions().clone();
    let known: Vec<_> = state.heads.iter().filter(|id| revisions.get(id).is_some()).cloned().collect();
    let history = revisions.history();
    let applied = owned(history.applied(&known).map_err(|error| revisions.explain(error))?);
    let ids = owned(history.range("base", "heads").map_err(|error| revisions.explain(error))?);
    let line = |id: &String| {
        let (revision, member) = (revisions.get(id)?, history.member(id)?);
        Some(Line {
            revision: id.clone(),
            message: revision.header.message.clone(),
            parents: owned(member.parents),
            depends: owned(member.depends),
            labels: owned(member.labels),
            is_head: member.next.is_empty(),
            next: owned(member.next),
            applied: applied.contains(id),
        })
    };
    let lines = ids.iter().filter_map(line).collect();
    Ok((revisions, state, lines))
}

/// Where the database is, what is pending, and what is not what it should be.
#[utoipa::path(get, path = "/api/v1/revisions/status", tag = "revisions",
    responses((status = 200, body = Object, description = "The revisions that are `current`, `heads`, `pending`, `unfinished`, `failed` and `edited`, and objects that `drifted`"), Reading))]
pub(crate) async fn status(_: By<Read>, State(app): State<App>) -> Result<Json<Status>, Problem> {
    Ok(Json(app.migrator()?.status(app.reader()).await?))
}

/// The graph of all revisions, newest first.
#[utoipa::path(get, path = "/api/v1/revisions", tag = "revisions", responses((status = 200, body = Graph), Reading))]
pub(crate) async fn graph(_: By<Read>, State(app): State<App>) -> Result<Json<Graph>, Problem> {
    Ok(Json(Graph { revisions: graph_of(&app).await?.2 }))
}

/// A revision with its statements and its runs.
#[utoipa::path(get, path = "/api/v1/revisions/{revision}", tag = "revisions",
    params(("revision" = String, Path, description = "Its id, the beginning of it, or a label")),
    responses((status = 200, body = Whole), Reading))]
pub(crate) async fn show(
    _: By<Read>,
    State(app): State<App>,
    Named(name): Named<String>,
) -> Result<Json<Whole>, Problem> {
    Ok(Json(whole(&app, &name).await?))
}

pub(crate) async fn whole(app: &App, name: &str) -> Result<Whole, Problem> {
    let (revisions, state, lines) = graph_of(app).await?;
    let unknown = || Problem::unknown(format!("there is no revision `{name}`"));
    let id = revisions.history().resolve_one(name).map_err(|error| Problem::unknown(revisions.explain(error)))?;
    let id = id.ok_or_else(unknown)?;
    let line = lines.into_iter().find(|own| own.revision == id).ok_or_else(unknown)?;
    let revision = revisions.get(id).ok_or_else(unknown)?;
    let runs = state.records.into_iter().filter(|own| own.revision == id).map(|own| Run {
        kind: own.kind,
        status: own.status,
        started_at: own.started_at,
        applied_at: own.applied_at,
        duration_ms: own.duration_ms,
        applied_by: own.applied_by,
        statements_applied: own.statements_applied,
        statements_total: own.statements_total,
        error: own.error_message,
    });
    Ok(Whole { line, up: revision.up.clone(), down: revision.down.clone(), runs: runs.collect() })
}

/// Objects that are not what the last run left.
#[utoipa::path(get, path = "/api/v1/revisions/compare", tag = "revisions",
    responses((status = 200, body = Drift), Reading))]
pub(crate) async fn compare(_: By<Read>, State(app): State<App>) -> Result<Json<Drift>, Problem> {
    let (_, drifted) = app.migrator()?.inspect(app.reader()).await?;
    Ok(Json(Drift { same: drifted.is_empty(), drifted }))
}

/// Record that the database is at these revisions; nothing is run.
#[utoipa::path(post, path = "/api/v1/revisions/stamp", tag = "revisions", request_body = Stamp,
    responses((status = 202, body = Job, headers(("Location", description = "The job"))), Writing))]
pub(crate) async fn stamp(
    By(caller, _): By<Apply>,
    State(app): State<App>,
    Body(stamp): Body<Stamp>,
) -> Result<Response, Problem> {
    let action = Action::Stamp { targets: stamp.targets, purge: stamp.purge };
    accepted(start(&app, Order { action, allowed: Allowed::default(), by: caller.name, plan: None }).await?)
}
