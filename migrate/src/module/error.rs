//! Why something about modules cannot be done.

use std::{io, path::PathBuf};

use relvar_catalog::{
    Cause, QualifiedName, SourceError, catalog::ObjectId, connect, introspect::IntrospectError, load::LoadError,
    scratch,
};

use serde_json::json;

use crate::{Blocker, MigrateError, PlanError, RenameError, check::InTheWay};

/// A failure to do something with modules.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModuleError {
    /// A file or folder cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A `module.toml` says something that cannot be used.
    #[error("`{}`: {what}", path.display())]
    Manifest {
        /// Its path.
        path: PathBuf,
        /// What is wrong, with a hint.
        what: String,
    },
    /// There is no module of that name.
    #[error("there is no module `{name}`{}", nearest.as_ref().map_or_else(String::new, |name| format!("\nhint: did you mean `{name}`?")))]
    Unknown {
        /// The name.
        name: String,
        /// One that is similar.
        nearest: Option<String>,
    },
    /// A module needs one that there is not.
    #[error(
        "module `{module}` depends on `{depends}`, which is not there\nhint: add its folder, or take it out of `depends`"
    )]
    MissingDependency {
        /// The module.
        module: String,
        /// What it needs.
        depends: String,
    },
    /// Modules need each other.
    #[error("modules depend on each other in a circle: {}", modules.join(" → "))]
    Circle {
        /// Each needs the next one; the first is the last.
        modules: Vec<String>,
    },
    /// Two modules claim the same object.
    #[error("modules `{}` and `{}` both claim `{what}`\nhint: give each its own schema or prefix", modules.0, modules.1)]
    Claimed {
        /// A schema, a prefix or an object.
        what: String,
        /// The modules.
        modules: (String, String),
    },
    /// A module makes an object that is neither in its schemas nor has its prefix.
    #[error(
        "module `{module}` makes `{object}`, which is not in its schemas and does not begin with its prefix\nhint: rename it, or add its schema to `schemas` in `module.toml`"
    )]
    Outside {
        /// The module.
        module: String,
        /// The object.
        object: String,
    },
    /// The schema of a module cannot be evaluated.
    #[error("the schema of module `{module}` cannot be loaded: {source}")]
    Load {
        /// The module.
        module: String,
        /// What went wrong.
        source: LoadError,
    },
    /// The module is not installed.
    #[error("module `{name}` is not installed")]
    NotInstalled {
        /// Its name.
        name: String,
    },
    /// A module that is needed has another version in the database than on disk.
    #[error(
        "module `{module}` needs `{depends}`, of which version {installed} is installed and version {version} is on disk\nhint: `relvar module upgrade {depends}` first"
    )]
    Outdated {
        /// The module.
        module: String,
        /// What it needs.
        depends: String,
        /// The version in the database.
        installed: String,
        /// The version on disk.
        version: String,
    },
    /// A table is there that no module is recorded to own.
    #[error(
        "table `{table}` already exists, and module `{module}` is not recorded to own it\nhint: drop it, or take it over with `--adopt`"
    )]
    TableExists {
        /// The module that would make it.
        module: String,
        /// The table.
        table: QualifiedName,
    },
    /// A table that is needed is not there.
    #[error(
        "table `{table}` of module `{module}` does not exist\nhint: `relvar module sync {module} --apply` makes it again"
    )]
    TableNotFound {
        /// The module.
        module: String,
        /// The table.
        table: QualifiedName,
    },
    /// A column is there that the module would add.
    #[error(
        "column `{table}.{column}` already exists, and module `{module}` is not recorded to own it\nhint: drop it, or take it over with `--adopt`"
    )]
    ColumnExists {
        /// The module that would add it.
        module: String,
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
    },
    /// A column that is needed is not there.
    #[error(
        "column `{table}.{column}` of module `{module}` does not exist\nhint: `relvar module sync {module} --apply` makes it again"
    )]
    ColumnNotFound {
        /// The module.
        module: String,
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
    },
    /// Modules that are installed need the one that would go.
    #[error("module `{module}` cannot be uninstalled: {} it, because {} in `depends`\nhint: uninstall that first, or all of it with `--cascade`", needs(dependents), if dependents.len() == 1 { "it names it" } else { "they name it" })]
    Dependents {
        /// The module.
        module: String,
        /// Those that need it.
        dependents: Vec<String>,
    },
    /// Objects that stay need what would be dropped.
    #[error("objects of module `{module}` cannot be dropped: {} object(s) need them{}\nhint: `--cascade` drops these as well", blocked_by.len(), reasons(blocked_by))]
    Blocked {
        /// The module.
        module: String,
        /// What needs what.
        blocked_by: Vec<Blocker>,
    },
    /// Data would be deleted.
    #[error("module `{module}`: this deletes data: {}\nhint: look at the statements first; `--force` runs them", objects.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))]
    DeletesData {
        /// The module.
        module: String,
        /// The objects that go.
        objects: Vec<ObjectId>,
    },
    /// Rows are in the way.
    #[error("rows are in the way, so nothing was run{}", rows(in_the_way))]
    Validation {
        /// Which rows.
        in_the_way: Vec<InTheWay>,
    },
    /// Objects cannot be written as statements.
    #[error("not everything can be written as statements, so nothing was run:\n{}", what.join("\n"))]
    Unwritable {
        /// What cannot be.
        what: Vec<String>,
    },
    /// A migration failed.
    #[error("migration `{name}` of module `{module}` failed: {source}")]
    Failed {
        /// The module.
        module: String,
        /// The migration.
        name: String,
        /// Why.
        source: Box<MigrateError>,
    },
    /// There is no such migration.
    #[error("there is no migration `{name}` of a module\nhint: `relvar module history` lists them")]
    MigrationNotFound {
        /// The name.
        name: String,
    },
    /// A migration cannot be rolled back.
    #[error("migration `{name}` cannot be rolled back: {reason}")]
    Rollback {
        /// The migration.
        name: String,
        /// Why.
        reason: String,
    },
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Names cannot be followed.
    #[error(transparent)]
    Rename(#[from] RenameError),
    /// The lock or the records cannot be had.
    #[error(transparent)]
    Run(#[from] MigrateError),
    /// The scratch server cannot be had.
    #[error(transparent)]
    Server(#[from] scratch::Error),
    /// The catalog cannot be read.
    #[error(transparent)]
    Catalog(#[from] IntrospectError),
    /// The catalog of the files cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// The server refused a question.
    #[error("the database cannot be asked: {0}")]
    Ask(#[source] Cause),
}

impl ModuleError {
    /// Its name, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::Manifest { .. } => "manifest",
            Self::Unknown { .. } => "unknown_module",
            Self::MissingDependency { .. } => "missing_dependency",
            Self::Circle { .. } => "dependency_circle",
            Self::Claimed { .. } => "claimed_twice",
            Self::Outside { .. } => "outside",
            Self::Load { .. } => "load",
            Self::NotInstalled { .. } => "not_installed",
            Self::Outdated { .. } => "outdated",
            Self::TableExists { .. } => "table_exists",
            Self::TableNotFound { .. } => "table_not_found",
            Self::ColumnExists { .. } => "column_exists",
            Self::ColumnNotFound { .. } => "column_not_found",
            Self::Dependents { .. } => "dependents",
            Self::Blocked { .. } => "blocked",
            Self::DeletesData { .. } => "deletes_data",
            Self::Validation { .. } => "validation",
            Self::Unwritable { .. } => "unwritable",
            Self::Failed { .. } => "migration_failed",
            Self::MigrationNotFound { .. } => "migration_not_found",
            Self::Rollback { .. } => "rollback_failed",
            Self::Plan(_) => "plan",
            Self::Rename(_) => "rename",
            Self::Run(_) => "run",
            Self::Server(_) | Self::Source(_) => "scratch_server",
            Self::Catalog(_) => "catalog",
            Self::Connect(_) => "connect",
            Self::Ask(_) => "database",
        }
    }

    /// What a program may want to know of it besides its text: what is in the way, what would go, which migration failed.
    pub fn details(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut details = serde_json::Map::new();
        let mut add = |name: &str, value: serde_json::Value| drop(details.insert(name.to_owned(), value));
        match self {
            Self::Blocked { blocked_by, .. } => add("blocked_by", json!(blocked_by)),
            Self::Dependents { dependents, .. } => add("dependents", json!(dependents)),
            Self::Validation { in_the_way } => add("in_the_way", json!(in_the_way)),
            Self::DeletesData { objects, .. } => add("objects", json!(objects)),
            Self::Failed { name, source, .. } => {
                add("migration_name", json!(name));
                add("reason", json!(source.to_string()));
            }
            Self::Rollback { name, reason } => {
                add("migration_name", json!(name));
                add("reason", json!(reason));
            }
            _ => {}
        }
        details
    }

    /// Whether it was stopped because it would destroy something, or because others need it.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Dependents { .. } | Self::Blocked { .. } | Self::DeletesData { .. })
    }

    pub(super) fn ask(error: tokio_postgres::Error) -> Self {
        Self::Ask(error.into())
    }
}

fn needs(modules: &[String]) -> String {
    let names: Vec<_> = modules.iter().map(|name| format!("`{name}`")).collect();
    format!("{} {}", names.join(", "), if names.len() == 1 { "needs" } else { "need" })
}

fn reasons(blockers: &[Blocker]) -> String {
    let line = |own: &Blocker| format!("\n  {} needs {}", own.object, own.needs);
    blockers.iter().map(line).collect()
}

fn rows(found: &[InTheWay]) -> String {
    let line = |own: &InTheWay| {
        let keys = if own.keys.is_empty() { String::new() } else { format!(", for example {}", own.keys.join(", ")) };
        format!("\n  {}: {} rows of {} {}{keys}", own.object, own.count, own.relation, own.problem.as_str())
    };
    found.iter().map(line).collect()
}
