//! `relvar.toml`: where the schema comes from, what is generated of it, and under which names.

mod accept;
mod attribute;
mod crate_name;
mod dependency;
mod device;
mod erd;
mod error;
mod keys;
mod lint;
mod nearest;
mod output;
mod path;
mod pattern;
mod read;
mod rename;
mod rust;
#[cfg(feature = "schema")]
mod schema;
mod types;
mod undeclared;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub use accept::Accept;
pub use attribute::{Annotation, RustAttribute};
pub use crate_name::CrateName;
pub use dependency::Dependency;
pub(crate) use device::is_device;
pub use erd::{Around, Columns, Viewpoint};
pub use error::{ConfigError, ConfigFault};
pub use lint::{Ignore, Lint, LintLevel};
pub(crate) use nearest::nearest;
pub use output::{Layout, Output};
pub use path::ObjectPath;
pub use pattern::Pattern;
pub use rename::{ForeignKeyNames, Naming, Rename};
pub use rust::{RustName, RustPath, RustType};
pub use types::{Arrays, DateTime, Domains, Enums, TypeOptions, Types};
pub use undeclared::{VirtualForeignKey, VirtualKey};

/// The whole configuration; every part of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Config {
    /// Where the schema is read from.
    pub database: Database,
    /// Which schemas are generated.
    pub schemas: Filter,
    /// Which relations of these schemas are generated.
    pub relations: Filter,
    /// Where the code goes, and what it is to Cargo.
    pub output: Output,
    /// How names are made.
    pub naming: Naming,
    /// Names of one's own.
    pub rename: Rename,
    /// Whether partitions are generated beside their partitioned tables.
    pub partitions: Partitions,
    /// More derives of generated types.
    pub derive: Derive,
    /// More derives and attributes of single items.
    pub annotations: Vec<Annotation>,
    /// Which Rust types the types of the database become.
    pub types: Types,
    /// What is known better about single columns, by `schema.relation.column`, and about attributes of composite types.
    pub columns: BTreeMap<ObjectPath<3>, ColumnOptions>,
    /// Keys the database does not declare, such as those of views.
    pub keys: Vec<VirtualKey>,
    /// Foreign keys the database does not declare.
    pub foreign_keys: Vec<VirtualForeignKey>,
    /// Diagnostics of `relvar generate` that are accepted, each with a reason.
    pub accept: Vec<Accept>,
    /// What `relvar lint` reports.
    pub lint: Lint,
    /// Diagrams with a name, for `relvar erd --viewpoint`.
    pub erd: BTreeMap<String, Viewpoint>,
}

impl Config {
    /// Reads a configuration; the path is for messages alone.
    ///
    /// # Errors
    ///
    /// Where the text is not TOML, or has keys that mean nothing or values of the wrong kind: all of them.
    pub fn from_toml(text: &str, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let faults =
            |faults: Vec<error::Fault>| faults.into_iter().map(|fault| fault.at(path.as_ref(), text)).collect();
        read::read(text).map_err(|all| ConfigError(faults(all)))
    }
}

/// Where the schema is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Database {
    /// A connection URL. It may hold a password, so `url_env` is usually better.
    pub url: Option<String>,
    /// The environment variable that holds the URL.
    pub url_env: Option<String>,
    /// Files and folders of DDL, relative to the configuration.
    pub schema_files: Vec<PathBuf>,
    /// A snapshot, relative to the configuration.
    pub snapshot: Option<PathBuf>,
}

/// What is taken and what is left out of it, by pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Filter {
    /// Only these, where there is one.
    pub include: Vec<Pattern>,
    /// Not these.
    pub exclude: Vec<Pattern>,
}

/// Whether partitions are generated beside their partitioned tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Partitions {
    /// All, none, or those that match a pattern.
    pub show: Show,
}

/// All, none, or those that match a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected `true`, `false` or a list of patterns")]
pub enum Show {
    /// All or none.
    All(bool),
    /// Those that match one of these.
    Matching(Vec<Pattern>),
}

impl Default for Show {
    fn default() -> Self {
        Self::All(false)
    }
}

/// More derives of generated types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Derive {
    /// `serde::Serialize` and `serde::Deserialize`, of the crate that uses the models, for rows and enums. An enum is the label that it has in the database.
    pub serde: bool,
    /// Derives of row structs, as paths.
    pub rows: Vec<RustPath>,
    /// Derives of enums, as paths.
    pub enums: Vec<RustPath>,
}

/// What is known better about one column, or one attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct ColumnOptions {
    /// Its Rust type.
    #[serde(rename = "type")]
    pub type_: Option<RustType>,
    /// The Rust type of its JSON document, by serde.
    pub json: Option<RustType>,
    /// Which arrays it can hold.
    pub array: Option<Arrays>,
    /// It is never null, whatever the catalog knows: for columns of views.
    pub not_null: Option<bool>,
}
