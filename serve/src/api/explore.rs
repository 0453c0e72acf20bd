//! Looking around: answers come from the schema as it was read last, with a tag that holds as long as it does not change.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use relvar_catalog::{catalog::RelationKind, connect::connect};
use relvar_codegen::config::Columns;
use relvar_data::database::{SessionRow, sessions as read_sessions};
use relvar_explore::{
    Filter, Graph, Object, Reach,
    erd::{Diagram, Selection, dot, draw, mermaid, plantuml, svg},
    find, find_object,
    graph::Node,
    lint::{self, Rule, Settings},
    list, path, sample as read_rows, search, show, show_type,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::{
    input::{Asked, Named, within},
    problems::Reading,
};
use crate::{
    app::App,
    auth::{By, Data, Read},
    problem::Problem,
    view::{Content, answer},
};

/// The node of a relation.
fn node(graph: &Graph<'_>, name: &str) -> Result<Node, Problem> {
    let relation = find(graph.catalog, name)?;
    graph.node(&relation.name).ok_or_else(|| Problem::unknown(format!("no relation `{name}`")))
}

/// The whole catalog, as a snapshot has it.
#[utoipa::path(get, path = "/api/v1/catalog", tag = "explore",
    responses((status = 200, body = Object), (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn catalog(_: By<Read>, State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let view = app.views().now().await?;
    answer(view, "catalog".to_owned(), &headers, |view| Content::json(&view.catalog)).await
}

/// A kind of relation.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Table,
    Partitioned,
    View,
    Materialized,
    Foreign,
}

impl Kind {
    fn kinds(self) -> Vec<RelationKind> {
        match self {
            Self::Table => vec![RelationKind::Table, RelationKind::PartitionedTable],
            Self::Partitioned => vec![RelationKind::PartitionedTable],
            Self::View => vec![RelationKind::View],
            Self::Materialized => vec![RelationKind::MaterializedView],
            Self::Foreign => vec![RelationKind::ForeignTable],
        }
    }
}

/// Which relations are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// A part of the name or, with `*` or `?`, a pattern of it.
    pattern: Option<String>,
    /// Only of this kind.
    #[param(inline)]
    kind: Option<Kind>,
}

/// The relations, with estimated rows and sizes.
#[utoipa::path(get, path = "/api/v1/relations", tag = "explore", params(Wanted),
    responses((status = 200, body = Vec<Object>), (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn relations(
    _: By<Read>,
    State(app): State<App>,
    Asked(wanted): Asked<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, key) = (app.views().now().await?, format!("relations {wanted:?}"));
    answer(view, key, &headers, move |view| {
        let kinds = wanted.kind.map(Kind::kinds).unwrap_or_default();
        let filter = Filter { pattern: wanted.pattern, kinds, schemas: Vec::new() };
        Content::json(&list(&view.catalog, Some(&view.statistics), &filter))
    })
    .await
}

/// A relation with its keys in both directions, or a type, a sequence, or the routines of a name.
#[utoipa::path(get, path = "/api/v1/objects/{object}", tag = "explore",
    params(("object" = String, Path, description = "Its name, with its schema where others have the same name")),
    responses((status = 200, body = Object), (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn object(
    _: By<Read>,
    State(app): State<App>,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, key) = (app.views().now().await?, format!("object {name}"));
    answer(view, key, &headers, move |view| {
        let graph = view.graph();
        match find_object(&view.catalog, &name)? {
            Object::Relation(relation) => {
                let node = node(&graph, &relation.name.to_string())?;
                Content::json(&show(&graph, node, Some(&view.statistics)))
            }
            Object::Type(type_) => Content::json(&show_type(&graph, type_)),
            Object::Sequence(sequence) => Content::json(&json!({ "sequence": sequence })),
            Object::Routines(routines) => Content::json(&json!({ "routines": routines })),
        }
    })
    .await
}

/// Between which relations paths are looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ends {
    /// Where they start.
    from: String,
    /// Where they lead.
    to: String,
    /// How many at most.
    #[serde(default = "ten", deserialize_with = "within::<0, 100, _>")]
    #[param(minimum = 0, maximum = 100, default = 10)]
    max: u16,
    /// How many steps longer than the shortest they may be.
    #[serde(default = "one", deserialize_with = "within::<0, 3, _>")]
    #[param(minimum = 0, maximum = 3, default = 1)]
    longer: u16,
}

fn ten() -> u16 {
    10
}

fn one() -> u16 {
    1
}

/// Paths of foreign keys from one relation to another, the shortest first.
#[utoipa::path(get, path = "/api/v1/path", tag = "explore", params(Ends),
    responses((status = 200, body = Object), (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn paths(
    _: By<Read>,
    State(app): State<App>,
    Asked(ends): Asked<Ends>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, key) = (app.views().now().await?, format!("path {ends:?}"));
    answer(view, key, &headers, move |view| {
        let graph = view.graph();
        let reach = Reach { paths: usize::from(ends.max), detour: usize::from(ends.longer) };
        Content::json(&path(&graph, node(&graph, &ends.from)?, node(&graph, &ends.to)?, reach))
    })
    .await
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Words {
    /// Words of names, comments and enum labels.
    q: String,
    /// How many at most.
    #[serde(default = "fifty", deserialize_with = "within::<1, 1000, _>")]
    #[param(minimum = 1, maximum = 1000, default = 50)]
    limit: u16,
}

fn fifty() -> u16 {
    50
}

/// Objects by name, comment or enum label, the best first.
#[utoipa::path(get, path = "/api/v1/search", tag = "explore", params(Words),
    responses((status = 200, body = Vec<Object>), (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn find_words(
    _: By<Read>,
    State(app): State<App>,
    Asked(words): Asked<Words>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, key) = (app.views().now().await?, format!("search {words:?}"));
    answer(view, key, &headers, move |view| {
        let mut hits = search(&view.catalog, &words.q);
        hits.truncate(usize::from(words.limit));
        Content::json(&hits)
    })
    .await
}

/// Which rules are applied.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Rules {
    /// Only this rule.
    rule: Option<String>,
}

/// Problems of the schema.
#[utoipa::path(get, path = "/api/v1/lint", tag = "explore", params(Rules),
    responses((status = 200, body = Vec<Object>), (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn lint_schema(
    _: By<Read>,
    State(app): State<App>,
    Asked(rules): Asked<Rules>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, key) = (app.views().now().await?, format!("lint {rules:?}"));
    answer(view, key, &headers, move |view| {
        let mut settings = Settings::of(&view.config.lint)?;
        if let Some(rule) = &rules.rule {
            settings.only(&[rule.parse::<Rule>()?]);
        }
        Content::json(&lint::lint(&view.graph(), &settings, &view.config).findings)
    })
    .await
}

/// How a diagram is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Written {
    #[default]
    Svg,
    Mermaid,
    Dot,
    Plantuml,
    Json,
}

/// What is drawn.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Drawn {
    /// A relation that it is drawn around; the whole schema if there is none.
    around: Option<String>,
    /// How many keys away a relation may be.
    #[serde(default = "one", deserialize_with = "within::<0, 10, _>")]
    #[param(minimum = 0, maximum = 10, default = 1)]
    depth: u16,
    /// How it is written.
    #[serde(default)]
    #[param(inline)]
    format: Written,
}

/// A diagram of the schema, or of a part of it.
#[utoipa::path(get, path = "/api/v1/diagram", tag = "explore", params(Drawn),
    responses((status = 200, content((String = "image/svg+xml"), (String = "text/plain"), (Object = "application/json"))),
        (status = 304, description = "It has not changed"), Reading))]
pub(crate) async fn diagram(
    _: By<Read>,
    State(app): State<App>,
    Asked(drawn): Asked<Drawn>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, key) = (app.views().now().await?, format!("diagram {drawn:?}"));
    answer(view, key, &headers, move |view| {
        let graph = view.graph();
        let around = drawn.around.iter().map(|name| node(&graph, name)).collect::<Result<Vec<_>, _>>()?;
        let columns = if around.is_empty() { Columns::Keys } else { Columns::default() };
        let depth = usize::from(drawn.depth);
        write(&draw(&graph, &Selection { around, depth, columns, ..Selection::default() }), drawn.format)
    })
    .await
}

fn write(diagram: &Diagram, written: Written) -> Result<Content, Problem> {
    let text = "text/plain; charset=utf-8";
    Ok(match written {
        Written::Svg => Content::new("image/svg+xml", svg(diagram, |_| None).file()),
        Written::Mermaid => Content::new(text, mermaid(diagram, false)),
        Written::Dot => Content::new(text, dot(diagram)),
        Written::Plantuml => Content::new(text, plantuml(diagram)),
        Written::Json => Content::json(diagram)?,
    })
}

/// How many rows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Rows {
    /// How many at most.
    #[serde(default = "ten", deserialize_with = "within::<1, 100, _>")]
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: u16,
}

/// Some rows of a relation, by primary key, as PostgreSQL writes them. The transaction can only read.
#[utoipa::path(get, path = "/api/v1/rows/{relation}", tag = "data",
    params(("relation" = String, Path, description = "Its name"), Rows),
    responses((status = 200, body = Object), Reading))]
pub(crate) async fn rows(
    _: By<Data>,
    State(app): State<App>,
    Named(name): Named<String>,
    Asked(rows): Asked<Rows>,
) -> Result<Json<relvar_explore::Sample>, Problem> {
    let view = app.views().now().await?;
    let mut session = connect(app.reader()).await?;
    let limit = usize::from(rows.limit);
    let sample = {
        let graph = view.graph();
        read_rows(&mut session, &graph, node(&graph, &name)?, (limit, &[])).await?
    };
    session.close().await;
    Ok(Json(sample))
}

/// The sessions in the database.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sessions {
    /// Those that wait for others first. Each with its process, role, state, statement and `blocked_by`.
    #[schema(value_type = Vec<Object>)]
    sessions: Vec<SessionRow>,
}

/// The sessions in the database, and who waits for whom.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "data", responses((status = 200, body = Sessions), Reading))]
pub(crate) async fn sessions(_: By<Data>, State(app): State<App>) -> Result<Json<Sessions>, Problem> {
    Ok(Json(Sessions { sessions: read_sessions(app.reader()).await? }))
}
