//! Taking the last migration of a module back.

use relvar_catalog::{
    Catalog,
    catalog::ObjectId,
    connect::Config,
    load::{Script, statements},
};

use super::{Changed, Events, Manager, Module, ModuleError, Site, Standing, owners::Owners, state};
use crate::{
    part::Parts,
    run::Job,
    track::{Kind, Record},
};

impl Manager {
    /// Takes a migration back. Later ones of the same module go first. `force` allows that rows are deleted.
    pub async fn rollback(
        &self,
        database: &Config,
        name: &str,
        force: bool,
        events: Events<'_>,
    ) -> Result<Changed, ModuleError> {
        let mut site = self.hold(database, events).await?;
        let done = Box::pin(self.rollback_in(&mut site, name, force, events)).await;
        site.held.release().await;
        done
    }

    async fn rollback_in(
        &self,
        site: &mut Site,
        name: &str,
        force: bool,
        events: Events<'_>,
    ) -> Result<Changed, ModuleError> {
        let refused = |reason: String| ModuleError::Rollback { name: name.to_owned(), reason };
        let of_modules = |own: &&Record| own.module.is_some();
        let found = site.held.records().iter().filter(of_modules).find(|own| own.revision == name).cloned();
        let Some(record) = found else { return Err(ModuleError::MigrationNotFound { name: name.to_owned() }) };
        let module = record.module.clone().unwrap_or_default();
        if record.status != "applied" || record.kind == Kind::Rollback.text() {
            return Err(refused(format!("it is {} (type {})", record.status, record.kind)));
        }
        let of_schema = |own: &&Record| {
            own.module.as_deref() == Some(&module)
                && own.status == "applied"
                && [Kind::Initial.text(), Kind::Schema.text()].contains(&own.kind.as_str())
        };
        let later: Vec<_> = site.held.records().iter().filter(of_schema).filter(|own| own.id > record.id).collect();
        if let Some(last) = later.last() {
            return Err(refused(format!("`{}` came later and has to be rolled back first", last.revision)));
        }
        let sql = record.rollback_sql.clone().filter(|sql| !sql.trim().is_empty());
        let Some(sql) = sql else { return Err(refused("it has no statements that undo it".to_owned())) };
        let script = Script { name: name.to_owned(), text: sql.clone() };
        let statements = statements(&script).map_err(|error| refused(error.to_string()))?;
        let drops = |sql: &str| sql.contains("DROP TABLE ") || sql.contains("DROP COLUMN ") || sql.contains(" DROP \"");
        if !force && let Some(own) = statements.iter().find(|own| drops(&own.sql)) {
            return Err(refused(format!("it would delete rows: {}\nhint: `--force` does it", own.sql)));
        }
        let before = site.held.records().iter().filter(of_schema).rfind(|own| own.id < record.id).cloned();
        let after = self.tables().reverted(name) + &self.after_rollback(site, &record, before.as_ref());
        let version = before.as_ref().and_then(|own| own.version.clone());
        let version = version.or(record.version.clone()).unwrap_or_default();
        let job = Job {
            name: site.name(&module, Kind::Rollback.text()),
            message: format!("{name} rolled back"),
            kind: Kind::Rollback,
            module: module.clone(),
            version: version.clone(),
            folder: std::path::PathBuf::from(&module).join("(rollback)"),
            up: sql,
            down: record.up_sql.clone(),
            is_transactional: true,
            after,
            function: None,
        };
        // An uninstalled module whose objects come back.
        let comes_back = site.find(&module).is_none() && record.kind != Kind::Initial.text();
        let without = if comes_back { Some(site.catalog().await?) } else { None };
        site.held.run(&job, events).await.map_err(|error| refused(error.to_string()))?;
        let migration = Some(job.name.clone());
        if let Ok(module) = self.modules.get(&module)
            && record.kind != Kind::Initial.text()
        {
            self.record_tables(site, (module, &version), without.as_ref()).await?;
        }
        let operations = statements.into_iter().map(|own| own.sql).collect();
        let kind = Kind::Rollback.text();
        Ok(Changed { module, version, migration, kind, operations, statements: Vec::new() })
    }

    /// What is recorded of the module afterwards.
    fn after_rollback(&self, site: &Site, record: &Record, before: Option<&Record>) -> String {
        let module = record.module.as_deref().unwrap_or_default();
        if record.kind == Kind::Initial.text() {
            return self.tables().disown(module);
        }
        match (site.find(module), before.and_then(|own| own.version.as_deref())) {
            // An uninstalled module is there again.
            (Some(own), _) if own.state == Standing::Uninstalled => self.tables().stand(module, Standing::Installed),
            (Some(_), Some(version)) => self.tables().is_at(module, version),
            (None, _) => match self.modules.get(module) {
                Ok(module) => state::records(self.tables(), module, Standing::Installed, (&[], &[])),
                Err(_) => String::new(),
            },
            (Some(_), None) => String::new(),
        }
    }

    /// What came to the tables of modules that a module needs: that is what it had added to them.
    fn added(
        &self,
        module: &Module,
        catalogs: Option<(&Catalog, &Catalog)>,
        owners: &Owners,
    ) -> Result<Vec<ObjectId>, ModuleError> {
        let Some((before, now)) = catalogs else { return Ok(Vec::new()) };
        let needed = self.modules.order([module.name()])?;
        let is_needed = |id: &ObjectId| {
            owners.of(id).is_some_and(|owner| owner != module.name() && needed.iter().any(|own| own.name() == owner))
        };
        let (before, now) = (Parts::new(before), Parts::new(now));
        let new = now.by_id.values().map(|part| &part.id).filter(|id| before.get(id).is_none() && is_needed(id));
        Ok(new.cloned().collect())
    }

    /// Records what the tables of a module are now.
    async fn record_tables(
        &self,
        site: &mut Site,
        (module, version): (&Module, &str),
        without: Option<&Catalog>,
    ) -> Result<(), ModuleError> {
        let live = site.catalog().await?;
        let mut owners = self.owners(&site.installed, None, &[&live]);
        for id in self.added(module, without.map(|old| (old, &live)), &owners)? {
            owners.know(id, module.name());
        }
        let only = std::collections::BTreeSet::from([module.name().to_owned()]);
        let objects = state::objects(&live, &owners, &only).remove(module.name()).unwrap_or_default();
        let states = state::states(&live, &owners, module);
        let sql = state::records(self.tables(), module, Standing::Installed, (&objects, &states));
        let sql = format!("BEGIN;\n{sql}{}COMMIT;", self.tables().is_at(module.name(), version));
        site.held.session().batch_execute(&sql).await.map_err(ModuleError::ask)
    }
}
