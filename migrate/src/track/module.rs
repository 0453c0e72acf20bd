//! Modules that are installed, and their tables as the last run left them.

use std::fmt::Write as _;

use relvar_catalog::catalog::ObjectId;
use serde::Serialize;
use serde_json::Value;
use tokio_postgres::{Client, Error};

use super::{Tables, text::literal};

/// How a module stands in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its objects are there, and its first rows are not.
    Installing,
    /// All of it is there.
    Installed,
    /// It was uninstalled, and its tables stayed.
    Uninstalled,
}

impl Standing {
    /// As it is recorded and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Installing => "installing",
            Self::Installed => "installed",
            Self::Uninstalled => "uninstalled",
        }
    }
}

/// A module as the database records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Installed {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The version that is installed.
    pub version: String,
    /// Whether it is an application, and not a part of others.
    pub application: bool,
    /// How it stands.
    pub state: Standing,
    /// The modules that it needs.
    pub depends: Vec<String>,
    /// What it owns: whole objects, and parts of the tables of other modules.
    pub objects: Vec<ObjectId>,
    /// When that was last changed.
    pub changed_at: String,
}

/// What a module is recorded to own.
pub(crate) struct Owned<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) version: &'a str,
    pub(crate) application: bool,
    pub(crate) state: Standing,
    pub(crate) depends: &'a [String],
    pub(crate) objects: &'a [ObjectId],
}

/// A table of a module.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TableState {
    pub(crate) model_name: String,
    pub(crate) table_name: String,
    pub(crate) schema_snapshot: Value,
    pub(crate) columns: Value,
    pub(crate) indexes: Value,
    pub(crate) foreign_keys: Value,
    pub(crate) checksum: String,
}

impl Tables {
    /// The modules that were installed, by name; nothing if the tables do not know modules yet.
    pub async fn modules(&self, client: &Client) -> Result<Vec<Installed>, Error> {
        if self.layout(client).await?.is_none_or(|layout| layout < 3) {
            return Ok(Vec::new());
        }
        let query = format!(
            "SELECT name, title, version, application, state, depends, objects, changed_at::text FROM {}.module ORDER \
             BY name COLLATE \"C\"",
            self.schema
        );
        let rows = client.query_typed(&query, &[]).await?;
        let modules = rows.iter().map(|row| Installed {
            name: row.get(0),
            title: row.get(1),
            version: row.get(2),
            application: row.get(3),
            state: match row.get(4) {
                "installed" => Standing::Installed,
                "installing" => Standing::Installing,
                _ => Standing::Uninstalled,
            },
            depends: row.get(5),
            objects: row.get::<_, Vec<&str>>(6).into_iter().filter_map(|id| id.parse().ok()).collect(),
            changed_at: row.get(7),
        });
        Ok(modules.collect())
    }

    /// The statements that record a module and its tables.
    pub(crate) fn own(&self, own: &Owned<'_>, states: &[TableState]) -> String {
        let Self { schema, .. } = self;
        let array = |texts: Vec<String>| format!("ARRAY[{}]::text[]", texts.join(", "));
        let depends = array(own.depends.iter().map(|name| literal(name)).collect());
        let objects = array(own.objects.iter().map(|id| literal(&id.to_string())).collect());
        let mut sql = format!(
            "INSERT INTO {schema}.module (name, title, version, application, state, depends, objects) VALUES ({}, {}, \
             {}, {}, {}, {depends}, {objects}) ON CONFLICT (name) DO UPDATE SET title = excluded.title, version = \
             excluded.version, application = excluded.application, state = excluded.state, depends = excluded.depends, \
             objects = excluded.objects, changed_at = now();\nDELETE FROM {schema}.module_state WHERE module = {};\n",
            literal(own.name),
            literal(own.title),
            literal(own.version),
            own.application,
            literal(own.state.as_str()),
            literal(own.name),
        );
        if !states.is_empty() {
            let json = |value: &Value| format!("{}::jsonb", literal(&value.to_string()));
            let rows: Vec<_> = states
                .iter()
                .map(|state| {
                    let values = [
                        literal(own.name),
                        literal(&state.model_name),
                        literal(&state.table_name),
                        json(&state.schema_snapshot),
                        json(&state.columns),
                        json(&state.indexes),
                        json(&state.foreign_keys),
                        literal(&state.checksum),
                        literal(own.version),
                    ];
                    format!("({})", values.join(", "))
                })
                .collect();
            let _ = writeln!(
                sql,
                "INSERT INTO {schema}.module_state (module, model_name, table_name, schema_snapshot, columns, indexes, \
                 foreign_keys, checksum, version) VALUES {};",
                rows.join(", ")
            );
        }
        sql
    }

    /// The statement that says how a module stands.
    pub(crate) fn stand(&self, module: &str, state: Standing) -> String {
        format!(
            "UPDATE {}.module SET state = {}, changed_at = now() WHERE name = {};\n",
            self.schema,
            literal(state.as_str()),
            literal(module)
        )
    }

    /// The statements that say of which version a module is.
    pub(crate) fn is_at(&self, module: &str, version: &str) -> String {
        let (schema, module, version) = (&self.schema, literal(module), literal(version));
        format!(
            "UPDATE {schema}.module SET version = {version} WHERE name = {module};\nUPDATE {schema}.module_state SET \
             version = {version} WHERE module = {module};\n"
        )
    }

    /// The statements that forget a module.
    pub(crate) fn disown(&self, module: &str) -> String {
        let (schema, module) = (&self.schema, literal(module));
        format!(
            "DELETE FROM {schema}.module_state WHERE module = {module};\nDELETE FROM {schema}.module WHERE name = \
             {module};\n"
        )
    }
}
