//! Where the code goes, and whether it is a module or a crate.

use std::{collections::BTreeMap, num::NonZeroU8, path::PathBuf};

use serde::Deserialize;

use super::{CrateName, Dependency};

/// Where the code goes, and whether it is a module or a crate.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct Output {
    /// The folder, relative to the configuration.
    pub directory: PathBuf,
    /// A tree of modules, or a crate.
    pub layout: Layout,
    /// The name of the crate.
    pub crate_name: CrateName,
    /// The crate's dependency on `relvar`: a version, or a table as in `Cargo.toml`; paths are relative to the crate.
    pub runtime: Option<Dependency>,
    /// The number of crates for rows below the crate, which then has the foreign keys. Cargo checks them in parallel, and
    /// after a change of the schema only the changed ones.
    pub split: Option<NonZeroU8>,
    /// The crate takes `relvar` and `serde` from the dependencies of its workspace.
    pub workspace_dependencies: bool,
    /// More dependencies of the crate, as in `Cargo.toml`: for types and derives of other crates; paths are relative to the crate.
    pub dependencies: BTreeMap<String, Dependency>,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            directory: "src/models".into(),
            layout: Layout::default(),
            crate_name: CrateName::default(),
            runtime: None,
            split: None,
            workspace_dependencies: false,
            dependencies: BTreeMap::new(),
        }
    }
}

impl Output {
    /// The crate's dependency on `relvar`: by default this version from the registry.
    pub fn runtime(&self) -> Dependency {
        let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
        self.runtime.clone().unwrap_or_else(|| Dependency::version(version))
    }

    /// Whether there are crates below the crate.
    pub fn is_split(&self) -> bool {
        self.layout == Layout::Crate && self.split.is_some()
    }
}

/// How the generated files are part of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A tree of modules with a `mod.rs` at its root.
    #[default]
    Module,
    /// A crate of its own.
    Crate,
    /// No files in the repository: a build script generates a module from the snapshot.
    #[serde(rename = "build-script")]
    BuildScript,
}
