//! `relvar.toml`: where the schema comes from, what is generated of it, and under which names.

mod attribute;
mod dependency;
mod erd;
mod error;
mod keys;
mod lint;
mod path;
mod pattern;
mod rust;
mod types;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub use attribute::{Annotation, RustAttribute};
pub use dependency::Dependency;
pub use erd::{Around, Columns, Viewpoint};
pub use error::ConfigError;
pub use lint::{Ignore, Lint, LintLevel};
pub use path::ObjectPath;
pub use pattern::Pattern;
pub use rust::{RustName, RustPath};
pub use types::{Arrays, DateTime, Domains, Enums, TypeOptions, Types};

/// The whole configuration; every part of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
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
    /// Where the text is not TOML, has a key that means nothing, or a value of the wrong kind.
    pub fn from_toml(text: &str, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        keys::check(text).map_err(|fault| fault.at(path, text))?;
        let config: Self = toml::from_str(text).map_err(|error| error::Fault::toml(&error).at(path, text))?;
        Ok(config)
    }
}

/// Where the schema is read from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Database {
    /// A connection URL; better left to the environment.
    pub url: Option<String>,
    /// The environment variable that holds the URL.
    pub url_env: String,
    /// Files and folders of DDL, relative to the configuration.
    pub schema_files: Vec<PathBuf>,
    /// A snapshot, relative to the configuration.
    pub snapshot: Option<PathBuf>,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, url_env: "DATABASE_URL".to_owned(), schema_files: Vec::new(), snapshot: None }
    }
}

/// What is taken and what is left out of it, by pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Only these, where there is one.
    pub include: Vec<Pattern>,
    /// Not these.
    pub exclude: Vec<Pattern>,
}

/// Where the code goes, and what it is to Cargo.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Output {
    /// The folder, relative to the configuration.
    pub directory: PathBuf,
    /// A tree of modules, or a crate.
    pub layout: Layout,
    /// The name of the crate.
    pub crate_name: String,
    /// The crate's dependency on `relvar`: a version, or a table as in `Cargo.toml`.
    pub runtime: Dependency,
    /// The crate takes `relvar` and `serde` from the dependencies of its workspace.
    pub workspace_dependencies: bool,
    /// More dependencies of the crate, as in `Cargo.toml`: for types and derives of other crates.
    pub dependencies: BTreeMap<String, Dependency>,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            directory: "src/models".into(),
            layout: Layout::default(),
            crate_name: "models".to_owned(),
            runtime: Dependency::version(concat!(
                env!("CARGO_PKG_VERSION_MAJOR"),
                ".",
                env!("CARGO_PKG_VERSION_MINOR")
            )),
            workspace_dependencies: false,
            dependencies: BTreeMap::new(),
        }
    }
}

/// What the generated files are to Cargo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A tree of modules with a `mod.rs` at its root.
    #[default]
    Module,
    /// A crate of its own.
    Crate,
}

/// How names are made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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

/// Names of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
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
    /// Keys' constants, by `schema.relation.key`.
    pub keys: BTreeMap<ObjectPath<3>, RustName>,
    /// Functions and procedures, by `schema."name(types)"`, the types those of the arguments a call gives.
    pub routines: BTreeMap<ObjectPath<2>, RustName>,
    /// Navigation, by `schema.relation.foreign_key`.
    pub foreign_keys: BTreeMap<ObjectPath<3>, ForeignKeyNames>,
}

/// The names of a foreign key, as it is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ForeignKeyNames {
    /// From the referencing relation to the referenced one.
    pub forward: Option<RustName>,
    /// From the referenced relation back to the referencing one.
    pub reverse: Option<RustName>,
    /// Through the referencing relation, an association, to the relation this key references.
    pub through: Option<RustName>,
}

/// Whether partitions are generated beside their partitioned tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Partitions {
    /// All, none, or those that match a pattern.
    pub show: Show,
}

/// All, none, or those that match a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
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
#[serde(default)]
pub struct Derive {
    /// `serde::Serialize` and `serde::Deserialize`, of the crate that uses the models, for rows and enums.
    pub serde: bool,
    /// Derives of row structs, as paths.
    pub rows: Vec<RustPath>,
    /// Derives of enums, as paths.
    pub enums: Vec<RustPath>,
}

/// What is known better about one column, or one attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ColumnOptions {
    /// Its Rust type.
    #[serde(rename = "type")]
    pub type_: Option<RustPath>,
    /// The Rust type of its JSON document, by serde.
    pub json: Option<RustPath>,
    /// Which arrays it can hold.
    pub array: Option<Arrays>,
    /// It is never null, whatever the catalog knows: for columns of views.
    pub not_null: Option<bool>,
}

/// A key the database does not declare.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VirtualKey {
    /// The relation.
    pub relation: ObjectPath<2>,
    /// The columns.
    pub columns: Vec<String>,
    /// It is the primary key.
    #[serde(default)]
    pub primary: bool,
    /// Its name; by default made of the relation and the columns.
    pub name: Option<String>,
}

/// A foreign key the database does not declare.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// Its name; by default made of the relation and the columns.
    pub name: Option<String>,
}
