//! What every request passes: where it comes from, how many there are, who sends it, and the trail of what was meant to change.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{app::App, auth::Caller, problem::Problem, settings::Hosts};

/// What a request is about, for the audit trail: handlers put it into their answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) plan: Option<String>,
    pub(crate) job: Option<i64>,
}

/// Pages load what this service has, and nothing else; nobody shows them within a page of theirs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Lets a request through, or says why not.
pub(crate) async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let is_page = method == Method::GET && is_navigation(request.headers());
    app.metrics().in_flight.inc();
    let mut response = match admit(&app, &mut request) {
        Ok(()) => limited(&app, request, next).await,
        Err(problem) => problem.into_response(),
    };
    app.metrics().in_flight.dec();
    app.metrics().answered(&route, method.as_str(), response.status().as_u16(), began.elapsed());
    let is_unknown = response.status() == StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    if is_unknown && is_page {
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"relvar\""));
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// Whether a browser asks for a page: then it may ask for a password. A script of a page would wait for that in vain.
fn is_navigation(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("text/html"))
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Where a request comes from, and who sends it.
fn admit(app: &App, request: &mut Request) -> Result<(), Problem> {
    let settings = app.settings();
    let host = host(request)?;
    check_host(&settings.hosts, &host)?;
    if !is_safe(request.method()) {
        check_origin(request.headers(), &host)?;
    }
    let caller = Caller::of(request.method(), request.headers(), &settings.tokens, settings.anonymous)?;
    request.extensions_mut().insert(caller);
    Ok(())
}

fn refused(code: &str, text: impl std::fmt::Display) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, code, text)
}

/// The name and the port that a request was sent to.
fn host(request: &Request) -> Result<String, Problem> {
    let named = request.headers().get(header::HOST).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let named = named.or_else(|| request.uri().authority().map(ToString::to_string));
    named.ok_or_else(|| refused("host", "the request does not say which host it is for"))
}

/// A page elsewhere can let its own name lead here; the browser then says that name.
fn check_host(hosts: &Hosts, host: &str) -> Result<(), Problem> {
    let Hosts::Loopback(others) = hosts else { return Ok(()) };
    let without_port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|own| own.is_ascii_digit()));
    let name = without_port.map_or(host, |(name, _)| name);
    let known = ["localhost", "127.0.0.1", "[::1]"];
    if known.iter().any(|own| own.eq_ignore_ascii_case(name)) || others.iter().any(|own| own.eq_ignore_ascii_case(name))
    {
        return Ok(());
    }
    let text = format!("this service is not called `{name}`\nhint: allow the name with `--host`");
    Err(refused("host", text))
}

/// What changes something may come from our own pages and from programs, and from no page of others.
fn check_origin(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(origin) = text("origin") {
        let own = origin
            .split_once("://")
            .is_some_and(|(scheme, own)| matches!(scheme, "http" | "https") && own.eq_ignore_ascii_case(host));
        if !own {
            return Err(refused("origin", "a page of another origin may not change anything here"));
        }
    }
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(refused("origin", "a page of another site may not change anything here"));
    }
    Ok(())
}

async fn limited(app: &App, request: Request, next: Next) -> Response {
    let Ok(_permit) = app.permits().clone().try_acquire_owned() else {
        let text = "there are too many requests at once";
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", text)
            .hint("try again in a moment")
            .into_response();
    };
    let limit = app.settings().limits.time;
    tokio::time::timeout(limit, audited(app, request, next)).await.unwrap_or_else(|_| {
        let text = format!("there was no answer within {} s; a job that was started goes on", limit.as_secs());
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "time", text).into_response()
    })
}

/// What somebody wants to change is written down before it is done, and then what came of it. What nobody may do is not.
async fn audited(app: &App, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().filter(|own| own.is_known()).cloned();
    let Some(caller) = caller.filter(|_| !is_safe(request.method())) else { return next.run(request).await };
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let line = match app.store().audit(&caller.name, &method, &path).await {
        Ok(line) => line,
        Err(problem) => return problem.into_response(),
    };
    let response = next.run(request).await;
    let Trace { plan, job } = response.extensions().get::<Trace>().cloned().unwrap_or_default();
    // Without this the line says that there was no answer.
    let _ = app.store().audited(line, response.status().as_u16(), (plan.as_deref(), job)).await;
    response
}
