//! Rust modules for objects that belong together, whatever their schema.

use serde::Deserialize;

/// Which objects a Rust module has, instead of the module of their schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct ModuleObjects {
    /// All objects of these schemas.
    pub schemas: Vec<String>,
    /// The objects whose names begin with this. Their names in Rust do without it.
    pub prefix: Option<String>,
}
