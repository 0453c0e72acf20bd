//! A server, a service over it, and requests.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use relvar_catalog::scratch::{Options, Server};
use relvar_serve::{App, Limits, Scope, Settings, Tokens, new_token, router};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Who may do what.
pub(crate) struct Secrets {
    pub(crate) all: String,
    pub(crate) reader: String,
    pub(crate) planner: String,
    /// The file of tokens.
    pub(crate) lines: String,
}

/// A server, a folder with modules and revisions, and a service over both.
pub(crate) struct Site {
    pub(crate) server: Arc<Server>,
    pub(crate) folder: TempDir,
    pub(crate) router: Router,
    pub(crate) secrets: Secrets,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The same, if this is its status.
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let server = tokio::task::spawn_blocking(|| Server::start(&Options::from_env()).expect("a scratch server"));
        let server = server.await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        copy(&example("modules/modules"), &folder.path().join("modules"));
        let ((all, a), (reader, b), (planner, c)) = (
            new_token("all", &[Scope::Read, Scope::Plan, Scope::Apply, Scope::Data]).unwrap(),
            new_token("reader", &[Scope::Read]).unwrap(),
            new_token("planner", &[Scope::Read, Scope::Plan]).unwrap(),
        );
        let lines = format!("# who\n{a}\n{b}\n{c}\n");
        let mut settings = Settings::new(server.url().parse().unwrap());
        settings.tokens = Tokens::parse(&lines).unwrap();
        settings.modules = folder.path().join("modules");
        settings.migrations = folder.path().join("migrations");
        settings.backups = folder.path().join("backups");
        settings.scratch = Options::from_env();
        settings.limits = Limits { fresh: std::time::Duration::ZERO, ..Limits::default() };
        change(&mut settings);
        let app = Box::pin(App::new(settings)).await.unwrap();
        let router = router(&app);
        Self { server: Arc::new(server), folder, router, secrets: Secrets { all, reader, planner, lines } }
    }

    /// Sends a request, as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, "localhost").body(Body::empty()).unwrap()).await
    }

    /// Reads with all scopes.
    pub(crate) async fn look(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "localhost");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.secrets.all));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends JSON with all scopes.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(&self.secrets.all, path, body).await
    }

    pub(crate) async fn post_as(&self, secret: &str, path: &str, body: Value) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, format!("Bearer {secret}"))
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Makes a plan and runs it to its end; the job.
    pub(crate) async fn run(&self, action: Value, allowed: Value) -> Value {
        let plan = self.post("/api/v1/plans", action).await.is(201).json();
        let job = self.post(&format!("/api/v1/plans/{}/apply", plan["id"].as_str().unwrap()), allowed).await;
        assert_eq!(job.status, StatusCode::ACCEPTED, "{job:?}");
        let job = self.ended(&job.json()).await;
        assert_eq!(job["state"], "done", "{job}");
        job
    }

    /// A job once it has ended, as its events say.
    pub(crate) async fn ended(&self, job: &Value) -> Value {
        let events = self.look(&format!("/api/v1/jobs/{}/events", job["id"])).await.is(200);
        let last = events.text.lines().filter_map(|line| line.strip_prefix("data: ")).next_back().unwrap();
        serde_json::from_str(last).unwrap()
    }

    /// The rows of a query, as psql shows them.
    pub(crate) async fn psql(&self, sql: &str) -> String {
        let (client, connection) = self.server.config().connect(tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        let rows = client.simple_query(sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
        let rows = rows.iter().filter_map(|row| match row {
            tokio_postgres::SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|at| row.get(at).unwrap_or("NULL")).collect::<Vec<_>>().join("|"))
            }
            _ => None,
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a revision.
    pub(crate) fn revision(&self, id: &str, parent: &str, up: &str, down: &str) {
        self.revision_with((id, parent, ""), up, down);
    }

    /// The same with more lines in its header.
    pub(crate) fn revision_with(&self, (id, parent, more): (&str, &str, &str), up: &str, down: &str) {
        let folder = self.path("migrations").join(format!("{id}_test"));
        fs::create_dir_all(&folder).unwrap();
        let header = format!("-- relvar revision\n-- id = {id}\n-- parents = {parent}\n-- message = test {id}\n{more}");
        fs::write(folder.join("up.sql"), format!("{header}\n{up}\n")).unwrap();
        fs::write(folder.join("down.sql"), format!("{down}\n")).unwrap();
    }

    pub(crate) fn edit(&self, path: &str, edit: impl Fn(&str) -> String) {
        let path = self.path(path);
        let text = fs::read_to_string(&path).unwrap();
        let edited = edit(&text);
        assert_ne!(text, edited, "nothing was edited in {}", path.display());
        fs::write(path, edited).unwrap();
    }
}

pub(crate) fn example(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(path)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok()) }
    }
}
