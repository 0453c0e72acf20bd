//! Who may do what: whatever is wrong with a request that writes, nothing changes.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::common::Site;

/// Every operation that is not a GET, with a path and a body that would be right.
async fn writing(site: &Site) -> Vec<(String, Value)> {
    let document = site.get("/openapi.json").await.is(200).json();
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|method| *method != "get") {
            assert_eq!(method, "post", "{path}");
            let body = match path.rsplit('/').next().unwrap() {
                "plans" => json!({ "action": "up" }),
                "stamp" => json!({ "targets": ["a1"] }),
                "rollback" => json!({ "migration_name": "x", "allow": ["DELETES_DATA"] }),
                "sync" => json!({ "dry_run": false, "allow": ["DELETES_DATA"] }),
                "apply" => json!({ "allow": ["DELETES_DATA"] }),
                _ => json!({}),
            };
            all.push((path.clone(), body));
        }
    }
    assert!(all.len() >= 9, "{all:?}");
    all
}

/// What the database and the folder of backups have.
async fn state(site: &Site) -> String {
    let tables = "SELECT (SELECT string_agg(t::text, ';' ORDER BY t::text) FROM relvar.revision AS t),
        (SELECT count(*) FROM relvar.service_plan), (SELECT count(*) FROM relvar.service_job),
        (SELECT string_agg(revision, ',') FROM relvar.head), (SELECT count(*) FROM pg_class), to_regclass('film'),
        (SELECT count(*) FROM relvar.module)";
    format!("{} {}", site.psql(tables).await, site.path("backups").exists())
}

#[tokio::test]
async fn nothing_is_written_for_who_may_not() {
    let site = Site::new().await;
    site.run(json!({ "action": "install", "modules": ["products"] }), json!({})).await;
    site.psql("ALTER TABLE products_tags ADD extra text").await;
    site.revision("a1", "", "CREATE TABLE film (id integer);", "DROP TABLE film;");
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    let plan = plan["id"].as_str().unwrap();
    let before = state(&site).await;
    let all = format!("Bearer {}", site.secrets.all);
    let (reader, planner) = (format!("Bearer {}", site.secrets.reader), format!("Bearer {}", site.secrets.planner));
    let wrong = format!("Bearer relvar_{}", "0".repeat(64));
    let basic = "Basic cmVsdmFyOnJlbHZhcg==";
    for (path, body) in writing(&site).await {
        let path = path.replace("{plan}", plan).replace("{module_name}", "products").replace("{job}", "1");
        let path = if path.ends_with("sync-all") { format!("{path}?dry_run=false") } else { path };
        let is_plan = path == "/api/v1/plans";
        // Headers besides what is right, and the statuses that refuse.
        let cases: Vec<(Vec<(&str, &str)>, u16)> = vec![
            (vec![("host", "localhost")], 401),
            (vec![("host", "localhost"), ("authorization", &wrong)], 401),
            (vec![("host", "localhost"), ("authorization", basic)], 401),
            (vec![("host", "localhost"), ("authorization", &reader)], 403),
            (vec![("host", "localhost"), ("authorization", &planner)], if is_plan { 0 } else { 403 }),
            (vec![("host", "evil.example"), ("authorization", &all)], 403),
            (vec![("host", "localhost.evil.example:80"), ("authorization", &all)], 403),
            (vec![("authorization", &all)], 403),
            (vec![("host", "localhost:8080"), ("authorization", &all), ("origin", "http://localhost:9090")], 403),
            (vec![("host", "localhost"), ("authorization", &all), ("origin", "https://evil.example")], 403),
            (vec![("host", "localhost"), ("authorization", &all), ("origin", "null")], 403),
            (vec![("host", "localhost"), ("authorization", &all), ("sec-fetch-site", "cross-site")], 403),
        ];
        for (headers, status) in cases.into_iter().filter(|(_, status)| *status != 0) {
            let mut request = Request::post(&path).header("content-type", "application/json");
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let answer = site.send(request.body(Body::from(body.to_string())).unwrap()).await;
            assert_eq!(answer.status, status, "{path} {headers:?}: {answer:?}");
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
    assert_eq!(state(&site).await, before);
    assert_eq!(site.psql("SELECT count(*) FROM products_tags WHERE extra IS NULL").await, "0");
    // What is right from our own page goes through.
    let request = Request::post(format!("/api/v1/plans/{plan}/apply")).header("host", "localhost:8080");
    let request = request.header("authorization", &all).header("origin", "http://localhost:8080");
    site.send(request.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap()).await.is(202);
}

#[tokio::test]
async fn another_host_may_not_even_read() {
    let site =
        Site::with(|settings| settings.hosts = relvar_serve::Hosts::Loopback(vec!["db.example.org".to_owned()])).await;
    for (host, status) in [
        ("localhost:3000", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("DB.example.org", 200),
        ("db.example.org.evil.example", 403),
        ("evil.example", 403),
        ("", 403),
    ] {
        let request = Request::get("/api/v1/relations").header("host", host).body(Body::empty()).unwrap();
        assert_eq!(site.send(request).await.status, status, "{host}");
    }
}

#[tokio::test]
async fn reading_may_take_a_token_too() {
    let site = Site::with(|settings| settings.anonymous = false).await;
    for path in ["/api/v1/relations", "/api/v1/revisions", "/metrics", "/api/v1/jobs"] {
        let answer = site.get(path).await.is(401);
        let schemes: Vec<_> =
            answer.headers.get_all("www-authenticate").iter().map(|own| own.to_str().unwrap()).collect();
        assert_eq!(schemes, ["Bearer"]);
        // A browser that shows a page asks for a password.
        let request = Request::get(path).header("host", "localhost").header("accept", "text/html,*/*");
        let answer = site.send(request.body(Body::empty()).unwrap()).await.is(401);
        let schemes: Vec<_> =
            answer.headers.get_all("www-authenticate").iter().map(|own| own.to_str().unwrap()).collect();
        assert_eq!(schemes, ["Bearer", "Basic realm=\"relvar\""]);
        site.look(path).await.is(200);
    }
    site.get("/health").await.is(200);
}

#[tokio::test]
async fn the_trail_says_who_what_and_what_came_of_it() {
    let site = Site::new().await;
    site.revision("a1", "", "CREATE TABLE film (id integer);", "DROP TABLE film;");
    let plan = site.post_as(&site.secrets.planner, "/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    let plan = plan["id"].as_str().unwrap();
    let path = format!("/api/v1/plans/{plan}/apply");
    site.post_as(&site.secrets.planner, &path, json!({})).await.is(403);
    let job = site.post(&path, json!({})).await.is(202).json();
    site.ended(&job).await;
    site.get("/api/v1/audit").await.is(401);
    let trail = site.look("/api/v1/audit").await.is(200).json();
    let lines: Vec<_> = trail["audit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| {
            (own["who"].clone(), own["path"].clone(), own["status"].clone(), own["plan"].clone(), own["job"].clone())
        })
        .collect();
    assert_eq!(
        lines,
        [
            (json!("all"), json!(path), json!(202), json!(plan), job["id"].clone()),
            (json!("planner"), json!(path), json!(403), json!(null), json!(null)),
            (json!("planner"), json!("/api/v1/plans"), json!(201), json!(plan), json!(null)),
        ]
    );
    // Secrets are nowhere.
    let all = site.psql("SELECT string_agg(t::text, '') FROM relvar.service_audit AS t").await;
    assert!(!all.contains("relvar_"), "{all}");
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let site = Site::with(|settings| (settings.limits.body, settings.limits.requests) = (100, 2)).await;
    let long = json!({ "action": "up", "target": "x".repeat(200) });
    assert_eq!(site.post("/api/v1/plans", long).await.is(413).json()["code"], "too_large");
    let request = Request::post("/api/v1/plans").header("host", "localhost");
    let request = request.header("authorization", format!("Bearer {}", site.secrets.all));
    let answer = site.send(request.header("content-type", "text/plain").body("{}".into()).unwrap()).await.is(415);
    assert_eq!(answer.json()["code"], "media_type");
    assert_eq!(site.post("/api/v1/plans", json!({ "action": "drop" })).await.is(422).json()["code"], "request");
    assert_eq!(site.post("/api/v1/plans", json!({ "action": "up", "traget": "x" })).await.status, 422);
    assert_eq!(site.post("/api/v1/plans", json!({ "action": "up", "target": "x" })).await.status, 404);
    let zero = json!({ "migration_name": "x\u{0}" });
    let path = "/api/v1/base/modules/schema/products/rollback";
    assert_eq!(site.post(path, zero).await.is(422).json()["code"], "invalid");

    // Two wait for a lock on the catalog; the third is told to come back.
    let (client, connection) = site.server.config().connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    site.psql("CREATE TABLE film (id integer); CREATE VIEW films AS SELECT id FROM film").await;
    client.batch_execute("BEGIN; LOCK TABLE film").await.unwrap();
    let waiting = [site.get("/api/v1/relations"), site.get("/api/v1/lint")];
    let (third, ()) = tokio::join!(
        async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            let third = site.get("/api/v1/relations").await;
            client.batch_execute("ROLLBACK").await.unwrap();
            third
        },
        async {
            let [one, two] = waiting;
            let (one, two) = tokio::join!(one, two);
            assert_eq!((one.status, two.status), (200, 200), "{one:?} {two:?}");
        }
    );
    assert_eq!(third.is(503).header("retry-after"), "1");
}
