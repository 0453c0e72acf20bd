//! Errors as `application/problem+json` (RFC 9457): each says what is in the way, and what to do about it.

use std::fmt;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use relvar_catalog::{Cause, SourceError, connect, introspect::IntrospectError, load::LoadError};
use relvar_explore::{FindError, lint::SettingError, sample::SampleError, site::SiteError};
use relvar_migrate::{MigrateError, PlanError, history::HistoryError, module::ModuleError, revision::RevisionError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Why a request is not answered as it was meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is, as a URI that leads nowhere.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "urn:relvar:problem:changed")]
    pub type_: Box<str>,
    /// The words of the status.
    #[schema(value_type = String)]
    pub title: Box<str>,
    /// The status of the answer.
    pub status: u16,
    /// What kind of problem it is, for programs.
    #[schema(value_type = String)]
    pub code: Box<str>,
    /// What is in the way.
    #[schema(value_type = String)]
    pub detail: Box<str>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub hint: Option<Box<str>>,
    /// What a program may want to know besides: `blocked_by`, `dependents`, `holder`, `job` and others.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub details: Map<String, Value>,
}

/// Between what is in the way and what to do about it, in the messages of the libraries.
const HINT: &str = "\nhint: ";

impl Problem {
    /// A problem with a text, whose hint is told apart.
    pub fn new(status: StatusCode, code: &str, text: impl fmt::Display) -> Self {
        let text = text.to_string();
        let (detail, hint) = match text.split_once(HINT) {
            Some((detail, hint)) => (detail.into(), Some(hint.into())),
            None => (text.into(), None),
        };
        Self {
            type_: format!("urn:relvar:problem:{code}").into(),
            title: status.canonical_reason().unwrap_or_default().into(),
            status: status.as_u16(),
            code: code.into(),
            detail,
            hint,
            details: Map::new(),
        }
    }

    /// The same with another hint: what to do over HTTP.
    #[must_use]
    pub fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with something for programs.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.details.insert(name.to_owned(), value);
        self
    }

    /// There is no such thing.
    pub fn unknown(text: impl fmt::Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown", text)
    }

    /// The request says something that cannot be.
    pub fn invalid(text: impl fmt::Display) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", text)
    }

    /// What should not happen; the text says where.
    pub fn internal(text: impl fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", text)
    }

    fn unavailable(code: &str, text: impl fmt::Display) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, text)
    }

    fn conflict(code: &str, text: impl fmt::Display) -> Self {
        Self::new(StatusCode::CONFLICT, code, text)
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "{HINT}{hint}"))
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == 401 {
            headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == 503 {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<ModuleError> for Problem {
    fn from(error: ModuleError) -> Self {
        let (code, details) = (error.kind(), error.details());
        let text = error.to_string();
        let problem = match error {
            ModuleError::Run(error) => error.into(),
            ModuleError::Plan(error) => error.into(),
            ModuleError::Connect(error) => error.into(),
            ModuleError::Catalog(error) => error.into(),
            ModuleError::Ask(_) | ModuleError::Server(_) | ModuleError::Source(_) => Self::unavailable(code, text),
            ModuleError::Unknown { .. } | ModuleError::NotInstalled { .. } | ModuleError::MigrationNotFound { .. } => {
                Self::new(StatusCode::NOT_FOUND, code, text)
            }
            ModuleError::DeletesData { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text).hint("send `\"allow\": [\"DELETES_DATA\"]`")
            }
            ModuleError::Dependents { .. } | ModuleError::Blocked { .. } => {
                Self::conflict(code, text).hint("send `\"cascade\": true` if these are to go as well")
            }
            ModuleError::TableExists { .. } | ModuleError::ColumnExists { .. } => {
                Self::conflict(code, text).hint("drop it, or take it over with `\"adopt\": true`")
            }
            ModuleError::Outdated { .. }
            | ModuleError::TableNotFound { .. }
            | ModuleError::ColumnNotFound { .. }
            | ModuleError::Validation { .. }
            | ModuleError::Rollback { .. }
            | ModuleError::Failed { .. } => Self::conflict(code, text),
            _ => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text),
        };
        Self { details: problem.details.into_iter().chain(details).collect(), ..problem }
    }
}

impl From<MigrateError> for Problem {
    fn from(error: MigrateError) -> Self {
        let text = error.to_string();
        match error {
            MigrateError::Changed => Self::new(StatusCode::PRECONDITION_FAILED, "changed", text),
            MigrateError::Held { holder, .. } => {
                Self::new(StatusCode::LOCKED, "locked", text).with("holder", json!(holder))
            }
            MigrateError::Drifted { objects } => Self::conflict("drifted", text)
                .hint("put it back, write a revision that says the same, or send `\"allow_drift\": true`")
                .with("objects", json!(objects)),
            MigrateError::Statement(refused) => Self::conflict("statement_failed", text)
                .with("revision", json!(refused.id))
                .with("statement", json!(refused.at))
                .with("sqlstate", json!(refused.sqlstate))
                .with("blocking", json!(refused.blocking)),
            MigrateError::Connect(error) => error.into(),
            MigrateError::Catalog(error) => error.into(),
            MigrateError::Revisions(error) => error.into(),
            MigrateError::Tracking(_) => Self::unavailable("records", text),
            MigrateError::NoDown { .. } => Self::conflict("no_down", text),
            _ => Self::conflict("not_runnable", text),
        }
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        let text = error.to_string();
        match error {
            PlanError::Blocked(blockers) => Self::conflict("blocked", text).with("blocked_by", json!(blockers)),
            PlanError::Held(blockers) => Self::conflict("held", text).with("blocked_by", json!(blockers)),
            _ => Self::conflict("no_plan", text),
        }
    }
}

impl From<RevisionError> for Problem {
    fn from(error: RevisionError) -> Self {
        match &error {
            RevisionError::History { source: HistoryError::Unknown { .. }, .. } => Self::unknown(error),
            _ => Self::conflict("revisions", error),
        }
    }
}

impl From<LoadError> for Problem {
    fn from(error: LoadError) -> Self {
        Self::conflict("script", error)
    }
}

impl From<connect::Error> for Problem {
    fn from(error: connect::Error) -> Self {
        Self::unavailable("connect", error)
    }
}

impl From<IntrospectError> for Problem {
    fn from(error: IntrospectError) -> Self {
        Self::unavailable("catalog", error)
    }
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Self {
        Self::unavailable("catalog", error)
    }
}

impl From<Cause> for Problem {
    fn from(error: Cause) -> Self {
        // Class 22 is what was sent: a text with a zero byte.
        if error.sqlstate().is_some_and(|state| state.starts_with("22")) {
            return Self::invalid(error);
        }
        Self::unavailable("database", error)
    }
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        Cause::from(error).into()
    }
}

impl From<relvar_data::Error> for Problem {
    fn from(error: relvar_data::Error) -> Self {
        Self::unavailable("database", error)
    }
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Unknown { .. } => Self::unknown(error),
            FindError::Ambiguous { .. } => Self::conflict("ambiguous", error),
        }
    }
}

impl From<SettingError> for Problem {
    fn from(error: SettingError) -> Self {
        Self::unknown(error)
    }
}

impl From<SampleError> for Problem {
    fn from(error: SampleError) -> Self {
        match error {
            SampleError::Unreadable(_) => Self::new(StatusCode::FORBIDDEN, "unreadable", error),
            SampleError::Query { .. } => Self::conflict("statement_failed", error),
        }
    }
}

impl From<SiteError> for Problem {
    fn from(error: SiteError) -> Self {
        Self::internal(format!("{error}: {}", error.source))
    }
}

impl From<tokio::task::JoinError> for Problem {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::internal("a task ended before its time")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_told_apart() {
        let problem = Problem::from(MigrateError::Changed);
        assert_eq!(problem.status, 412);
        assert_eq!(problem.hint.as_deref(), Some("make the plan again"));
        assert!(problem.detail.ends_with("nothing was run"), "{}", problem.detail);
    }
}
