//! Making plans: what an action would run on the database as it is now.

use std::collections::BTreeSet;

use relvar_catalog::load::{Script, statements};
use relvar_migrate::{
    Migrator, Way,
    module::{Change, Changed, Install, Manager, ModuleError, Uninstall},
};

use crate::{
    action::{Action, DELETES_DATA},
    app::App,
    auth::random,
    plan::{Basis, Plan, Step},
    problem::Problem,
};

/// What would be run.
#[derive(Default)]
struct Drafted {
    steps: Vec<Step>,
    /// Whether data may be deleted, though no statement says so.
    may_delete: bool,
}

impl Drafted {
    fn of(changed: &[Changed]) -> Self {
        Self { steps: changed.iter().flat_map(Step::of).collect(), may_delete: false }
    }
}

/// Makes a plan, and stores it. Nothing of it is run.
pub(crate) async fn make(app: &App, action: Action, by: &str) -> Result<Plan, Problem> {
    let migrator = app.migrator()?;
    // Before the plan: what changes meanwhile makes it worthless, and is noticed.
    let mark = migrator.mark(app.writer()).await?;
    let files = app.files_of(&action)?;
    let drafted = draft(app, &migrator, &action).await?;
    let mut hazards: BTreeSet<String> = drafted.steps.iter().flat_map(|own| own.hazards.iter().cloned()).collect();
    if drafted.may_delete {
        hazards.insert(DELETES_DATA.to_owned());
    }
    let needs = hazards.iter().filter(|own| *own == DELETES_DATA).cloned().collect();
    let plan = Plan {
        id: random::<12>().map_err(Problem::internal)?,
        action,
        created_by: by.to_owned(),
        fingerprint: mark.fingerprint.clone(),
        statements: drafted.steps,
        hazards: hazards.into_iter().collect(),
        needs,
        basis: Basis { mark, files },
    };
    app.store().add_plan(&plan).await?;
    Ok(plan)
}

async fn draft(app: &App, migrator: &Migrator, action: &Action) -> Result<Drafted, Problem> {
    match action {
        Action::Up { target } => revisions(app, migrator, (Way::Up, target)).await,
        Action::Down { target } => revisions(app, migrator, (Way::Down, target)).await,
        Action::Stamp { .. } => Ok(Drafted::default()),
        Action::Sync { modules, online } | Action::Upgrade { modules, online } => {
            let upgrade = matches!(action, Action::Upgrade { .. });
            let how = Change { dry_run: true, upgrade, force: true, online: *online };
            Ok(Drafted::of(&change(app, modules, how).await?))
        }
        Action::Install { modules, adopt } => install(app, modules, *adopt).await,
        Action::Uninstall { module, drop_tables, cascade } => {
            let how = Uninstall { drop_tables: *drop_tables, cascade: *cascade, dry_run: true, backups: &[] };
            let changed = app.manager()?.uninstall(app.writer(), module, how, &mut |_| {}).await?;
            Ok(Drafted { may_delete: *drop_tables, ..Drafted::of(&changed) })
        }
        Action::Rollback { module, migration } => rollback(app, module.as_deref(), migration).await,
    }
}

/// The statements of revisions, as they are written. Reverting deletes what was added since, and nobody can tell what that is.
async fn revisions(app: &App, migrator: &Migrator, (way, target): (Way, &str)) -> Result<Drafted, Problem> {
    let state = migrator.state(app.reader()).await?;
    let mut drafted = Drafted { may_delete: way == Way::Down, ..Drafted::default() };
    for revision in migrator.plan(way, &state.heads, target)? {
        let text = match way {
            Way::Up => &revision.up,
            Way::Down => {
                let error = || relvar_migrate::MigrateError::NoDown { id: revision.id().to_owned() };
                revision.down.as_ref().ok_or_else(error)?
            }
        };
        let text = relvar_migrate::revision::without_mark(text).to_owned();
        for statement in statements(&Script { name: revision.name(), text })? {
            drafted.steps.push(Step::plain(revision.id(), &statement.sql));
        }
    }
    Ok(drafted)
}

/// What a change of modules would run.
pub(crate) async fn change(app: &App, modules: &[String], how: Change) -> Result<Vec<Changed>, Problem> {
    let manager = app.manager()?;
    let names = app.named(&manager, modules).await?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let desired = app.desired(manager.modules(), &names).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Ok(manager.change(app.writer(), (&names, &desired), how, &mut |_| {}).await?)
}

async fn install(app: &App, modules: &[String], adopt: bool) -> Result<Drafted, Problem> {
    let manager: Manager = app.manager()?;
    App::known(&manager, modules)?;
    let desired = app.desired(manager.modules(), modules).await?;
    let how = Install { adopt, force: false, dry_run: true };
    match manager.install(app.writer(), &desired, how, &mut |_| {}).await {
        Ok(changed) => Ok(Drafted::of(&changed)),
        Err(ModuleError::DeletesData { .. }) => {
            let how = Install { force: true, ..how };
            let changed = manager.install(app.writer(), &desired, how, &mut |_| {}).await?;
            Ok(Drafted { may_delete: true, ..Drafted::of(&changed) })
        }
        Err(error) => Err(error.into()),
    }
}

async fn rollback(app: &App, module: Option<&str>, migration: &str) -> Result<Drafted, Problem> {
    let record = find_migration(app, module, migration).await?;
    let text = record.rollback_sql.unwrap_or_default();
    let of = record.module.unwrap_or_default();
    let found = statements(&Script { name: migration.to_owned(), text })?;
    let steps = found.iter().map(|own| Step::plain(&of, &own.sql)).collect();
    Ok(Drafted { steps, may_delete: true })
}

/// A migration of a module, or of any.
pub(crate) async fn find_migration(
    app: &App,
    module: Option<&str>,
    migration: &str,
) -> Result<relvar_migrate::track::Record, Problem> {
    let records = app.manager()?.history(app.reader(), module).await?;
    let found = records.into_iter().find(|own| own.revision == migration);
    Ok(found.ok_or_else(|| ModuleError::MigrationNotFound { name: migration.to_owned() })?)
}
