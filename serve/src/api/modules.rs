//! Modules: whether they are what their files want, and what brings them there.

use std::time::Duration;

use axum::{
    Extension, Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use relvar_migrate::module::{Change, Issue, Migration, ModuleError, Standing, Status, TableOf, backup_to};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::{
    input::{Asked, MaybeBody, Named},
    plans::{Limit, accepted},
    problems::{Reading, Writing},
};
use crate::{
    action::{Action, Allowed},
    app::App,
    auth::{Apply, By, Caller, Data, Read, Scope},
    guard::Trace,
    jobs::{Order, start},
    planning::change,
    problem::Problem,
    progress::State as JobState,
};

/// How long an answer waits for a job before it says which one it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// What differs between a module and its files.
#[derive(Serialize, ToSchema)]
pub(crate) struct Comparison {
    module_name: String,
    valid: bool,
    /// Each with its kind, the object, and the attributes that differ.
    #[schema(value_type = Vec<Object>)]
    issues: Vec<Issue>,
}

/// The tables of a module.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tables {
    module_name: String,
    #[schema(value_type = Vec<Object>)]
    tables: Vec<TableOf>,
}

/// What was run for a module, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Migrations {
    module_name: String,
    /// Each with the columns of the view `module_migrations`.
    #[schema(value_type = Vec<Object>)]
    migrations: Vec<Value>,
}

/// All installed modules.
#[derive(Serialize, ToSchema)]
pub(crate) struct AllStatus {
    valid: bool,
    #[schema(value_type = Vec<Object>)]
    modules: Vec<Status>,
}

/// A backup that was written.
#[derive(Serialize, ToSchema)]
pub(crate) struct Written {
    module_name: String,
    /// The file, where the service runs.
    file: String,
    /// Its tables with their numbers of rows.
    tables: Vec<(String, u64)>,
    version: String,
}

/// What was run, or would be.
#[derive(Serialize, ToSchema)]
pub(crate) struct Synced {
    /// The module, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    module_name: Option<String>,
    /// Whether nothing was run.
    dry_run: bool,
    /// The statements, in order.
    operations: Vec<String>,
    /// The migrations that they belong to.
    #[schema(value_type = Vec<Object>)]
    migrations: Value,
    /// The job that ran them.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<i64>,
}

/// How a module is brought to what its files want.
#[derive(Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sync {
    /// Nothing is run: the statements are only told.
    #[schema(default = true)]
    dry_run: bool,
    /// Hazards that are accepted, such as `DELETES_DATA`.
    allow: Vec<String>,
    /// Let reads and writes go on meanwhile, as far as PostgreSQL can do that.
    online: bool,
}

impl Default for Sync {
    fn default() -> Self {
        Self { dry_run: true, allow: Vec::new(), online: false }
    }
}

/// The same for all modules.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SyncAll {
    /// Nothing is run: the statements are only told.
    #[serde(default = "yes")]
    #[param(default = true)]
    dry_run: bool,
}

fn yes() -> bool {
    true
}

/// Which migration is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rollback {
    /// Its name.
    #[schema(example = "20241226123456_schema")]
    migration_name: String,
    /// Hazards that are accepted, such as `DELETES_DATA`.
    #[serde(default)]
    allow: Vec<String>,
}

/// A module.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfModule {
    /// Its name.
    module_name: String,
}

/// How the modules stand; all that are installed if none is named.
pub(crate) async fn statuses(app: &App, names: &[String]) -> Result<Vec<Status>, Problem> {
    let manager = app.manager()?;
    let names = app.named(&manager, names).await?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let installed = manager.installed(app.reader()).await?;
    // Before a server evaluates the files.
    for name in &names {
        if !installed.iter().any(|own| own.name == *name && own.state != Standing::Uninstalled) {
            return Err(ModuleError::NotInstalled { name: name.clone() }.into());
        }
    }
    let desired = app.desired(manager.modules(), &names).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Ok(manager.check(app.reader(), &names, &desired).await?)
}

async fn status_of(app: &App, name: String) -> Result<Status, Problem> {
    let mut all = statuses(app, std::slice::from_ref(&name)).await?;
    all.pop().ok_or_else(|| ModuleError::NotInstalled { name }.into())
}

/// Whether a module is what its files want, and what would be run.
#[utoipa::path(get, path = "/api/v1/base/modules/schema/{module_name}/status", tag = "modules", params(OfModule),
    responses((status = 200, body = Object, description = "Its models, `validation` with its issues, `pending_changes` and `pending_operations`"), Reading))]
pub(crate) async fn status(
    _: By<Read>,
    State(app): State<App>,
    Named(of): Named<OfModule>,
) -> Result<Json<Status>, Problem> {
    Ok(Json(status_of(&app, of.module_name).await?))
}

/// What differs between a module and its files, object by object.
#[utoipa::path(get, path = "/api/v1/base/modules/schema/{module_name}/compare", tag = "modules", params(OfModule),
    responses((status = 200, body = Comparison), Reading))]
pub(crate) async fn compare(
    _: By<Read>,
    State(app): State<App>,
    Named(of): Named<OfModule>,
) -> Result<Json<Comparison>, Problem> {
    let Status { module_name, validation, .. } = status_of(&app, of.module_name).await?;
    Ok(Json(Comparison { module_name, valid: validation.valid, issues: validation.issues }))
}

/// The tables of a module.
#[utoipa::path(get, path = "/api/v1/base/modules/schema/{module_name}/tables", tag = "modules", params(OfModule),
    responses((status = 200, body = Tables), Reading))]
pub(crate) async fn tables(
    _: By<Read>,
    State(app): State<App>,
    Named(of): Named<OfModule>,
) -> Result<Json<Tables>, Problem> {
    let manager = app.manager()?;
    let names = app.named(&manager, std::slice::from_ref(&of.module_name)).await?;
    let desired = app.desired(manager.modules(), &names).await?;
    let tables = manager.tables_of(app.reader(), &[&of.module_name], &desired).await?;
    Ok(Json(Tables { module_name: of.module_name, tables }))
}

/// What was run for a module, newest first.
#[utoipa::path(get, path = "/api/v1/base/modules/schema/{module_name}/migrations", tag = "modules",
    params(OfModule, Limit), responses((status = 200, body = Migrations), Reading))]
pub(crate) async fn migrations(
    _: By<Read>,
    State(app): State<App>,
    Named(of): Named<OfModule>,
    Asked(limit): Asked<Limit>,
) -> Result<Json<Migrations>, Problem> {
    let manager = app.manager()?;
    let records = manager.history(app.reader(), Some(&of.module_name)).await?;
    if records.is_empty() {
        manager.modules().get(&of.module_name)?;
    }
    let migrations = records.iter().take(limit.number()).map(|record| json!(Migration::from(record))).collect();
    Ok(Json(Migrations { module_name: of.module_name, migrations }))
}

/// All installed modules: whether they are what their files want.
#[utoipa::path(get, path = "/api/v1/base/modules/schema/check-all", tag = "modules",
    responses((status = 200, body = AllStatus), Reading))]
pub(crate) async fn check_all(_: By<Read>, State(app): State<App>) -> Result<Json<AllStatus>, Problem> {
    let modules = statuses(&app, &[]).await?;
    Ok(Json(AllStatus { valid: modules.iter().all(|own| own.validation.valid), modules }))
}

/// Bring a module to what its files want; a dry run, unless `dry_run` is false.
#[utoipa::path(post, path = "/api/v1/base/modules/schema/{module_name}/sync", tag = "modules", params(OfModule),
    request_body = Option<Sync>,
    responses((status = 200, body = Synced), (status = 202, body = crate::progress::Job), Writing))]
pub(crate) async fn sync(
    caller: Caller,
    State(app): State<App>,
    Named(of): Named<OfModule>,
    MaybeBody(sync): MaybeBody<Option<Sync>>,
) -> Result<Response, Problem> {
    synchronise(&app, &caller, Some(of.module_name), sync.unwrap_or_default()).await
}

/// Bring all installed modules to what their files want; a dry run, unless `dry_run` is false.
#[utoipa::path(post, path = "/api/v1/base/modules/schema/sync-all", tag = "modules", params(SyncAll),
    request_body = Option<Allowed>,
    responses((status = 200, body = Synced), (status = 202, body = crate::progress::Job), Writing))]
pub(crate) async fn sync_all(
    caller: Caller,
    State(app): State<App>,
    Asked(all): Asked<SyncAll>,
    MaybeBody(allowed): MaybeBody<Option<Allowed>>,
) -> Result<Response, Problem> {
    let Allowed { allow, .. } = allowed.unwrap_or_default();
    synchronise(&app, &caller, None, Sync { dry_run: all.dry_run, allow, online: false }).await
}

async fn synchronise(app: &App, caller: &Caller, module: Option<String>, sync: Sync) -> Result<Response, Problem> {
    let Sync { dry_run, allow, online } = sync;
    caller.may(if dry_run { Scope::Plan } else { Scope::Apply })?;
    let modules: Vec<String> = module.iter().cloned().collect();
    if dry_run {
        let how = Change { dry_run, upgrade: false, force: true, online };
        let changed = change(app, &modules, how).await?;
        let operations = changed.iter().flat_map(|own| own.operations.iter().cloned()).collect();
        let migrations = json!(changed);
        return Ok(Json(Synced { module_name: module, dry_run, operations, migrations, job: None }).into_response());
    }
    let action = Action::Sync { modules, online };
    run(app, caller, action, Allowed { allow, allow_drift: false }, module).await
}

/// Takes the last migration of a module back.
#[utoipa::path(post, path = "/api/v1/base/modules/schema/{module_name}/rollback", tag = "modules", params(OfModule),
    request_body = Rollback,
    responses((status = 200, body = Synced), (status = 202, body = crate::progress::Job), Writing))]
pub(crate) async fn rollback(
    By(caller, _): By<Apply>,
    State(app): State<App>,
    Named(of): Named<OfModule>,
    super::input::Body(rollback): super::input::Body<Rollback>,
) -> Result<Response, Problem> {
    let Rollback { migration_name, allow } = rollback;
    let action = Action::Rollback { module: Some(of.module_name.clone()), migration: migration_name };
    run(&app, &caller, action, Allowed { allow, allow_drift: false }, Some(of.module_name)).await
}

/// Runs an action as a job, and waits for it for a while.
async fn run(
    app: &App,
    caller: &Caller,
    action: Action,
    allowed: Allowed,
    module_name: Option<String>,
) -> Result<Response, Problem> {
    let job = start(app, Order { action, allowed, by: caller.name.clone(), plan: None }).await?;
    let id = job.id;
    let job = match app.live().get(id) {
        Some(watched) => watched.until(PATIENCE, |job| job.state.is_end()).await,
        None => job,
    };
    match (job.state, job.error.clone()) {
        (JobState::Done, _) => {}
        (_, Some(problem)) => {
            let trace = Trace { plan: None, job: Some(id) };
            return Ok((Extension(trace), problem.with("job", json!(id))).into_response());
        }
        (_, None) => return accepted(job),
    }
    let migrations = job.result.as_ref().map_or(json!([]), |result| result["migrations"].clone());
    let operations = migrations.as_array().into_iter().flatten().flat_map(|own| {
        let all = own["operations"].as_array().cloned().unwrap_or_default();
        all.into_iter().filter_map(|sql| sql.as_str().map(str::to_owned))
    });
    let operations = operations.collect();
    let synced = Synced { module_name, dry_run: false, operations, migrations, job: Some(id) };
    Ok((Extension(Trace { plan: None, job: Some(id) }), Json(synced)).into_response())
}

/// Write the rows of a module to a file, where the service runs.
#[utoipa::path(post, path = "/api/v1/base/modules/schema/{module_name}/backup", tag = "modules", params(OfModule),
    responses((status = 200, body = Written), Writing))]
pub(crate) async fn backup(
    _: By<Data>,
    State(app): State<App>,
    Named(of): Named<OfModule>,
) -> Result<Json<Written>, Problem> {
    let manager = app.manager()?;
    let (file, done) = backup_to(&manager, app.reader(), &of.module_name, &app.settings().backups).await?;
    let (tables, version) = (done.tables, done.version);
    Ok(Json(Written { module_name: of.module_name, file: file.display().to_string(), tables, version }))
}

/// A module, on disk and in the database.
#[derive(Serialize, ToSchema)]
pub(crate) struct ModuleLine {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// The version on disk.
    pub(crate) version: Option<String>,
    /// The version that is installed.
    pub(crate) installed_version: Option<String>,
    pub(crate) depends: Vec<String>,
}

/// Modules.
#[derive(Serialize, ToSchema)]
pub(crate) struct ModuleLines {
    modules: Vec<ModuleLine>,
}

/// All modules, on disk and in the database.
#[utoipa::path(get, path = "/api/v1/modules", tag = "modules", responses((status = 200, body = ModuleLines), Reading))]
pub(crate) async fn list(_: By<Read>, State(app): State<App>) -> Result<Json<ModuleLines>, Problem> {
    Ok(Json(ModuleLines { modules: lines(&app).await? }))
}

pub(crate) async fn lines(app: &App) -> Result<Vec<ModuleLine>, Problem> {
    let manager = app.manager()?;
    let installed = manager.installed(app.reader()).await?;
    let of = |name: &str| {
        let own = installed.iter().find(|own| own.name == name && own.state != Standing::Uninstalled);
        own.map(|own| own.version.clone())
    };
    let mut lines: Vec<_> = manager
        .modules()
        .list()
        .map(|module| ModuleLine {
            name: module.name().to_owned(),
            title: module.manifest.title.clone(),
            summary: module.manifest.summary.clone(),
            version: Some(module.manifest.version.clone()),
            installed_version: of(module.name()),
            depends: module.manifest.depends.clone(),
        })
        .collect();
    let gone = installed.iter().filter(|own| !manager.modules().has(&own.name) && own.state != Standing::Uninstalled);
    lines.extend(gone.map(|own| ModuleLine {
        name: own.name.clone(),
        title: own.title.clone(),
        summary: "its folder is not there".to_owned(),
        version: None,
        installed_version: Some(own.version.clone()),
        depends: own.depends.clone(),
    }));
    Ok(lines)
}
