//! Changing what is installed to what the files want: `sync` and `upgrade`.

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog,
    catalog::ObjectId,
    connect::Config,
    ddl::{PREAMBLE, identifier},
};
use serde::Serialize;

use super::{Desired, Events, Manager, Module, ModuleError, Site, Standing, merge::Merge, owners::Owners, state};
use crate::{
    Hazard, Options, Plan, Statement,
    check::{ask, questions},
    plan,
    run::Job,
    track::Kind,
};

/// How modules are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Change {
    /// Nothing is run: the statements are only told.
    pub dry_run: bool,
    /// What was written by hand between versions is run first.
    pub upgrade: bool,
    /// Statements that delete data are run too.
    pub force: bool,
    /// Reads and writes go on meanwhile, as far as PostgreSQL can do that.
    pub online: bool,
}

/// A migration of a module that was run, or would be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    /// The module.
    pub module: String,
    /// Its version afterwards.
    pub version: String,
    /// The name of the migration; nothing in a dry run.
    pub migration: Option<String>,
    /// `initial`, `schema`, `data` or `rollback`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The statements.
    pub operations: Vec<String>,
    /// The same with their locks and hazards, where the planner wrote them.
    #[serde(skip)]
    pub statements: Vec<Statement>,
}

/// A plan for some modules, made under the lock.
pub(super) struct Made {
    pub(super) merged: Catalog,
    pub(super) owners: Owners,
    pub(super) there: Vec<Statement>,
    pub(super) back: Vec<Statement>,
}

impl Manager {
    /// Brings installed modules to what their files want. Of each, the statements are one migration.
    pub async fn change(
        &self,
        database: &Config,
        (names, desired): (&[&str], &Desired),
        how: Change,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        let mut site = self.hold(database, events).await?;
        let done = Box::pin(self.change_in(&mut site, (names, desired), how, events)).await;
        site.held.release().await;
        done
    }

    async fn change_in(
        &self,
        site: &mut Site,
        (names, desired): (&[&str], &Desired),
        how: Change,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        for name in names {
            if site.find(name).is_none_or(|own| own.state != Standing::Installed) {
                return Err(ModuleError::NotInstalled { name: (*name).to_owned() });
            }
        }
        let mut done = Vec::new();
        let mut live = site.catalog().await?;
        for name in desired.modules().iter().filter(|name| names.contains(&name.as_str())) {
            let module = self.modules.get(name)?;
            let Some(before) = site.find(name).map(|own| own.version.clone()) else { continue };
            if how.upgrade && before != module.manifest.version {
                let by_hand = self.by_hand(site, (module, &before), how, events).await?;
                if !by_hand.is_empty() && !how.dry_run {
                    live = site.catalog().await?;
                }
                done.extend(by_hand);
            }
            let made = self.made(site, (&live, desired), &BTreeSet::from([name.clone()]), how.online)?;
            if made.there.is_empty() && before == module.manifest.version {
                continue;
            }
            let operations: Vec<_> = made.there.iter().map(|own| own.sql.clone()).collect();
            let mut changed = Changed {
                module: name.clone(),
                version: module.manifest.version.clone(),
                migration: None,
                kind: Kind::Schema.text(),
                operations,
                statements: made.there.clone(),
            };
            if !how.dry_run {
                if !how.force {
                    refuse_loss(name, &made.there)?;
                }
                ask_rows(site, &live, &made.merged).await?;
                let job = self.job(site, (module, Standing::Installed, Kind::Schema), &made);
                site.run(&job, events).await?;
                changed.migration = Some(job.name);
            }
            // What the next module is planned on, in a dry run too.
            live = made.merged;
            done.push(changed);
        }
        Ok(done)
    }

    /// What was written by hand between the version that is installed and the one on disk.
    async fn by_hand(
        &self,
        site: &mut Site,
        (module, from): (&Module, &str),
        how: Change,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        let mut done = Vec::new();
        for upgrade in module.upgrades(from)? {
            let mut changed = Changed {
                module: module.name().to_owned(),
                version: upgrade.to.clone(),
                migration: None,
                kind: Kind::Schema.text(),
                operations: vec![upgrade.up.clone()],
                statements: Vec::new(),
            };
            if !how.dry_run {
                let job = Job {
                    name: site.name(module.name(), &format!("to_{}", upgrade.to)),
                    message: format!("{} {}, by hand", module.manifest.title, upgrade.to),
                    kind: Kind::Schema,
                    module: module.name().to_owned(),
                    version: upgrade.to.clone(),
                    folder: upgrade.path,
                    up: upgrade.up,
                    down: upgrade.down,
                    is_transactional: true,
                    after: String::new(),
                    function: None,
                };
                site.run(&job, events).await?;
                changed.migration = Some(job.name);
            }
            done.push(changed);
        }
        Ok(done)
    }

    /// The plan for some modules.
    pub(super) fn made(
        &self,
        site: &Site,
        (live, desired): (&Catalog, &Desired),
        modules: &BTreeSet<String>,
        online: bool,
    ) -> Result<Made, ModuleError> {
        let wanted = desired.owned_by(&site.user);
        let owners = self.owners(&site.installed, Some(desired), &[live, &wanted]);
        let merged = Merge { owners: &owners, modules }.merged(live, &wanted);
        let options = Options { online, ..Options::default() };
        let there = written(plan(live, &merged, &options)?, &site.user, live)?;
        let back = match plan(&merged, live, &Options::default()) {
            Ok(plan) if plan.diagnostics.is_empty() => written(plan, &site.user, &merged)?,
            _ => Vec::new(),
        };
        Ok(Made { merged, owners, there, back })
    }

    /// The statements of a module, as a job.
    pub(super) fn job(&self, site: &mut Site, (module, standing, kind): (&Module, Standing, Kind), made: &Made) -> Job {
        let name = module.name();
        let only = BTreeSet::from([name.to_owned()]);
        let objects = state::objects(&made.merged, &made.owners, &only).remove(name).unwrap_or_default();
        let states = state::states(&made.merged, &made.owners, module);
        let after = state::records(self.tables(), module, standing, (&objects, &states));
        let there: Vec<&Statement> = made.there.iter().collect();
        let back: Vec<&Statement> = made.back.iter().collect();
        job(site, (module, kind), (&there, &back), after)
    }
}

/// Statements of a module with what is recorded of them.
pub(super) fn job(
    site: &mut Site,
    (module, kind): (&Module, Kind),
    (there, back): (&[&Statement], &[&Statement]),
    after: String,
) -> Job {
    let manifest = &module.manifest;
    let is_alone = |own: &&Statement| own.transaction != crate::Transaction::Shared || own.commit_after;
    Job {
        name: site.name(module.name(), kind.text()),
        message: format!("{} {}", manifest.title, manifest.version),
        kind,
        module: manifest.name.clone(),
        version: manifest.version.clone(),
        folder: module.folder.join("(plan)"),
        up: text(there),
        down: Some(text(back)),
        is_transactional: !there.iter().any(is_alone),
        after,
        function: None,
    }
}

/// Statements as one text.
pub(super) fn text(statements: &[&Statement]) -> String {
    let mut text = if statements.is_empty() { String::new() } else { PREAMBLE.to_owned() };
    for statement in statements {
        text.push_str(&statement.sql);
        text.push_str(";\n");
    }
    text
}

/// The statements of a plan, which must be whole. Whoever runs it owns what it makes.
pub(super) fn written(plan: Plan, user: &str, before: &Catalog) -> Result<Vec<Statement>, ModuleError> {
    if !plan.diagnostics.is_empty() {
        return Err(ModuleError::Unwritable { what: plan.diagnostics.iter().map(ToString::to_string).collect() });
    }
    let owner = format!(" OWNER TO {}", identifier(user));
    let is_there = |id: &ObjectId| match id {
        ObjectId::Relation { name, .. } => before.relation(name).is_some(),
        ObjectId::Type(name) => before.type_(name).is_some(),
        ObjectId::Schema(name) => before.schemas.iter().any(|own| own.name == *name),
        id => before.routines.iter().any(|own| own.id() == *id),
    };
    let is_kept = |own: &Statement| !own.sql.ends_with(&owner) || is_there(&own.object);
    Ok(plan.statements.into_iter().filter(is_kept).collect())
}

/// Refuses statements that delete data.
pub(super) fn refuse_loss(module: &str, statements: &[Statement]) -> Result<(), ModuleError> {
    let losing = statements.iter().filter(|own| own.hazards.contains(&Hazard::DeletesData));
    let objects: Vec<_> = losing.map(|own| own.object.clone()).collect();
    if objects.is_empty() { Ok(()) } else { Err(ModuleError::DeletesData { module: module.to_owned(), objects }) }
}

/// Asks the rows whether they are in the way.
pub(super) async fn ask_rows(site: &mut Site, live: &Catalog, merged: &Catalog) -> Result<(), ModuleError> {
    let questions = questions(live, merged, &[])?;
    if questions.is_empty() {
        return Ok(());
    }
    let answers = ask(site.held.session(), &questions).await.map_err(ModuleError::Ask)?;
    if answers.in_the_way.is_empty() { Ok(()) } else { Err(ModuleError::Validation { in_the_way: answers.in_the_way }) }
}
