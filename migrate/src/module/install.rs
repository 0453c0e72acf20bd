//! Installing modules, with all that they need.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{Catalog, catalog::ObjectId, connect::Config};

use super::{
    Changed, Desired, Events, Manager, Module, ModuleError, Site, Standing,
    change::{Made, ask_rows, job, refuse_loss},
    rows, state,
};
use crate::{Statement, run::Job, track::Kind};

/// How modules are installed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Install {
    /// Tables and columns that are there already are taken over, and changed to what the module wants.
    pub adopt: bool,
    /// Statements that delete data of what is taken over are run too.
    pub force: bool,
    /// Nothing is run: the statements are only told.
    pub dry_run: bool,
}

impl Manager {
    /// Installs modules, after those that they need. What is installed already is left alone.
    ///
    /// The objects of each module are made in one transaction, and its first rows are written in the next one. If this is
    /// interrupted, the same call goes on where it was.
    pub async fn install(
        &self,
        database: &Config,
        desired: &Desired,
        how: Install,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        let mut site = self.hold(database, events).await?;
        let done = Box::pin(self.install_in(&mut site, desired, how, events)).await;
        site.held.release().await;
        done
    }

    async fn install_in(
        &self,
        site: &mut Site,
        desired: &Desired,
        how: Install,
        events: Events<'_>,
    ) -> Result<Vec<Changed>, ModuleError> {
        let (mut new, mut unfinished) = (Vec::new(), BTreeSet::new());
        for name in desired.modules() {
            let module = self.modules.get(name)?;
            match site.find(name) {
                Some(own) if own.state == Standing::Installed => {}
                Some(own) if own.state == Standing::Installing => drop(unfinished.insert(name.clone())),
                _ => new.push(module),
            }
        }
        self.refuse_outdated(site, &new)?;
        let names: BTreeSet<String> = new.iter().map(|own| own.name().to_owned()).collect();
        let mut done = Vec::new();
        let mut jobs = Vec::new();
        if !names.is_empty() {
            let live = site.catalog().await?;
            let mut before = live.clone();
            for group in self.groups(site, (&live, desired), &new, &names) {
                let names: BTreeSet<String> = group.iter().map(|own| own.name().to_owned()).collect();
                let made = self.made(site, (&before, desired), &names, false)?;
                if !how.adopt {
                    refuse_existing(site, &before, &made, &names)?;
                }
                if !how.force
                    && let Some(first) = group.first()
                {
                    refuse_loss(first.name(), &made.there)?;
                }
                jobs.extend(self.jobs(site, &group, &made)?);
                before = made.merged;
            }
            if !how.dry_run {
                ask_rows(site, &live, &before).await?;
            }
        }
        for module in desired.modules().iter().filter(|name| unfinished.contains(*name)) {
            let module = self.modules.get(module)?;
            jobs.extend(self.rows(site, module, &desired.catalog)?);
        }
        // Each module with its rows before the next one.
        let place = |job: &Job| desired.modules().iter().position(|name| *name == job.module);
        jobs.sort_by_key(|job| (place(job), job.kind == Kind::Data));
        for job in &jobs {
            let mut changed = Changed {
                module: job.module.clone(),
                version: job.version.clone(),
                migration: None,
                kind: job.kind.text(),
                operations: job.up.split_terminator(";\n").map(str::to_owned).collect(),
                statements: Vec::new(),
            };
            if !how.dry_run {
                site.run(job, events).await?;
                changed.migration = Some(job.name.clone());
            }
            done.push(changed);
        }
        Ok(done)
    }

    /// New modules by what is planned at once. A module that extends a table of another one comes after it: else the plan would
    /// make that table with all of its columns, in the transaction of the other one.
    fn groups<'m>(
        &self,
        site: &Site,
        (live, desired): (&Catalog, &Desired),
        new: &[&'m Module],
        names: &BTreeSet<String>,
    ) -> Vec<Vec<&'m Module>> {
        let wanted = desired.owned_by(&site.user);
        let owners = self.owners(&site.installed, Some(desired), &[live, &wanted]);
        let extended = state::extended(&wanted, &owners, names);
        let mut groups: Vec<Vec<&Module>> = Vec::new();
        for module in new {
            let hosts = extended.get(module.name());
            let is_host = |other: &&Module| hosts.is_some_and(|hosts| hosts.contains(other.name()));
            match groups.last_mut() {
                Some(group) if !group.iter().any(is_host) => group.push(module),
                _ => groups.push(vec![module]),
            }
        }
        groups
    }

    /// What is installed must be what the new modules are written for.
    fn refuse_outdated(&self, site: &Site, new: &[&Module]) -> Result<(), ModuleError> {
        for module in new {
            for depends in &module.manifest.depends {
                let (disk, own) = (self.modules.get(depends)?, site.find(depends));
                if let Some(own) = own.filter(|own| own.state == Standing::Installed)
                    && own.version != disk.manifest.version
                {
                    return Err(ModuleError::Outdated {
                        module: module.name().to_owned(),
                        depends: depends.clone(),
                        installed: own.version.clone(),
                        version: disk.manifest.version.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    /// The statements of each module, in the order of the modules, and then its rows.
    fn jobs(&self, site: &mut Site, new: &[&Module], made: &Made) -> Result<Vec<Job>, ModuleError> {
        let first = new.first().map_or("", |own| own.name());
        let sorted = |all: &'_ [Statement]| {
            let mut by_module: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, own) in all.iter().enumerate() {
                // What nobody owns is shared: the first module makes it.
                let owner = made.owners.of(&own.object).filter(|name| new.iter().any(|own| own.name() == *name));
                by_module.entry(owner.unwrap_or(first).to_owned()).or_default().push(at);
            }
            by_module
        };
        let (there, back) = (sorted(&made.there), sorted(&made.back));
        let names = new.iter().map(|own| own.name().to_owned()).collect();
        let objects = state::objects(&made.merged, &made.owners, &names);
        let tables = state::all_tables(&made.merged, &made.owners);
        let mut jobs = Vec::new();
        for module in new {
            let name = module.name();
            let pick = |of: &BTreeMap<String, Vec<usize>>, all: &'_ [Statement]| -> Vec<Statement> {
                of.get(name).into_iter().flatten().map(|at| all[*at].clone()).collect()
            };
            let (there, back) = (pick(&there, &made.there), pick(&back, &made.back));
            let there: Vec<&Statement> = there.iter().collect();
            let back: Vec<&Statement> = back.iter().collect();
            let states = state::states_of(tables.get(name).into_iter().flatten().copied(), module);
            let objects = objects.get(name).cloned().unwrap_or_default();
            // After a soft uninstall the rows are still there.
            let rows = if site.find(name).is_some() { None } else { self.rows(site, module, &made.merged)? };
            let standing = if rows.is_some() { Standing::Installing } else { Standing::Installed };
            let after = state::records(self.tables(), module, standing, (&objects, &states));
            jobs.push(job(site, (module, Kind::Initial), (&there, &back), after));
            jobs.extend(rows);
        }
        Ok(jobs)
    }

    /// The first rows of a module.
    fn rows(&self, site: &mut Site, module: &Module, catalog: &Catalog) -> Result<Option<Job>, ModuleError> {
        let Some(rows) = rows::rows(module, catalog)? else { return Ok(None) };
        let manifest = &module.manifest;
        Ok(Some(Job {
            name: site.name(module.name(), Kind::Data.text()),
            message: format!("{} {}, first rows", manifest.title, manifest.version),
            kind: Kind::Data,
            module: manifest.name.clone(),
            version: manifest.version.clone(),
            folder: module.folder.clone(),
            up: rows.sql,
            down: None,
            is_transactional: true,
            after: self.tables().stand(module.name(), Standing::Installed),
            function: rows.function,
        }))
    }
}

/// Refuses tables and columns that are there and that nobody is recorded to own.
fn refuse_existing(site: &Site, live: &Catalog, made: &Made, names: &BTreeSet<String>) -> Result<(), ModuleError> {
    let is_recorded = |module: &str, id: &ObjectId| site.find(module).is_some_and(|own| own.objects.contains(id));
    for relation in &made.merged.relations {
        let Some(old) = live.relation(&relation.name) else { continue };
        let owner = made.owners.claim(&relation.name);
        if let Some(module) = owner.filter(|name| names.contains(*name)) {
            if !is_recorded(module, &old.id()) {
                return Err(ModuleError::TableExists { module: module.to_owned(), table: relation.name.clone() });
            }
            continue;
        }
        for column in &relation.columns {
            let id = ObjectId::Column { relation: relation.name.clone(), name: column.name.clone() };
            if let Some(module) = made.owners.of(&id).filter(|name| names.contains(*name))
                && old.column(&column.name).is_some()
                && !is_recorded(module, &id)
            {
                let (module, table, column) = (module.to_owned(), relation.name.clone(), column.name.clone());
                return Err(ModuleError::ColumnExists { module, table, column });
            }
        }
    }
    Ok(())
}
