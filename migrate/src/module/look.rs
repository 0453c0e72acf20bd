//! What a database has of modules, beside what their files want.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    QualifiedName,
    catalog::ObjectId,
    connect::{self, Config},
};
use serde::Serialize;

use super::{Desired, Manager, ModuleError, Standing, change::written, live, merge::Merge, state};
use crate::{Difference, Options, PlanError, Verb, diff, plan};

/// A fault of a module in a database.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issue {
    /// `table_not_found`, `column_not_found`, `missing`, `differs` or `extra`.
    pub kind: &'static str,
    /// The object.
    pub object: ObjectId,
    /// The attributes that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
}

/// A table of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelState {
    /// The model.
    pub name: String,
    /// The table.
    pub table: String,
    /// Whether it is what the files want.
    pub valid: bool,
}

/// Whether a module is what its files want.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// Whether it is.
    pub valid: bool,
    /// Its tables.
    pub models: Vec<ModelState>,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

/// A statement that is still to be run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// What it is about.
    pub object: ObjectId,
    /// Its text.
    pub sql: String,
    /// Whether it deletes data.
    pub deletes_data: bool,
}

/// How a module stands in a database.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Status {
    /// Its name.
    pub module_name: String,
    /// The version that is installed.
    pub installed_version: String,
    /// The version on disk.
    pub version: String,
    /// Whether it has tables.
    pub has_models: bool,
    /// Its models.
    pub models: Vec<String>,
    /// Whether it is what its files want.
    pub validation: Validation,
    /// Whether anything would be run.
    pub pending_changes: bool,
    /// What would be run.
    pub pending_operations: Vec<Pending>,
}

/// A table of a module, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableOf {
    /// The module.
    pub module: String,
    /// The model.
    pub model: String,
    /// The table.
    pub table: String,
    /// Whether it only joins others.
    pub association: bool,
    /// Whether it is in the database.
    pub exists: bool,
    /// How many columns it has.
    pub columns: usize,
}

impl Manager {
    /// Compares installed modules with what their files want. The database is read once.
    pub async fn check(
        &self,
        database: &Config,
        names: &[&str],
        desired: &Desired,
    ) -> Result<Vec<Status>, ModuleError> {
        let mut session = connect::connect(database).await?;
        let installed = self.tables().modules(&session).await.map_err(ModuleError::ask)?;
        let now = live(&mut session).await?;
        session.close().await;
        let modules: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let wanted = desired.owned_by(database.user());
        let owners = self.owners(&installed, Some(desired), &[&now, &wanted]);
        let merged = Merge { owners: &owners, modules: &modules }.merged(&now, &wanted);
        let mut issues: BTreeMap<&str, Vec<Issue>> = BTreeMap::new();
        let found = diff(&now, &merged);
        for difference in &found {
            issues.entry(owners.of(&difference.object).unwrap_or_default()).or_default().push(issue(difference));
        }
        let mut pending: BTreeMap<&str, Vec<Pending>> = BTreeMap::new();
        let mut blocked = None;
        let statements = if found.is_empty() {
            Vec::new()
        } else {
            match plan(&now, &merged, &Options::default()) {
                Ok(plan) => written(plan, database.user(), &now)?,
                // What needs the change of several modules is told as issues.
                Err(error @ (PlanError::Held(_) | PlanError::Blocked(_))) => {
                    blocked = Some(error);
                    Vec::new()
                }
                Err(error) => return Err(error.into()),
            }
        };
        for own in &statements {
            let deletes_data = own.hazards.contains(&crate::Hazard::DeletesData);
            let operation = Pending { object: own.object.clone(), sql: own.sql.clone(), deletes_data };
            pending.entry(owners.of(&own.object).unwrap_or_default()).or_default().push(operation);
        }
        let tables = state::all_tables(&wanted, &owners);
        let mut all = Vec::new();
        for name in names {
            let Some(own) = installed.iter().find(|own| own.name == *name && own.state != Standing::Uninstalled) else {
                return Err(ModuleError::NotInstalled { name: (*name).to_owned() });
            };
            let module = self.modules.get(name)?;
            let issues = issues.remove(name).unwrap_or_default();
            let touched: BTreeSet<&QualifiedName> = issues.iter().filter_map(|issue| issue.object.relation()).collect();
            let models: Vec<_> = tables
                .get(name)
                .into_iter()
                .flatten()
                .map(|table| ModelState {
                    name: state::model(table, module),
                    table: state::shown(table),
                    valid: !touched.contains(&table.name),
                })
                .collect();
            let operations = pending.remove(name).unwrap_or_default();
            all.push(Status {
                module_name: (*name).to_owned(),
                installed_version: own.version.clone(),
                version: module.manifest.version.clone(),
                has_models: !models.is_empty(),
                models: models.iter().map(|own| own.name.clone()).collect(),
                pending_changes: !operations.is_empty() || (blocked.is_some() && !issues.is_empty()),
                pending_operations: operations,
                validation: Validation { valid: issues.is_empty(), models, issues },
            });
        }
        Ok(all)
    }

    /// The tables of modules.
    pub async fn tables_of(
        &self,
        database: &Config,
        names: &[&str],
        desired: &Desired,
    ) -> Result<Vec<TableOf>, ModuleError> {
        let mut session = connect::connect(database).await?;
        let now = live(&mut session).await?;
        session.close().await;
        let owners = self.owners(&[], Some(desired), &[&now, &desired.catalog]);
        let mut all = Vec::new();
        for name in names {
            let module = self.modules.get(name)?;
            all.extend(state::tables(&desired.catalog, &owners, name).map(|table| TableOf {
                module: (*name).to_owned(),
                model: state::model(table, module),
                table: state::shown(table),
                association: state::is_association(table),
                exists: now.relation(&table.name).is_some(),
                columns: table.columns.len(),
            }));
        }
        Ok(all)
    }
}

fn issue(difference: &Difference) -> Issue {
    let kind = match (difference.verb, &difference.object) {
        (Verb::Add, ObjectId::Relation { .. }) => "table_not_found",
        (Verb::Add, ObjectId::Column { .. }) => "column_not_found",
        (Verb::Add, _) => "missing",
        (Verb::Change, _) => "differs",
        (Verb::Remove, _) => "extra",
    };
    let attributes = difference.changes.iter().map(|own| own.attribute.clone()).collect();
    Issue { kind, object: difference.object.clone(), attributes }
}
