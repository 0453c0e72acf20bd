//! Looking around: what is answered, and what it costs.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::common::{Site, example};

async fn rental() -> Site {
    let site = Site::with(|settings| settings.limits.fresh = std::time::Duration::from_secs(3600)).await;
    site.psql(&std::fs::read_to_string(example("rental/schema.sql")).unwrap()).await;
    site
}

#[tokio::test]
async fn the_schema_is_told() {
    let site = rental().await;
    let count = site.psql("SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')").await;
    let all = site.get("/api/v1/relations").await.is(200).json();
    assert_eq!(all.as_array().unwrap().len().to_string(), count);
    let views = site.get("/api/v1/relations?kind=view").await.is(200).json();
    assert!(views.as_array().unwrap().iter().all(|own| own["kind"] == "view") && views != json!([]), "{views}");
    let some = site.get("/api/v1/relations?pattern=film").await.is(200).json();
    assert!(some.as_array().unwrap().iter().any(|own| own["qualified"] == "public.film_actor"), "{some}");
    site.get("/api/v1/relations?kind=nothing").await.is(400);

    let film = site.get("/api/v1/objects/film").await.is(200).json();
    assert_eq!(film["relation"]["name"], "public.film", "{film}");
    assert_eq!(site.get("/api/v1/objects/mpaa_rating").await.is(200).json()["type"]["name"], "public.mpaa_rating");
    let problem = site.get("/api/v1/objects/flim").await.is(404).json();
    assert!(problem["hint"].as_str().unwrap().contains("film"), "{problem}");

    let path = site.get("/api/v1/path?from=actor&to=film").await.is(200).json();
    assert_eq!(path["paths"][0]["steps"].as_array().unwrap().len(), 2, "{path}");
    site.get("/api/v1/path?from=actor").await.is(400);
    let hits = site.get("/api/v1/search?q=film%20title").await.is(200).json();
    assert_eq!(hits[0]["object"], "public.film.title", "{hits}");
    let lint = site.get("/api/v1/lint?rule=prefer-bigint").await.is(200).json();
    assert!(lint.as_array().unwrap().iter().all(|own| own["rule"] == "prefer-bigint") && lint != json!([]), "{lint}");
    site.get("/api/v1/lint?rule=nothing").await.is(404);
    site.get("/api/v1/search?q=film&limit=0").await.is(400);
    site.get("/api/v1/diagram?depth=11").await.is(400);
    let svg = site.get("/api/v1/diagram?around=film").await.is(200);
    assert!(svg.header("content-type") == "image/svg+xml" && svg.text.contains("<svg"), "{svg:?}");
    let mermaid = site.get("/api/v1/diagram?format=mermaid").await.is(200);
    assert!(mermaid.text.starts_with("erDiagram"), "{mermaid:?}");
    let catalog = site.get("/api/v1/catalog").await.is(200).json();
    assert_eq!(catalog["relations"].as_array().unwrap().len(), all.as_array().unwrap().len());
}

#[tokio::test]
async fn rows_and_sessions_take_a_scope_of_their_own() {
    let site = rental().await;
    site.psql("INSERT INTO language (name) VALUES ('English')").await;
    for path in ["/api/v1/rows/language", "/api/v1/sessions"] {
        site.get(path).await.is(401);
        let request = Request::get(path).header("host", "localhost");
        let request = request.header("authorization", format!("Bearer {}", site.secrets.planner));
        assert_eq!(site.send(request.body(Body::empty()).unwrap()).await.is(403).json()["code"], "scope");
    }
    let rows = site.look("/api/v1/rows/language").await.is(200).json();
    assert!(rows["rows"][0].as_array().unwrap().contains(&json!("English")), "{rows}");
    let sessions = site.look("/api/v1/sessions").await.is(200).json();
    assert!(!sessions["sessions"].as_array().unwrap().is_empty(), "{sessions}");
}

#[tokio::test]
async fn reading_costs_the_database_nothing_while_nothing_changes() {
    let site = rental().await;
    let paths = ["/api/v1/relations", "/api/v1/objects/film", "/api/v1/lint", "/api/v1/path?from=actor&to=film"];
    let mut tags = Vec::new();
    for path in paths {
        tags.push(site.get(path).await.is(200).header("etag").to_owned());
    }
    // What the sessions of the service have sent, as the server counts it.
    let sent = "SELECT max(query_start)::text || count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let before = site.psql(sent).await;
    for _ in 0..25 {
        for (path, tag) in paths.iter().zip(&tags) {
            let request = Request::get(*path).header("host", "localhost").header("if-none-match", tag);
            let answer = site.send(request.body(Body::empty()).unwrap()).await.is(304);
            assert!(answer.text.is_empty() && answer.header("etag") == tag);
            assert_eq!(site.get(path).await.is(200).header("etag"), tag);
        }
    }
    assert_eq!(site.psql(sent).await, before);
    let metrics = site.get("/metrics").await.text;
    assert!(
        metrics.contains("relvar_fingerprints_total 1\n") && metrics.contains("relvar_catalogs_total 1\n"),
        "{metrics}"
    );
}

#[tokio::test]
async fn what_changes_is_seen() {
    let site = Site::new().await;
    let tag = site.get("/api/v1/relations").await.is(200).header("etag").to_owned();
    // Another session's rows are no change of the schema.
    site.psql("CREATE TABLE film (id integer)").await;
    let first = site.get("/api/v1/relations").await.is(200);
    assert_ne!(first.header("etag"), tag);
    assert_eq!(first.json()[0]["qualified"], Value::from("public.film"));
    site.psql("INSERT INTO film SELECT generate_series(1, 100); ANALYZE film").await;
    assert_eq!(site.get("/api/v1/relations").await.is(200).header("etag"), first.header("etag"));
    let metrics = site.get("/metrics").await.text;
    assert!(metrics.contains("relvar_catalogs_total 2\n"), "{metrics}");
}
