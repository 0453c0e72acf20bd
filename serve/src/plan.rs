//! Plans as objects: what would be run, and for which database it was planned.

use relvar_migrate::{Mark, Statement, module::Changed};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action::Action;

/// A lock that a statement takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepLock {
    /// The relation.
    pub relation: String,
    /// The lock, in PostgreSQL's words.
    pub lock: String,
}

/// A statement that would be run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// The revision or the module that it belongs to.
    pub of: String,
    /// Its text.
    pub sql: String,
    /// What it is about, where the planner wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The locks that it takes on relations that are there.
    pub locks: Vec<StepLock>,
    /// It writes the table anew.
    pub rewrites: bool,
    /// It reads the whole table.
    pub scans: bool,
    /// Its hazards.
    pub hazards: Vec<String>,
}

impl Step {
    /// A statement that somebody wrote by hand.
    pub(crate) fn plain(of: &str, sql: &str) -> Self {
        Self {
            of: of.to_owned(),
            sql: sql.to_owned(),
            object: None,
            locks: Vec::new(),
            rewrites: false,
            scans: false,
            hazards: Vec::new(),
        }
    }

    fn planned(of: &str, statement: &Statement) -> Self {
        let locks =
            statement.locks.iter().map(|own| StepLock { relation: own.relation.to_string(), lock: word(&own.lock) });
        Self {
            object: Some(statement.object.to_string()),
            locks: locks.collect(),
            rewrites: statement.rewrites,
            scans: statement.scans,
            hazards: statement.hazards.iter().map(word).collect(),
            ..Self::plain(of, &statement.sql)
        }
    }

    /// The statements of a migration of a module.
    pub(crate) fn of(changed: &Changed) -> Vec<Self> {
        if changed.statements.is_empty() {
            return changed.operations.iter().map(|sql| Self::plain(&changed.module, sql)).collect();
        }
        changed.statements.iter().map(|own| Self::planned(&changed.module, own)).collect()
    }
}

/// How something is called in JSON.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|own| own.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What a database was, and what the files were, when a plan was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basis {
    pub(crate) mark: Mark,
    pub(crate) files: String,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// Its id.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// Who made it.
    pub created_by: String,
    /// The fingerprint of the schema that it was made for.
    pub fingerprint: String,
    /// The statements, in order.
    pub statements: Vec<Step>,
    /// All hazards of the statements.
    pub hazards: Vec<String>,
    /// The hazards that have to be accepted for it to run.
    pub needs: Vec<String>,
    /// What the database and the files were.
    #[schema(value_type = Object)]
    pub(crate) basis: Basis,
}
