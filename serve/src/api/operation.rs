//! Whether the service is there and can do its work, and what it counts.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::problems::Reading;
use crate::{
    app::App,
    auth::{By, Read},
    metrics::CONTENT_TYPE,
    problem::Problem,
};

/// Whether the service is there.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: the process answers.
    status: &'static str,
    /// The version of relvar.
    version: &'static str,
}

/// Whether the process answers; it asks no database.
#[utoipa::path(get, path = "/health", tag = "operation", responses((status = 200, body = Health), Reading))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Whether the service can do its work.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ready {
    /// Always `ready`; otherwise the answer is a problem.
    status: &'static str,
    /// The major version of the server.
    server: u32,
    /// Whether anybody may change anything.
    writable: bool,
}

/// Whether the database answers and its schema can be read.
#[utoipa::path(get, path = "/ready", tag = "operation", responses((status = 200, body = Ready), Reading))]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Ready>, Problem> {
    let view = app.views().now().await?;
    let writable = !app.settings().tokens.is_empty();
    Ok(Json(Ready { status: "ready", server: view.catalog.server_version, writable }))
}

/// What the service counts, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, body = String, content_type = "application/openmetrics-text"), Reading))]
pub(crate) async fn metrics(_: By<Read>, State(app): State<App>) -> Result<Response, Problem> {
    let text = app.metrics().text()?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE))], text).into_response())
}
