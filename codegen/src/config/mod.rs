//! `relvar.toml`: where the schema comes from, what is generated of it, and under which names.

mod accept;
mod attribute;
mod check;
mod crate_name;
mod dependency;
mod device;
mod diff;
mod erd;
mod error;
mod keys;
mod lint;
mod mask;
mod module;
mod nearest;
mod output;
mod path;
mod pattern;
mod prune;
mod read;
mod rename;
mod rust;
#[cfg(feature = "schema")]
mod schema;
mod shape;
mod types;
mod undeclared;
mod variants;

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
pub use diff::Diff;
pub use erd::{Around, Columns, Viewpoint};
pub use error::{ConfigError, ConfigFault};
pub use lint::{Ignore, Lint, LintLevel};
pub use mask::{Mask, MaskMethod};
pub use module::ModuleObjects;
pub(crate) use nearest::nearest;
pub use output::{Layout, Output};
pub use path::ObjectPath;
pub use pattern::Pattern;
pub use prune::{Prune, PruneDependents};
pub use rename::{ForeignKeyNames, Naming, Rename};
pub use rust::{RustName, RustPath, RustType};
pub use types::{Arrays, DateTime, Domains, Enums, TypeOptions, Types};
pub use undeclared::{VirtualForeignKey, VirtualKey};

/// The whole configuration; every part of it is optional.
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
    /// Rust modules, and features of the crate, for objects that belong together, by name. Without an entry here, an object is
    /// in the module of its schema. The modules that `database.modules` names have theirs already.
    pub modules: BTreeMap<String, ModuleObjects>,
    /// Where the code goes, and whether it is a module or a crate.
    pub output: Output,
    /// How names are derived.
    pub naming: Naming,
    /// Your own names.
    pub rename: Rename,
    /// Whether partitions are generated beside their partitioned tables.
    pub partitions: Partitions,
    /// Additional derives of generated types.
    pub derive: Derive,
    /// Additional derives and attributes of single items.
    pub annotations: Vec<Annotation>,
    /// The Rust types for the types of the database.
    pub types: Types,
    /// Options of single columns, by `schema.relation.column`, and of attributes of composite types.
    pub columns: BTreeMap<ObjectPath<3>, ColumnOptions>,
    /// Keys the database does not declare, such as those of views.
    pub keys: Vec<VirtualKey>,
    /// Foreign keys the database does not declare.
    pub foreign_keys: Vec<VirtualForeignKey>,
    /// Diagnostics of `relvar generate` that are accepted, each with a reason.
    pub accept: Vec<Accept>,
    /// What is accepted of plans of `relvar diff` and of migrations that `relvar lint` checks.
    pub diff: Diff,
    /// What `relvar lint` reports.
    pub lint: Lint,
    /// What `relvar copy --mask` and `relvar backup --mask` replace.
    pub mask: Vec<Mask>,
    /// Which rows `relvar prune` deletes.
    pub prune: Vec<Prune>,
    /// Diagrams with a name, for `relvar erd --viewpoint`.
    pub erd: BTreeMap<String, Viewpoint>,
}

impl Config {
    /// Reads a configuration; the path is only for messages.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, has unknown keys, or values of the wrong kind; the error lists all of them.
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
    /// A folder of modules (`relvar module`), relative to the configuration: the schema is what they want.
    pub modules: Option<PathBuf>,
    /// Of these modules only those, and what they need; all of them if the list is empty.
    pub installed: Vec<String>,
    /// A snapshot, relative to the configuration.
    pub snapshot: Option<PathBuf>,
    /// Hosts and databases that are production: `relvar db drop` and `reset` refuse them. `*prod*` if the list is empty.
    pub production: Vec<Pattern>,
}

/// What is included and what is left out, by pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Filter {
    /// Only what matches one of these; everything if the list is empty.
    pub include: Vec<Pattern>,
    /// Not what matches one of these.
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

/// Additional derives of generated types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Derive {
    /// `serde::Serialize` and `serde::Deserialize`, from the crate that uses the models, for rows and enums. In serde, a variant has the name of its label in the database, unless an attribute of yours renames it.
    pub serde: bool,
    /// Derives of row structs, as paths.
    pub rows: Vec<RustPath>,
    /// Derives of enums, as paths.
    pub enums: Vec<RustPath>,
}

/// Options of one column, or of one attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct ColumnOptions {
    /// Its Rust type.
    #[serde(rename = "type")]
    pub type_: Option<RustType>,
    /// The Rust type of its JSON document, read and written by serde.
    pub json: Option<RustType>,
    /// Which arrays it can hold.
    pub array: Option<Arrays>,
    /// It is never null, although the catalog does not say so: for columns of views.
    pub not_null: Option<bool>,
}
