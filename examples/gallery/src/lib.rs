//! A gallery of generated cats, as a service over HTTP.

mod models;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use models::{
    prelude::*,
    public::{Generation, GenerationConstraint, NewGeneration, NewGenerationOptional, NewUser, NewUserOptional, User},
};
use relvar_migrate::Embedded;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// The revisions of the database, as part of the program.
pub const REVISIONS: Embedded = relvar_migrate::embed!("migrations");

/// The service, over as many connections as the pool has.
pub fn service(pool: Pool) -> Router {
    Router::new()
        .route("/generations", get(list).post(create))
        .route("/generations/{id}", get(show).patch(change).delete(remove))
        .route("/sizes", get(sizes))
        .route("/users", post(register))
        .with_state(pool)
}

/// A generation as clients see it. A float holds one decimal place well enough; money would be sent as text.
fn shown(row: Generation) -> Value {
    json!({
        "id": row.id,
        "github_url": row.github_url,
        "code_quality_score": row.code_quality_score.map(|score| score.to_f64()),
        "cat_attributes": row.cat_attributes,
        "image_path": row.image_path,
        "created_at": row.created_at,
    })
}

#[derive(Deserialize)]
struct Wanted {
    size: Option<String>,
    color: Option<String>,
    min_score: Option<f64>,
    limit: Option<u64>,
}

/// The newest first: by a text within the document, by a document it contains, by score; what is not asked for is not
/// part of the statement.
async fn list(State(pool): State<Pool>, Query(wanted): Query<Wanted>) -> Result<Json<Vec<Value>>, Failure> {
    let found = Generation::query()
        .filter_opt(wanted.size.map(|size| Generation::CAT_ATTRIBUTES.text("size").eq(size)))
        .filter_opt(wanted.color.map(|color| Generation::CAT_ATTRIBUTES.contains(json!({ "color": color }))))
        .filter_opt(wanted.min_score.map(|score| Generation::CODE_QUALITY_SCORE.ge(Numeric::from(score))))
        .order_by(Generation::CREATED_AT.desc())
        .limit(wanted.limit.unwrap_or(20).min(100));
    Ok(Json(found.all(&pool).await?.into_iter().map(shown).collect()))
}

#[derive(Deserialize)]
struct Created {
    github_url: String,
    code_quality_score: Option<f64>,
    cat_attributes: Option<Value>,
}

async fn create(State(pool): State<Pool>, Json(body): Json<Created>) -> Result<(StatusCode, Json<Value>), Failure> {
    let optional = NewGenerationOptional {
        code_quality_score: body.code_quality_score.map(Numeric::from),
        cat_attributes: body.cat_attributes,
        ..Default::default()
    };
    let row = Generation::insert(NewGeneration { github_url: body.github_url, optional }).returning(&pool).await?;
    Ok((StatusCode::CREATED, Json(shown(row))))
}

async fn show(State(pool): State<Pool>, Path(id): Path<Uuid>) -> Result<Json<Value>, Failure> {
    Ok(Json(shown(Generation::find(id).one(&pool).await?)))
}

#[derive(Deserialize)]
struct Changed {
    code_quality_score: f64,
    image_path: Option<String>,
}

async fn change(
    State(pool): State<Pool>,
    Path(id): Path<Uuid>,
    Json(body): Json<Changed>,
) -> Result<Json<Value>, Failure> {
    let changed = Generation::find(id)
        .update()
        .set(Generation::CODE_QUALITY_SCORE, Numeric::from(body.code_quality_score))
        .set_opt(Generation::IMAGE_PATH, body.image_path)
        .returning(&pool);
    changed.await?.pop().map(|row| Json(shown(row))).ok_or(Failure::NotFound)
}

async fn remove(State(pool): State<Pool>, Path(id): Path<Uuid>) -> Result<StatusCode, Failure> {
    match Generation::find(id).delete(&pool).await? {
        0 => Err(Failure::NotFound),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// How many cats there are of each size, and how good their code is.
async fn sizes(State(pool): State<Pool>) -> Result<Json<Value>, Failure> {
    let size = Generation::CAT_ATTRIBUTES.text("size");
    let groups = Generation::filter(size.clone().is_not_null())
        .group_by(size)
        .aggregate((count(), Generation::CODE_QUALITY_SCORE.avg()))
        .order_by_keys();
    let shown = groups.all(&pool).await?.into_iter().map(
        |(size, (cats, mean))| json!({ "size": size, "cats": cats, "mean_score": mean.map(|mean| mean.to_f64()) }),
    );
    Ok(Json(shown.collect()))
}

#[derive(Deserialize)]
struct Registered {
    username: String,
}

async fn register(State(pool): State<Pool>, Json(body): Json<Registered>) -> Result<(StatusCode, Json<Uuid>), Failure> {
    let new = NewUser { optional: NewUserOptional { username: Some(body.username), ..Default::default() } };
    Ok((StatusCode::CREATED, Json(User::insert(new).select(User::ID).returning(&pool).await?)))
}

/// What went wrong, as a client hears of it.
enum Failure {
    NotFound,
    Database(relvar::Error),
}

impl From<relvar::Error> for Failure {
    fn from(error: relvar::Error) -> Self {
        if error.is_not_found() { Self::NotFound } else { Self::Database(error) }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self::Database(error) = self else {
            return StatusCode::NOT_FOUND.into_response();
        };
        match error.violates() {
            Some(GenerationConstraint::CodeQualityScoreCheck) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "a score is from 0 to 10").into_response()
            }
            _ if error.is_unique_violation() => (StatusCode::CONFLICT, "that is taken").into_response(),
            _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
