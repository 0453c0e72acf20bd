//! The arguments of the commands that make models and keep them up to date.

use std::{num::NonZeroU8, path::PathBuf};

use clap::{Args, ValueHint};

use super::{Output, ServerChoice, SourceArgs};

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The folder the models go to [default: the configuration's, else src/models]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) crate_: CrateArgs,
    /// Generate again when the configuration, the schema or the database changes
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What the configuration says under `[output]`, said on the command line.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct CrateArgs {
    /// A crate of that name, with its Cargo.toml, instead of a module [default name: the configuration's, else models]
    #[arg(long = "crate", value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub(crate) name: Option<String>,
    /// Divide the rows among so many crates below the crate, which has the keys between them; implies --crate
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "8")]
    pub(crate) split: Option<NonZeroU8>,
    /// Let the crate take its dependencies from the workspace
    #[arg(long)]
    pub(crate) workspace_deps: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// A live database: postgres://user@host/database or libpq's key=value form
    #[arg(long, value_name = "URL", conflicts_with = "schema", help_heading = "Source")]
    pub(crate) url: Option<String>,
    /// DDL files or folders, or - for standard input, run in this order on a scratch server
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Source", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    /// A snapshot: beside --url or --schema it is compared with them, alone the models are compared with it
    #[arg(long, value_name = "FILE", help_heading = "Source", value_hint = ValueHint::FilePath)]
    pub(crate) snapshot: Option<PathBuf>,
    #[command(flatten)]
    server: ServerChoice,
    /// The configuration [default: relvar.toml, where there is one]
    #[arg(long, short, value_name = "FILE", help_heading = "Source", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// The folder the models are in [default: the configuration's, else src/models]
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
    /// The file to write, or - for standard output [default: the configuration's, else relvar.snapshot.json beside it]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Write a configuration although there is one
    #[arg(long)]
    pub(crate) force: bool,
}
