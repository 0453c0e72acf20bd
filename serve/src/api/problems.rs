//! The problems that an operation may answer with, for the OpenAPI document.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::{
    IntoResponses,
    openapi::{Content, RefOr, Response, response::ResponseBuilder, schema::Ref},
};

fn all(statuses: &[(StatusCode, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let response = |text: &str| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        ResponseBuilder::new().description(text).content("application/problem+json", content).build()
    };
    statuses.iter().map(|(status, text)| (status.as_str().to_owned(), response(text).into())).collect()
}

const READING: [(StatusCode, &str); 6] = [
    (StatusCode::BAD_REQUEST, "The request cannot be read"),
    (StatusCode::UNAUTHORIZED, "This takes a token, or the token is not known"),
    (StatusCode::FORBIDDEN, "The token has not the scope for this, or the request comes from elsewhere"),
    (StatusCode::NOT_FOUND, "There is no such thing"),
    (StatusCode::UNPROCESSABLE_ENTITY, "The request says something that cannot be"),
    (StatusCode::SERVICE_UNAVAILABLE, "The database does not answer, or there are too many requests"),
];

const WRITING: [(StatusCode, &str); 5] = [
    (StatusCode::CONFLICT, "Something is in the way: what needs an object, rows, drift, a statement that failed"),
    (StatusCode::PRECONDITION_FAILED, "The database or the files have changed since this was planned"),
    (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is not JSON"),
    (StatusCode::LOCKED, "Another runner is migrating the database; `details.holder` says who"),
];

/// Those of an operation that reads.
pub(crate) struct Reading;

impl IntoResponses for Reading {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = all(&READING);
        all.extend(self::all(&WRITING[..1]));
        all
    }
}

/// Those of an operation that may write.
pub(crate) struct Writing;

impl IntoResponses for Writing {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = all(&READING);
        all.extend(self::all(&WRITING));
        all
    }
}
