//! The console: the pages of `relvar site`, live, and pages for what is pending, planned, running and waiting.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use relvar_explore::{
    lint::{Settings, lint},
    site::{Frame, Subject, Tab, file, frame},
};

use crate::{
    app::App,
    auth::{By, Read},
    problem::Problem,
    view::{Content, View, answer},
};

/// The pages beside those of the schema.
const TABS: [Tab<'_>; 5] = [
    Tab { title: "Revisions", href: "revisions.html" },
    Tab { title: "Modules", href: "modules.html" },
    Tab { title: "Plans", href: "plan.html" },
    Tab { title: "Jobs", href: "jobs.html" },
    Tab { title: "Sessions", href: "sessions.html" },
];

const SCRIPT: &str = include_str!("console/console.js");
const STYLE: &str = include_str!("console/console.css");

/// The first page.
pub(crate) async fn first() -> Redirect {
    Redirect::temporary("index.html")
}

/// The script of the pages that are not about the schema.
pub(crate) async fn script() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"))], SCRIPT).into_response()
}

/// Their style.
pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

/// A page, or what a page loads.
pub(crate) async fn page(
    _: By<Read>,
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&app, name, &headers).await
}

/// The page of a relation.
pub(crate) async fn relation(
    _: By<Read>,
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&app, format!("r/{name}"), &headers).await
}

async fn show(app: &App, name: String, headers: &HeaderMap) -> Result<Response, Problem> {
    let view = app.views().now().await?;
    let title = app.settings().title.clone();
    answer(view, format!("page {name}"), headers, move |view| write(view, &title, &name)).await
}

fn body(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "revisions.html" => ("Revisions", include_str!("console/revisions.html")),
        "modules.html" => ("Modules", include_str!("console/modules.html")),
        "plan.html" => ("Plans", include_str!("console/plan.html")),
        "jobs.html" => ("Jobs", include_str!("console/jobs.html")),
        "sessions.html" => ("Sessions", include_str!("console/sessions.html")),
        _ => return None,
    })
}

fn write(view: &View, title: &str, name: &str) -> Result<Content, Problem> {
    let graph = view.graph();
    let report = lint(&graph, &Settings::of(&view.config.lint)?, &view.config);
    let subject = Subject { graph: &graph, statistics: Some(&view.statistics), report: &report, title };
    let text = match body(name) {
        Some((title, body)) => {
            let page = Frame { title, body, script: "console.js", style: "console.css" };
            Some(frame(&subject, &TABS, &page)?)
        }
        None => file(&subject, &TABS, name)?,
    };
    let text =
        text.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "unknown", format!("there is no page `{name}`")))?;
    let mime = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    Ok(Content::new(mime, text))
}
