//! Arguments of the commands that write models and keep them up to date.

use std::{num::NonZeroU8, path::PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use super::{Output, ServerChoice, SourceArgs};

#[derive(Debug, Default, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The folder for the models [default: as in relvar.toml, else src/models]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) crate_: CrateArgs,
    /// Overwrite generated files that were edited, and other files in the way
    #[arg(long)]
    pub(crate) force: bool,
    /// Remove all models of a schema that the configuration no longer includes
    #[arg(long)]
    pub(crate) prune: bool,
    /// Keep running, and generate again when the configuration, the schema or the database changes
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Options that override `[output]` of the configuration.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct CrateArgs {
    /// The models are a crate with this name, not a module; generate records this in relvar.toml [default name: models]
    #[arg(long = "crate", value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub(crate) name: Option<String>,
    /// The rows are divided among N crates below the crate, for very large schemas; implies --crate [default N: 8]
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "8")]
    pub(crate) split: Option<NonZeroU8>,
    /// The crate uses the dependencies of the workspace
    #[arg(long)]
    pub(crate) workspace_deps: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// A live database: postgres://user@host/database, or key=value pairs as in libpq
    #[arg(long, value_name = "URL", conflicts_with = "schema", help_heading = "Source")]
    pub(crate) url: Option<String>,
    /// SQL files or folders, or - for standard input; they run in this order on a scratch server
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Source", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    /// A snapshot; with --url or --schema it is compared with them, otherwise the models are compared with it
    #[arg(long, value_name = "FILE", help_heading = "Source", value_hint = ValueHint::FilePath)]
    pub(crate) snapshot: Option<PathBuf>,
    #[command(flatten)]
    server: ServerChoice,
    /// The configuration [default: relvar.toml, if it exists]
    #[arg(long, short, value_name = "FILE", help_heading = "Source", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// The folder of the models [default: as in relvar.toml, else src/models]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) crate_: CrateArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

impl CheckArgs {
    /// Its sources, as other commands have them.
    pub(crate) fn source(&self) -> SourceArgs {
        SourceArgs {
            url: self.url.clone(),
            schema: self.schema.clone(),
            snapshot: self.snapshot.clone(),
            server: self.server.clone(),
            config: self.config.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Also write the roles of the server and their memberships, without passwords
    #[arg(long)]
    pub(crate) roles: bool,
    /// The file to write, or - for standard output [default: as in relvar.toml, else relvar.snapshot.json beside it]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

/// How the models are part of the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutArg {
    /// Modules in the folder src/models, checked in
    #[default]
    Module,
    /// A crate of its own in the folder models, checked in
    Crate,
    /// A module that a build script makes from a snapshot, which is checked in
    BuildScript,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// How the models are part of the project
    #[arg(long, value_enum, value_name = "LAYOUT", default_value_t)]
    pub(crate) layout: LayoutArg,
    /// The source of relvar for a crate: a version, path=DIR or git=URL [default: as in the Cargo.toml above it]
    #[arg(long, value_name = "SOURCE")]
    pub(crate) runtime: Option<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Overwrite the configuration that is there
    #[arg(long)]
    pub(crate) force: bool,
}
