//! Triggers and rewrite rules.

use serde::{Deserialize, Serialize};

use super::{Deferral, QualifiedName};

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Its name, unique within the relation.
    pub name: String,
    /// When it fires, with respect to the event.
    pub timing: TriggerTiming,
    /// What it fires for, in the order of [`TriggerEvent`].
    pub events: Vec<TriggerEvent>,
    /// `UPDATE OF`: the columns, in the order they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// How often it fires.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub level: TriggerLevel,
    /// `REFERENCING OLD TABLE AS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_table: Option<String>,
    /// `REFERENCING NEW TABLE AS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_table: Option<String>,
    /// `WHEN`, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The function it calls.
    pub function: QualifiedName,
    /// What it passes to the function.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// What makes it a constraint trigger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<ConstraintTrigger>,
    /// In which sessions it fires.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub enabled: Firing,
    /// Cloned from the partitioned parent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// `COMMENT ON TRIGGER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What a constraint trigger has beyond other triggers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstraintTrigger {
    /// `DEFERRABLE`, and how it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferral>,
    /// `FROM`: the other relation that its constraint is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<QualifiedName>,
}

/// When a trigger fires, with respect to its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerTiming {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
    /// `INSTEAD OF`.
    InsteadOf,
}

/// What a trigger fires for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerEvent {
    /// `INSERT`.
    Insert,
    /// `DELETE`.
    Delete,
    /// `UPDATE`.
    Update,
    /// `TRUNCATE`.
    Truncate,
}

/// How often a trigger fires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerLevel {
    /// `FOR EACH ROW`.
    #[default]
    Row,
    /// `FOR EACH STATEMENT`.
    Statement,
}

/// A rewrite rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, unique within the relation.
    pub name: String,
    /// The command it is for.
    pub event: RuleEvent,
    /// `INSTEAD`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub instead: bool,
    /// `WHERE`, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The commands, as SQL: one, several in parentheses, or `NOTHING`.
    pub action: String,
    /// In which sessions it applies.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub enabled: Firing,
    /// `COMMENT ON RULE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The command that a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleEvent {
    /// `SELECT`.
    Select,
    /// `UPDATE`.
    Update,
    /// `INSERT`.
    Insert,
    /// `DELETE`.
    Delete,
}

/// When a trigger or rule takes effect, by the session's `session_replication_role`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Firing {
    /// In ordinary sessions (`origin` and `local`).
    #[default]
    Origin,
    /// In every session.
    Always,
    /// When changes of another server are applied.
    Replica,
    /// Never.
    Disabled,
}
