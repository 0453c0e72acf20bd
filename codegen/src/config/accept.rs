//! Diagnostics that are accepted; the rules themselves are not known here.

use serde::Deserialize;

use super::Pattern;

/// Diagnostics of one rule that are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Accept {
    /// The rule, as the diagnostic names it: `untyped-column`.
    pub rule: String,
    /// The objects, by pattern: `public.shape.corner`, `public.audit_*`.
    pub objects: Vec<Pattern>,
    /// Why, for readers of the configuration.
    pub reason: String,
}
