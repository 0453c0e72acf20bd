//! A service that is killed while a job runs: another one says what became of it, and goes on with it.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use relvar_catalog::scratch::{Options, Server};
use relvar_serve::{App, Settings, Tokens, serve};
use serde_json::{Value, json};

use crate::common::Site;

const URL: &str = "RELVAR_TEST_SERVE_URL";
const FOLDER: &str = "RELVAR_TEST_SERVE_FOLDER";
const TOKENS: &str = "RELVAR_TEST_SERVE_TOKENS";

/// The service as a process of its own: this program, which runs nothing but this.
#[tokio::test]
async fn a_service_of_its_own() {
    let (Ok(url), Ok(folder), Ok(tokens)) = (env::var(URL), env::var(FOLDER), env::var(TOKENS)) else { return };
    let mut settings = Settings::new(url.parse().unwrap());
    settings.tokens = Tokens::parse(&tokens).unwrap();
    settings.migrations = std::path::Path::new(&folder).join("migrations");
    settings.scratch = Options::from_env();
    let app = Box::pin(App::new(settings)).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    eprintln!("listening on {}", listener.local_addr().unwrap());
    serve(&app, listener, std::future::pending()).await.unwrap();
}

/// Starts one; it and its address.
fn start(server: &Server, site: &Site) -> (std::process::Child, String) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::a_service_of_its_own", "--nocapture"])
        .env(URL, server.url())
        .env(FOLDER, site.folder.path())
        .env(TOKENS, &site.secrets.lines)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    let address = lines.map(Result::unwrap).find_map(|line| {
        said.push(line.clone());
        line.strip_prefix("listening on ").map(str::to_owned)
    });
    (child, address.unwrap_or_else(|| panic!("{said:?}")))
}

/// Sends a request over the network.
fn send(site: &Site, address: &str, path: &str, body: Option<Value>) -> Value {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let (url, token) = (format!("http://{address}{path}"), format!("Bearer {}", site.secrets.all));
    let answer = match body {
        Some(body) => agent.post(url).header("authorization", token).send_json(body),
        None => agent.get(url).header("authorization", token).call(),
    };
    answer.unwrap().body_mut().read_json().unwrap()
}

#[tokio::test]
async fn what_became_of_a_job_is_told_and_it_goes_on() {
    let site = Site::new().await;
    site.psql("CREATE TABLE done (step integer)").await;
    let up = "INSERT INTO done VALUES (1);\nSELECT pg_sleep(CASE WHEN count(*) > 1 THEN 0 ELSE 20 END) FROM done;\n\
              INSERT INTO done VALUES (3);";
    site.revision_with(("a1", "", "-- transaction = off\n"), up, "DROP TABLE done;");

    let (mut child, address) = start(&site.server, &site);
    let plan = send(&site, &address, "/api/v1/plans", Some(json!({ "action": "up" })));
    let job = send(&site, &address, &format!("/api/v1/plans/{}/apply", plan["id"].as_str().unwrap()), Some(json!({})));
    assert_eq!(job["state"], "running", "{job}");
    let path = format!("/api/v1/jobs/{}", job["id"]);
    while send(&site, &address, &path, None)["progress"]["statement"] != 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Time enough to write down how far it is.
    tokio::time::sleep(Duration::from_millis(700)).await;
    child.kill().unwrap();
    child.wait().unwrap();

    let (mut child, address) = start(&site.server, &site);
    let job = send(&site, &address, &path, None);
    assert_eq!((job["state"].clone(), job["progress"]["statement"].clone()), (json!("interrupted"), json!(2)), "{job}");
    assert_eq!(send(&site, &address, "/api/v1/revisions/status", None)["unfinished"], json!(["a1"]));
    // The server is still busy with the statement of the dead runner, and says who has the lock.
    let cancelled = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()";
    site.psql(cancelled).await;
    // What it waits for is there now.
    site.psql("INSERT INTO done VALUES (2)").await;
    let again = send(&site, &address, &format!("{path}/resume"), Some(json!({})));
    assert_eq!(again["action"], job["action"], "{again}");
    let path = format!("/api/v1/jobs/{}", again["id"]);
    let mut job = send(&site, &address, &path, None);
    while job["state"] == "running" || job["state"] == "waiting" {
        tokio::time::sleep(Duration::from_millis(50)).await;
        job = send(&site, &address, &path, None);
    }
    assert_eq!(job["state"], "done", "{job}");
    // The first statement was not run again.
    assert_eq!(site.psql("SELECT string_agg(step::text, ',' ORDER BY step) FROM done").await, "1,2,3");
    child.kill().unwrap();
    child.wait().unwrap();
}
