//! Keys that the database does not declare.

use serde::Deserialize;

use super::ObjectPath;

/// A key the database does not declare.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct VirtualKey {
    /// The relation.
    pub relation: ObjectPath<2>,
    /// The columns.
    pub columns: Vec<String>,
    /// It is the primary key.
    #[serde(default)]
    pub primary: bool,
    /// Its name; by default derived from the relation and the columns.
    pub name: Option<String>,
}

/// A foreign key the database does not declare.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct VirtualForeignKey {
    /// The referencing relation.
    pub relation: ObjectPath<2>,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced relation.
    pub references: ObjectPath<2>,
    /// The referenced columns; by default its primary key.
    #[serde(default)]
    pub referenced_columns: Vec<String>,
    /// Its name; by default derived from the relation and the columns.
    pub name: Option<String>,
}
