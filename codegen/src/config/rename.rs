//! How names are made, and names of one's own.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ObjectPath, RustName};

/// How names are derived.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Naming {
    /// Row types are singular: `users` → `User`.
    pub singular: bool,
}

impl Default for Naming {
    fn default() -> Self {
        Self { singular: true }
    }
}

/// Your own names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Rename {
    /// Modules, by schema.
    pub schemas: BTreeMap<ObjectPath<1>, RustName>,
    /// Row types, by `schema.relation`.
    pub relations: BTreeMap<ObjectPath<2>, RustName>,
    /// Fields, by `schema.relation.column`.
    pub columns: BTreeMap<ObjectPath<3>, RustName>,
    /// Enums and domains, by `schema.type`.
    pub types: BTreeMap<ObjectPath<2>, RustName>,
    /// Variants, by `schema.enum.label`.
    pub labels: BTreeMap<ObjectPath<3>, RustName>,
    /// Constants of keys, by `schema.relation.key`.
    pub keys: BTreeMap<ObjectPath<3>, RustName>,
    /// Functions and procedures, by `schema."name(types)"`, with the types of the arguments of a call.
    pub routines: BTreeMap<ObjectPath<2>, RustName>,
    /// Navigation, by `schema.relation.foreign_key`.
    pub foreign_keys: BTreeMap<ObjectPath<3>, ForeignKeyNames>,
}

/// The names of the methods that follow a foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct ForeignKeyNames {
    /// From the referencing relation to the referenced one.
    pub forward: Option<RustName>,
    /// From the referenced relation back to the referencing one.
    pub reverse: Option<RustName>,
    /// Through the referencing relation, an association, to the relation this key references.
    pub through: Option<RustName>,
}
