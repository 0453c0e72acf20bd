//! What a request says: what cannot be read is a problem, as everything else.

use axum::{
    Json,
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{BytesRejection, JsonRejection},
    },
    http::{StatusCode, request::Parts},
};
use serde::{
    Deserialize as _, Deserializer,
    de::{DeserializeOwned, Error as _},
};

use crate::problem::Problem;

/// The body of a request, as JSON.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Json(body) = Json::from_request(request, state).await.map_err(|error: JsonRejection| {
            let status = error.status();
            problem(status, error.body_text())
        })?;
        Ok(Self(body))
    }
}

/// The body of a request that may have none.
pub(crate) struct MaybeBody<T>(pub(crate) T);

impl<S: Sync + Send, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let bytes = bytes.map_err(|error: BytesRejection| problem(error.status(), error.body_text()))?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        let Body(body) = Body::from_request(Request::from_parts(parts, bytes.into()), state).await?;
        Ok(Self(body))
    }
}

/// What follows the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, state).await;
        let Query(query) = query.map_err(|error| problem(error.status(), error.body_text()))?;
        Ok(Self(query))
    }
}

/// What the path names.
pub(crate) struct Named<T>(pub(crate) T);

impl<S: Sync + Send, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::from_request_parts(parts, state).await;
        let Path(path) = path.map_err(|error| problem(error.status(), error.body_text()))?;
        Ok(Self(path))
    }
}

/// A number between two others.
pub(crate) fn within<'de, const MIN: u16, const MAX: u16, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let number = u16::deserialize(from)?;
    if (MIN..=MAX).contains(&number) {
        return Ok(number);
    }
    Err(D::Error::custom(format!("{number} is not between {MIN} and {MAX}")))
}

fn problem(status: StatusCode, text: String) -> Problem {
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "media_type",
        _ => "request",
    };
    Problem::new(status, code, text)
}
