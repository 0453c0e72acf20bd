//! What is there before anybody asks for a schema: health, figures, the document and its page.

use serde_json::Value;

use crate::common::Site;

#[tokio::test]
async fn the_service_says_how_it_is() {
    let site = Site::new().await;
    let health = site.get("/health").await.is(200);
    assert_eq!(health.json()["status"], "ok");
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("cache-control", "no-cache")]
    {
        assert_eq!(health.header(name), value);
    }
    let policy = health.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");

    let ready = site.get("/ready").await.is(200).json();
    assert!(ready["server"].as_u64().unwrap() >= 12 && ready["writable"] == true, "{ready}");

    let metrics = site.get("/metrics").await.is(200);
    assert!(
        metrics.text.contains("relvar_requests_total{route=\"/health\",method=\"GET\",status=\"200\"} 1"),
        "{metrics:?}"
    );
    assert!(metrics.text.contains("relvar_catalogs_total 1"), "{metrics:?}");
    assert!(metrics.text.ends_with("# EOF\n"), "{metrics:?}");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let site = Site::new().await;
    for (path, status) in [("/api/v1/nothing", 404), ("/api/v1/objects/nothing", 404), ("/api/v1/plans/x/apply", 405)] {
        let answer = site.get(path).await.is(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["type"].as_str().unwrap().starts_with("urn:relvar:problem:"), "{problem}");
    }
    let answer = site.get("/api/v1/jobs/one").await.is(400);
    assert_eq!(answer.json()["code"], "request");
}

#[tokio::test]
async fn the_document_and_its_page_name_every_path() {
    let site = Site::new().await;
    let document = site.get("/openapi.json").await.is(200).json();
    assert_eq!(document["openapi"], "3.1.0");
    let page = site.get("/docs").await.is(200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(!page.text.contains("<script") && !page.text.contains("http://") && !page.text.contains("https://"));
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert!(paths.len() > 30, "{paths:?}");
    for path in paths {
        assert!(page.text.contains(&format!("<code>{}</code>", path.replace('/', "&#x2f;"))), "{path}: {}", page.text);
    }
    assert!(site.get("/docs.css").await.is(200).header("content-type").starts_with("text/css"));
    // Each reference leads somewhere.
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    let references: Vec<_> =
        text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(references.contains(&"Problem"), "{references:?}");
    for name in references {
        assert!(schemas.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn without_tokens_nothing_is_written() {
    let site = Site::with(|settings| settings.tokens = relvar_serve::Tokens::default()).await;
    assert_eq!(site.psql("SELECT to_regnamespace('relvar')").await, "NULL");
    assert_eq!(site.get("/ready").await.is(200).json()["writable"], false);
    assert_eq!(site.get("/api/v1/jobs").await.is(200).json()["jobs"], Value::Array(Vec::new()));
    assert_eq!(site.get("/api/v1/jobs/1").await.is(404).json()["code"], "unknown");
    let request = axum::http::Request::post("/api/v1/plans").header("host", "localhost");
    let request = request.header("content-type", "application/json");
    let answer = site.send(request.body("{\"action\": \"up\"}".into()).unwrap()).await.is(401);
    assert_eq!(answer.json()["code"], "unauthorized");
    assert_eq!(site.psql("SELECT to_regnamespace('relvar')").await, "NULL");
}
