//! Typed Rust models from a PostgreSQL catalog.
//!
//! [`generate`] is a pure function from a [`Catalog`] and a [`Config`] to files in memory. [`Build`] does all of it in a
//! build script; with the feature `write`, `FileTree::write` brings a folder up to date and `FileTree::check` says what
//! is out of date.
//!
//! # Models in a build script, from a snapshot
//!
//! ```no_run
//! // In `fn main` of build.rs; `relvar::include_models!()` in the crate brings in what it writes.
//! relvar_codegen::Build::new("relvar.toml").run();
//! ```
//!
//! # Names and types alone
//!
//! ```
//! use relvar_codegen::{Config, lower::lower};
//!
//! let (model, diagnostics) = lower(&relvar_catalog::Catalog::default(), &Config::default());
//! for relation in &model.relations {
//!     println!("{} is {}", relation.sql, relation.row);
//! }
//! assert!(diagnostics.is_empty());
//! ```

pub mod build;
mod code;
pub mod config;
mod diagnostic;
pub mod emit;
mod hash;
pub mod lower;
pub mod model;
#[cfg(feature = "write")]
pub mod output;
mod tree;

use relvar_catalog::Catalog;

pub use build::Build;
pub use code::Code;
pub use config::{Config, ConfigError, ConfigFault};
pub use diagnostic::{Diagnostic, Rule};
#[cfg(feature = "write")]
pub use output::{Conflict, InTheWay, OutputError, StaleFile, Staleness, WriteReport};
pub use tree::FileTree;

/// What was generated, and what is to be said about it.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files.
    pub files: FileTree,
    /// What the user may want to know or to mend, by object.
    pub diagnostics: Vec<Diagnostic>,
    /// How much there is of everything.
    pub summary: Summary,
}

/// How much was generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Schemas with something in them.
    pub schemas: usize,
    /// Relations.
    pub relations: usize,
    /// Columns of these relations.
    pub columns: usize,
    /// Foreign keys, each counted once, whatever the ways that follow it.
    pub foreign_keys: usize,
    /// Enums and domains.
    pub types: usize,
    /// Functions and procedures.
    pub routines: usize,
    /// Files.
    pub files: usize,
}

/// Generates the models of a catalog: a pure function, the same bytes for the same input.
pub fn generate(catalog: &Catalog, config: &Config) -> Generated {
    regenerate(catalog, config, &FileTree::default())
}

/// [`generate`] after an earlier run: a file whose code is what it was is taken from there, and not printed again.
pub fn regenerate(catalog: &Catalog, config: &Config, before: &FileTree) -> Generated {
    let (model, diagnostics) = lower::lower(catalog, config);
    let files = emit::emit(&model, before);
    let summary = Summary {
        schemas: model.schemas.len(),
        relations: model.relations.len(),
        columns: model.relations.iter().map(|relation| relation.columns.len()).sum(),
        foreign_keys: model.relations.iter().map(|relation| relation.foreign_keys).sum(),
        types: model.types.len(),
        routines: model.schemas.iter().map(|schema| schema.routines.len()).sum(),
        files: files.len(),
    };
    Generated { files, diagnostics, summary }
}
