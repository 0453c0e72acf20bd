//! What a team accepts of the plans that change a schema; the hazards themselves are not known here.

use serde::Deserialize;

/// What is accepted of plans and migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Diff {
    /// Hazards that are always accepted, as `--allow` takes them: `INDEX_BUILD`, `DELETES_DATA:table public.scratch`.
    pub allow: Vec<String>,
}
