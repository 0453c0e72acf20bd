//! The page of the API at `/docs`: made from the OpenAPI document, without a script.

use minijinja::{AutoEscape, Environment, Value as Data, value::Serde};
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

/// The style of the page.
pub(crate) const STYLE: &str = include_str!("docs/docs.css");

/// The page of a document.
pub(crate) fn page(document: &OpenApi) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let template = environment.template_from_named_str("docs.html", include_str!("docs/docs.html"));
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["schemas"] = schemas(&document);
    let rendered = template.and_then(|template| template.render(Data::from(Serde(document))));
    rendered.unwrap_or_else(|error| format!("the page cannot be written: {error}"))
}

/// Each schema with its name, its description and its text.
fn schemas(document: &Value) -> Value {
    let all = document["components"]["schemas"].as_object().into_iter().flatten();
    let lines = all.map(|(name, schema)| json!([name, schema["description"], format!("{schema:#}")]));
    lines.collect()
}
