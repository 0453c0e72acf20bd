//! Plans and jobs: a plan is run for the database that it was made for, once, and a job needs nobody to watch it.

use std::time::Duration;

use axum::http::Request;
use serde_json::{Value, json};

use crate::common::Site;

fn apply(plan: &Value) -> String {
    format!("/api/v1/plans/{}/apply", plan["id"].as_str().unwrap())
}

async fn shop() -> Site {
    let site = Site::new().await;
    site.revision("a1", "", "CREATE TABLE film (id integer PRIMARY KEY, title text NOT NULL);", "DROP TABLE film;");
    site.revision(
        "b2",
        "a1",
        "ALTER TABLE film ADD year integer;\nCREATE INDEX film_year ON film (year);",
        "ALTER TABLE film DROP year;",
    );
    site
}

#[tokio::test]
async fn revisions_are_planned_applied_and_reverted() {
    let site = shop().await;
    let status = site.get("/api/v1/revisions/status").await.is(200).json();
    assert_eq!((status["current"].clone(), status["pending"].clone()), (json!([]), json!(["a1", "b2"])));

    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201);
    let location = plan.header("location").to_owned();
    let plan = plan.json();
    assert_eq!(plan["action"], json!({ "action": "up", "target": "heads" }));
    let statements: Vec<_> =
        plan["statements"].as_array().unwrap().iter().map(|own| own["of"].as_str().unwrap()).collect();
    assert_eq!(statements, ["a1", "b2", "b2"]);
    assert_eq!(site.look(&location).await.is(200).json(), plan);
    assert_eq!(site.psql("SELECT to_regclass('film')").await, "NULL");

    let job = site.post(&apply(&plan), json!({})).await.is(202);
    let watched = job.header("location").to_owned();
    let job = site.ended(&job.json()).await;
    assert_eq!((job["state"].clone(), job["result"].clone()), (json!("done"), json!({ "revisions": ["a1", "b2"] })));
    assert_eq!(site.get(&watched).await.is(200).json()["progress"]["done"], json!(["a1", "b2"]));
    assert_eq!(
        site.psql("SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'film'::regclass AND attnum > 0")
            .await,
        "id,title,year"
    );

    let graph = site.get("/api/v1/revisions").await.is(200).json();
    let lines: Vec<_> = graph["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| (own["revision"].clone(), own["applied"].clone(), own["parents"].clone()))
        .collect();
    assert_eq!(lines, [(json!("b2"), json!(true), json!(["a1"])), (json!("a1"), json!(true), json!([]))]);
    let shown = site.get("/api/v1/revisions/b2").await.is(200).json();
    assert!(shown["up"].as_str().unwrap().contains("ADD year") && shown["runs"][0]["status"] == "applied", "{shown}");

    // What goes back may delete data, which has to be said.
    let plan = site.post("/api/v1/plans", json!({ "action": "down", "target": "-1" })).await.is(201).json();
    assert_eq!(plan["needs"], json!(["DELETES_DATA"]));
    let refused = site.post(&apply(&plan), json!({})).await.is(422).json();
    assert_eq!(
        (refused["code"].clone(), refused["details"]["hazards"].clone()),
        (json!("hazard"), json!(["DELETES_DATA"]))
    );
    let job = site.post(&apply(&plan), json!({ "allow": ["deletes_data"] })).await.is(202).json();
    assert_eq!(site.ended(&job).await["result"], json!({ "revisions": ["b2"] }));
    assert_eq!(site.get("/api/v1/revisions/status").await.json()["current"], json!(["a1"]));

    // What another session does is seen.
    site.psql("ALTER TABLE film ADD stray text").await;
    let compare = site.get("/api/v1/revisions/compare").await.is(200).json();
    assert_eq!(compare["drifted"][0]["object"], "table public.film", "{compare}");
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    assert_eq!(site.post(&apply(&plan), json!({})).await.is(409).json()["code"], "drifted");
    let job = site.post(&apply(&plan), json!({ "allow_drift": true })).await.is(202).json();
    assert_eq!(site.ended(&job).await["state"], "done");

    let job = site.post("/api/v1/revisions/stamp", json!({ "targets": ["a1"] })).await.is(202).json();
    assert_eq!(site.ended(&job).await["result"], json!({ "heads": ["a1"] }));
}

#[tokio::test]
async fn a_plan_holds_for_the_database_that_it_was_made_for() {
    let site = shop().await;
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    site.psql("CREATE TABLE other (id integer)").await;
    let problem = site.post(&apply(&plan), json!({})).await.is(412).json();
    assert_eq!((problem["code"].clone(), problem["hint"].clone()), (json!("changed"), json!("make the plan again")));
    let job = site.look(&format!("/api/v1/jobs/{}", problem["details"]["job"])).await.is(200).json();
    assert_eq!(job["state"], "failed");
    // It holds again once the database is the same again, whatever the system catalogs say.
    site.psql("DROP TABLE other").await;
    site.post(&apply(&plan), json!({})).await.is(202);

    // The files count as well.
    let plan = site.post("/api/v1/plans", json!({ "action": "down", "target": "base" })).await.is(201).json();
    site.revision("c3", "b2", "SELECT 1;", "SELECT 1;");
    let problem = site.post(&apply(&plan), json!({ "allow": ["DELETES_DATA"] })).await.is(412).json();
    assert!(problem["detail"].as_str().unwrap().contains("files have changed"), "{problem}");
}

#[tokio::test]
async fn of_two_clients_one_wins() {
    let site = shop().await;
    let (one, two) = tokio::join!(
        site.post("/api/v1/plans", json!({ "action": "up", "target": "+1" })),
        site.post("/api/v1/plans", json!({ "action": "up", "target": "+1" })),
    );
    let (one, two) = (one.is(201).json(), two.is(201).json());
    let (path_one, path_two) = (apply(&one), apply(&two));
    let (one, two) = tokio::join!(site.post(&path_one, json!({})), site.post(&path_two, json!({})));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 412], "{one:?} {two:?}");
    let winner = if one.status == 202 { one } else { two };
    assert_eq!(site.ended(&winner.json()).await["result"], json!({ "revisions": ["a1"] }));
    assert_eq!(site.psql("SELECT count(*) FROM relvar.revision WHERE status = 'applied'").await, "1");
}

#[tokio::test]
async fn modules_of_two_clients_too() {
    let site = Site::new().await;
    let install = json!({ "action": "install", "modules": ["products"] });
    let (one, two) =
        tokio::join!(site.post("/api/v1/plans", install.clone()), site.post("/api/v1/plans", install.clone()));
    let (one, two) = (apply(&one.is(201).json()), apply(&two.is(201).json()));
    let (one, two) = tokio::join!(site.post(&one, json!({})), site.post(&two, json!({})));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 412], "{one:?} {two:?}");

    // The statements of a plan have their locks and hazards.
    let winner = if one.status == 202 { one } else { two };
    assert_eq!(site.ended(&winner.json()).await["state"], "done");
    site.edit("modules/products/schema/tables.sql", |text| {
        text.replace("    price numeric(12, 2) NOT NULL DEFAULT 0\n", "    price numeric(14, 2) NOT NULL DEFAULT 0\n")
            .replace("    name varchar(50) NOT NULL\n", "    label varchar(50) NOT NULL\n")
    });
    let plan = site.post("/api/v1/plans", json!({ "action": "sync", "modules": ["products"] })).await.is(201).json();
    let drop = plan["statements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|own| own["sql"].as_str().unwrap().contains("DROP COLUMN"))
        .unwrap();
    assert_eq!(drop["hazards"], json!(["DELETES_DATA", "ACQUIRES_ACCESS_EXCLUSIVE_LOCK"]), "{plan}");
    assert_eq!(drop["locks"][0]["relation"], "public.products_tags");
    assert_eq!(plan["needs"], json!(["DELETES_DATA"]));
    site.post(&apply(&plan), json!({})).await.is(422);
    let job = site.post(&apply(&plan), json!({ "allow": ["DELETES_DATA"] })).await.is(202).json();
    let job = site.ended(&job).await;
    // What was planned is what was run.
    let ran: Vec<_> = job["result"]["migrations"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|own| own["operations"].as_array().unwrap().clone())
        .collect();
    let planned: Vec<_> = plan["statements"].as_array().unwrap().iter().map(|own| own["sql"].clone()).collect();
    assert_eq!(ran, planned);
}

#[tokio::test]
async fn another_runner_is_named() {
    let site = Site::with(|settings| settings.limits.patience = Duration::from_millis(300)).await;
    site.revision("a1", "", "SELECT pg_sleep(4);", "SELECT 1;");
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    let other = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    let job = site.post(&apply(&plan), json!({})).await.is(202).json();
    let problem = site.post(&apply(&other), json!({})).await.is(423).json();
    let holder = &problem["details"]["holder"];
    assert_eq!(holder["application"], format!("relvar serve: job {}", job["id"]), "{problem}");

    // It is cancelled on the server, and nothing is left of it.
    let cancelled = site.post(&format!("/api/v1/jobs/{}/cancel", job["id"]), json!({})).await.is(200).json();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    assert_eq!(site.psql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()").await, "0");
    assert_eq!(site.psql("SELECT status FROM relvar.revision").await, "failed");
    site.post(&format!("/api/v1/jobs/{}/cancel", job["id"]), json!({})).await.is(409);

    // It can be run again, by a job of its own.
    site.revision("a1", "", "CREATE TABLE film (id integer);", "DROP TABLE film;");
    let again = site.post(&format!("/api/v1/jobs/{}/resume", job["id"]), json!({})).await.is(202).json();
    assert_eq!(site.ended(&again).await["state"], "done");
    site.post(&format!("/api/v1/jobs/{}/resume", again["id"]), json!({})).await.is(409);
}

#[tokio::test]
async fn a_job_goes_on_without_its_client() {
    let site = Site::new().await;
    site.revision("a1", "", "SELECT pg_sleep(1);\nCREATE TABLE film (id integer);", "DROP TABLE film;");
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    // A real connection, which ends before there is an answer.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(axum::serve(listener, site.router.clone()).into_future());
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Length: 0\r\n\r\n",
        apply(&plan),
        site.secrets.all
    );
    let mut client = tokio::net::TcpStream::connect(address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut client, request.as_bytes()).await.unwrap();
    while site.psql("SELECT count(*) FROM relvar.service_job").await == "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(client);
    let job = site.ended(&json!({ "id": 1 })).await;
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(site.psql("SELECT to_regclass('film')").await, "film");
    served.abort();
}

#[tokio::test]
async fn events_tell_each_step() {
    let site = Site::new().await;
    site.revision("a1", "", "SELECT pg_sleep(0.3);\nSELECT pg_sleep(0.3);", "SELECT 1;");
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    let job = site.post(&apply(&plan), json!({})).await.is(202).json();
    let request = Request::get(format!("/api/v1/jobs/{}/events", job["id"])).header("host", "localhost");
    let events = site.send(request.body(axum::body::Body::empty()).unwrap()).await.is(200);
    assert!(events.header("content-type").starts_with("text/event-stream"));
    let jobs: Vec<Value> = events
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    let seen: Vec<_> = jobs.iter().map(|job| job["progress"]["statement"].as_u64().unwrap()).collect();
    assert!(seen.contains(&1) && seen.contains(&2) && seen.is_sorted(), "{seen:?}");
    assert_eq!(jobs.last().unwrap()["state"], "done");

    // A statement that fails is told with what is known of it.
    site.revision("b2", "a1", "SELECT 1 / 0;", "SELECT 1;");
    let plan = site.post("/api/v1/plans", json!({ "action": "up" })).await.is(201).json();
    let job = site.post(&apply(&plan), json!({})).await.is(202).json();
    let job = site.ended(&job).await;
    assert_eq!(job["state"], "failed");
    assert_eq!(
        (job["error"]["code"].clone(), job["error"]["details"]["sqlstate"].clone()),
        (json!("statement_failed"), json!("22012"))
    );
}
