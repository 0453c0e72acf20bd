//! Uninstalling modules: their tables stay, or go in an order that respects their keys.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{Catalog, connect::Config, ddl::PREAMBLE};

use super::{
    Backup, Changed, Events, Installed, Manager, ModuleError, Site, Standing,
    backup::guard,
    change::{text, written},
    merge::Merge,
    state,
};
use crate::{Options, Plan, PlanError, Statement, plan as make, plan::undo, run::Job, track::Kind};

/// How modules are uninstalled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uninstall<'b> {
    /// The objects go too.
    pub drop_tables: bool,
    /// Modules that need it go before it, and what else needs its objects goes with them.
    pub cascade: bool,
    /// Nothing is run: the statements are only told.
    pub dry_run: bool,
    /// Backups of the modules. If a row was written after them, nothing is dropped.
    pub backups: &'b [Backup],
}

impl Manager {
    /// The modules that [`uninstall`](Self::uninstall) would uninstall, in order; an error if others need it.
    pub async fn leaving(&self, database: &Config, name: &str, how: Uninstall<'_>) -> Result<Vec<String>, ModuleError> {
        let installed = self.installed(database).await?;
        leaving(&installed, name, how)
    }

    /// Uninstalls a module.
    pub async fn uninstall(
        &self,
        database: &Config,
        name: &str,
        how: Uninstall<'_>,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        let mut site = self.hold(database, events).await?;
        let done = Box::pin(self.uninstall_in(&mut site, name, how, events)).await;
        site.held.release().await;
        done
    }

    async fn uninstall_in(
        &self,
        site: &mut Site,
        name: &str,
        how: Uninstall<'_>,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        let names = leaving(&site.installed, name, how)?;
        let mut done = Vec::new();
        for name in names {
            let Some(own) = site.find(&name).cloned() else { continue };
            let job = if how.drop_tables {
                let live = site.catalog().await?;
                self.dropping(site, &own, &live, how)?
            } else {
                let after = self.tables().stand(&name, Standing::Uninstalled);
                leave(site, &own, (String::new(), None), after)
            };
            let mut changed = Changed {
                module: name,
                version: own.version,
                migration: None,
                kind: job.kind.text(),
                operations: job.up.split_terminator(";\n").map(str::to_owned).collect(),
                statements: Vec::new(),
            };
            if !how.dry_run {
                site.run(&job, events).await?;
                changed.migration = Some(job.name);
            }
            done.push(changed);
        }
        Ok(done)
    }

    /// What drops the objects of a module, one by one.
    fn dropping(
        &self,
        site: &mut Site,
        own: &Installed,
        live: &Catalog,
        how: Uninstall<'_>,
    ) -> Result<Job, ModuleError> {
        let owners = self.owners(&site.installed, None, &[live]);
        let only = BTreeSet::from([own.name.clone()]);
        let nothing = Catalog { server_version: live.server_version, ..Catalog::default() };
        let without = Merge { owners: &owners, modules: &only }.merged(live, &nothing);
        let options = Options { cascade: how.cascade, ..Options::default() };
        let plan = make(live, &without, &options).map_err(|error| match error {
            PlanError::Held(blocked_by) | PlanError::Blocked(blocked_by) => {
                ModuleError::Blocked { module: own.name.clone(), blocked_by }
            }
            other => other.into(),
        })?;
        let there = written(plan, &site.user, live)?;
        let there: Vec<&Statement> = there.iter().collect();
        let back = match undo(live, &without) {
            Some(statements) => {
                let back = written(Plan { statements, ..Plan::default() }, &site.user, &without)?;
                Some(text(&back.iter().collect::<Vec<_>>()))
            }
            None => None,
        };
        let after = self.tables().disown(&own.name);
        let mut up = text(&there);
        if let Some(backup) = how.backups.iter().find(|backup| backup.module == own.name) {
            up.insert_str(PREAMBLE.len(), &guard(state::tables(live, &owners, &own.name), backup));
        }
        Ok(leave(site, own, (up, back), after))
    }
}

fn leave(site: &mut Site, own: &Installed, (up, down): (String, Option<String>), after: String) -> Job {
    Job {
        name: site.name(&own.name, "uninstall"),
        message: format!("{} {}, uninstalled", own.title, own.version),
        kind: Kind::Schema,
        module: own.name.clone(),
        version: own.version.clone(),
        folder: std::path::PathBuf::from(&own.name).join("(plan)"),
        up,
        down,
        is_transactional: true,
        after,
        function: None,
    }
}

/// A module and those that need it, each before what it needs.
fn leaving(installed: &[Installed], name: &str, how: Uninstall<'_>) -> Result<Vec<String>, ModuleError> {
    let is_there = |own: &Installed| own.state != Standing::Uninstalled || (how.drop_tables && own.name == name);
    let there: BTreeMap<&str, &Installed> =
        installed.iter().filter(|own| is_there(own)).map(|own| (own.name.as_str(), own)).collect();
    if !there.contains_key(name) {
        return Err(ModuleError::NotInstalled { name: name.to_owned() });
    }
    let needing = |name: &str| -> Vec<String> {
        let all = there.values().filter(|own| own.depends.iter().any(|depends| depends == name));
        all.map(|own| own.name.clone()).collect()
    };
    let dependents = needing(name);
    if !dependents.is_empty() && !how.cascade {
        return Err(ModuleError::Dependents { module: name.to_owned(), dependents });
    }
    let mut order = Vec::new();
    visit(name, &needing, &mut order);
    Ok(order)
}

fn visit(name: &str, needing: &impl Fn(&str) -> Vec<String>, order: &mut Vec<String>) {
    for other in needing(name) {
        if !order.contains(&other) {
            visit(&other, needing, order);
        }
    }
    if !order.iter().any(|own| own == name) {
        order.push(name.to_owned());
    }
}
