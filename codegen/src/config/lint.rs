//! What `relvar lint` reports, and how seriously; the rules themselves are not known here.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Pattern;

/// Levels of rules, and findings that are accepted as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Lint {
    /// Levels of rules that differ from the default, by rule.
    pub levels: BTreeMap<String, LintLevel>,
    /// Findings that are not reported.
    pub ignore: Vec<Ignore>,
}

/// The level of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LintLevel {
    /// Not reported.
    Allow,
    /// Reported as advice.
    Note,
    /// Reported as something to fix.
    Warning,
    /// Reported as something that must be fixed.
    Error,
}

/// Findings of one rule that are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Ignore {
    /// The rule.
    pub rule: String,
    /// The objects, by pattern: `public.projects.creator_id`, `public.audit_*`.
    pub objects: Vec<Pattern>,
    /// Why, for readers of the configuration.
    #[serde(default)]
    pub reason: Option<String>,
}
