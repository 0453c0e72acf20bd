//! All routes, and the OpenAPI document of them.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request},
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse as _, Response},
    routing::get,
};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{explore, jobs, modules, operation, plans, revisions},
    app::App,
    console, docs,
    guard::guard,
    problem::Problem,
};

/// The document, without its paths.
#[derive(OpenApi)]
#[openapi(
    info(title = "relvar", description = "A PostgreSQL schema over HTTP: looking around, plans, revisions and modules."),
    components(schemas(Problem)),
    modifiers(&Tokens),
    security((), ("token" = [])),
    tags(
        (name = "explore", description = "The schema; answers have a tag that holds as long as it does not change"),
        (name = "plans", description = "What would be run, and running it if nothing has changed since"),
        (name = "jobs", description = "What runs and ran, and who wanted it"),
        (name = "revisions", description = "Revisions: where the database is, and their graph"),
        (name = "modules", description = "Modules: whether they are what their files want"),
        (name = "data", description = "Rows, and the statements of sessions"),
        (name = "operation", description = "Whether the service works, and what it counts"),
    )
)]
struct Document;

/// How a token is sent.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(operation::health))
        .routes(routes!(operation::ready))
        .routes(routes!(operation::metrics))
        .routes(routes!(explore::catalog))
        .routes(routes!(explore::relations))
        .routes(routes!(explore::object))
        .routes(routes!(explore::paths))
        .routes(routes!(explore::find_words))
        .routes(routes!(explore::lint_schema))
        .routes(routes!(explore::diagram))
        .routes(routes!(explore::rows))
        .routes(routes!(explore::sessions))
        .routes(routes!(plans::create, plans::list))
        .routes(routes!(plans::show))
        .routes(routes!(plans::apply))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::show))
        .routes(routes!(jobs::events))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::resume))
        .routes(routes!(jobs::audit))
        .routes(routes!(revisions::status))
        .routes(routes!(revisions::graph))
        .routes(routes!(revisions::compare))
        .routes(routes!(revisions::stamp))
        .routes(routes!(revisions::show))
        .routes(routes!(modules::list))
        .routes(routes!(modules::status))
        .routes(routes!(modules::compare))
        .routes(routes!(modules::tables))
        .routes(routes!(modules::migrations))
        .routes(routes!(modules::check_all))
        .routes(routes!(modules::sync))
        .routes(routes!(modules::sync_all))
        .routes(routes!(modules::rollback))
        .routes(routes!(modules::backup))
}

/// The OpenAPI document of the service.
pub fn document() -> openapi::OpenApi {
    api().split_for_parts().1
}

/// The service as a router, to be served or to be mounted in an application.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use relvar_serve::{App, Settings, router};
///
/// let settings = Settings::new("postgres://reader@localhost/shop".parse()?);
/// let app = App::new(settings).await?;
/// let service: axum::Router = axum::Router::new().nest("/schema", router(&app));
/// # Ok(())
/// # }
/// ```
pub fn router(app: &App) -> Router {
    let (router, document) = api().split_for_parts();
    let page: Arc<str> = docs::page(&document).into();
    let document = Arc::new(document);
    router
        .route("/openapi.json", get(async move || Json(Arc::unwrap_or_clone(document))))
        .route("/docs", get(async move || ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.to_string())))
        .route("/docs.css", get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], docs::STYLE)))
        .route("/", get(console::first))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/console.js", get(console::script))
        .route("/console.css", get(console::style))
        .route("/r/{page}", get(console::relation))
        .route("/{page}", get(console::page))
        .fallback(async |request: Request| Problem::unknown(format!("there is nothing at `{}`", request.uri().path())))
        .method_not_allowed_fallback(async |request: Request| {
            let text = format!("`{}` does not take {}", request.uri().path(), request.method());
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", text)
        })
        .layer(CatchPanicLayer::custom(|_| -> Response {
            Problem::internal("a fault of the service: nothing more is known of it here").into_response()
        }))
        .layer(DefaultBodyLimit::max(app.settings().limits.body))
        .layer(middleware::from_fn_with_state(app.clone(), guard))
        .with_state(app.clone())
}
