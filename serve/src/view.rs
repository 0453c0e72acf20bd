//! The schema as it was read last, and what was answered from it: as long as it has not changed, readers cost the database nothing.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use relvar_catalog::{
    Catalog, Statistics,
    connect::{Config, Session, connect},
    hexadecimal,
    introspect::{self, introspect},
};
use relvar_codegen::{lower::lower, model::Model};
use relvar_explore::Graph;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{metrics::Metrics, problem::Problem};

/// What is kept of answers, in bytes.
const KEPT: usize = 64 * 1024 * 1024;

/// A body and its content type.
#[derive(Clone)]
pub(crate) struct Content {
    mime: &'static str,
    body: Bytes,
}

impl Content {
    pub(crate) fn new(mime: &'static str, body: impl Into<Bytes>) -> Self {
        Self { mime, body: body.into() }
    }

    pub(crate) fn json(data: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self::new("application/json", serde_json::to_vec(data).map_err(Problem::internal)?))
    }
}

/// A schema.
pub(crate) struct View {
    pub(crate) catalog: Catalog,
    pub(crate) statistics: Statistics,
    pub(crate) config: Arc<relvar_codegen::Config>,
    model: Model,
    /// What the database said of it.
    fingerprint: String,
    tag: String,
    answers: Mutex<HashMap<String, Content>>,
}

impl View {
    /// The relations and the keys between them.
    pub(crate) fn graph(&self) -> Graph<'_> {
        Graph::new(&self.catalog, &self.config, &self.model)
    }

    fn kept(&self, key: &str) -> Option<Content> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: String, content: Content) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let size: usize = answers.values().map(|own| own.body.len()).sum();
        if size + content.body.len() > KEPT {
            answers.clear();
        }
        answers.insert(key, content);
    }
}

/// Answers with what is made from a view, unless whoever asks has it already. The key says what is asked for.
pub(crate) async fn answer<F>(view: Arc<View>, key: String, headers: &HeaderMap, make: F) -> Result<Response, Problem>
where
    F: FnOnce(&View) -> Result<Content, Problem> + Send + 'static,
{
    let tag = HeaderValue::from_str(&view.tag).map_err(Problem::internal)?;
    let has = |value: &HeaderValue| {
        value.to_str().is_ok_and(|text| text.split(',').any(|own| own.trim().trim_start_matches("W/") == view.tag))
    };
    if headers.get(header::IF_NONE_MATCH).is_some_and(has) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let content = if let Some(content) = view.kept(&key) {
        content
    } else {
        // It may take a while, and others wait for this thread.
        let own = Arc::clone(&view);
        let content = tokio::task::spawn_blocking(move || make(&own)).await??;
        view.keep(key, content.clone());
        content
    };
    let mime = HeaderValue::from_static(content.mime);
    Ok(([(header::CONTENT_TYPE, mime), (header::ETAG, tag)], content.body).into_response())
}

/// The last view, and when it was last compared with the database.
#[derive(Default)]
struct Last {
    session: Option<Session>,
    view: Option<Arc<View>>,
    asked: Option<Instant>,
}

/// Views of one database.
pub(crate) struct Views {
    database: Config,
    config: Arc<relvar_codegen::Config>,
    fresh: Duration,
    metrics: Arc<Metrics>,
    last: tokio::sync::Mutex<Last>,
}

impl Views {
    pub(crate) fn new(
        database: Config,
        config: relvar_codegen::Config,
        fresh: Duration,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self { database, config: Arc::new(config), fresh, metrics, last: tokio::sync::Mutex::default() }
    }

    /// The schema as it is now. Many at once cause one question to the database, and the next one is asked later.
    pub(crate) async fn now(&self) -> Result<Arc<View>, Problem> {
        let mut last = self.last.lock().await;
        if let (Some(view), Some(asked)) = (&last.view, last.asked)
            && asked.elapsed() < self.fresh
        {
            return Ok(Arc::clone(view));
        }
        let began = Instant::now();
        let mut session = match last.session.take() {
            Some(session) if !session.is_closed() => session,
            _ => connect(&self.database).await?,
        };
        self.metrics.asked.inc();
        let fingerprint = introspect::fingerprint(&session).await?;
        let view = match last.view.take().filter(|view| view.fingerprint == fingerprint) {
            Some(view) => view,
            None => self.read(&mut session, fingerprint).await?,
        };
        *last = Last { session: Some(session), view: Some(Arc::clone(&view)), asked: Some(began) };
        Ok(view)
    }

    /// The next question is asked at once.
    pub(crate) async fn expire(&self) {
        self.last.lock().await.asked = None;
    }

    async fn read(&self, session: &mut Session, fingerprint: String) -> Result<Arc<View>, Problem> {
        self.metrics.catalogs.inc();
        let catalog = introspect(session).await?.catalog;
        let statistics = introspect::statistics(session).await?;
        let config = Arc::clone(&self.config);
        // The numbers of rows are others each time it is read.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let digest = Sha256::digest(format!("{fingerprint} {now}"));
        let digits = hexadecimal(&digest[..16]);
        let view = tokio::task::spawn_blocking(move || {
            let (model, _) = lower(&catalog, &config);
            let (tag, answers) = (format!("\"{digits}\""), Mutex::default());
            View { catalog, statistics, config, model, fingerprint, tag, answers }
        });
        Ok(Arc::new(view.await?))
    }
}
