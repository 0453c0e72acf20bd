//! The command line: what can be asked, and how it is explained.

mod draw;
mod explore;
mod models;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint, builder::FalseyValueParser};

pub(crate) use draw::{ColumnsArg, ErdArgs, ErdFormat, SiteArgs};
pub(crate) use explore::{
    BetweenArgs, FailOn, Kind, LevelArg, LintArgs, LintFormat, ListArgs, PathArgs, SampleArgs, SearchArgs, ShowArgs,
};
pub(crate) use models::{CheckArgs, CrateArgs, GenerateArgs, InitArgs, SnapshotArgs};

/// Typed Rust models from a PostgreSQL schema, and a look around it.
#[derive(Debug, Parser)]
#[command(name = "relvar", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented relvar.toml, after a look at the database
    Init(InitArgs),
    /// Write the Rust models of a schema; only files that changed are touched
    Generate(GenerateArgs),
    /// Compare the models on disk, and the snapshot, with the schema: exit 2 and a diff where they are stale
    Check(CheckArgs),
    /// Write the catalog as JSON, so that builds and CI need no database
    Snapshot(SnapshotArgs),
    /// List relations: kind, name, estimated rows, size, description
    List(ListArgs),
    /// Show one relation: columns, keys, foreign keys in both directions, and how Rust follows them
    Show(ShowArgs),
    /// Show the keys between two relations, in both directions
    Between(BetweenArgs),
    /// Find the ways from one relation to another over foreign keys, as Rust and as SQL
    Path(PathArgs),
    /// Find objects by name, comment or enum label
    Search(SearchArgs),
    /// Say what is wrong with the schema, or could be better, and how to mend it
    Lint(LintArgs),
    /// Draw the schema, or a part of it: Mermaid, DOT, PlantUML or SVG; --check tells whether a drawing is stale
    Erd(ErdArgs),
    /// Write a site of static pages: search, a page for each relation, findings, paths; no server, no network
    Site(SiteArgs),
    /// Print some rows of a live database, with the rows that keys lead to; nothing is written
    Sample(SampleArgs),
    /// Scratch servers: run a command beside one, or fetch server binaries
    #[command(subcommand)]
    Server(ServerCommand),
    /// Print the JSON Schema of relvar.toml, by which editors complete and check it
    ConfigSchema,
    /// Print a completion script
    Completions {
        /// The shell it is for
        shell: clap_complete::Shell,
    },
}

/// Where the schema is read from: at most one of these, else relvar.toml, else DATABASE_URL and libpq's environment.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Source")]
pub(crate) struct SourceArgs {
    /// A live database: postgres://user@host/database or libpq's key=value form
    #[arg(long, value_name = "URL", group = "source")]
    pub(crate) url: Option<String>,
    /// DDL files or folders, or - for standard input, run in this order on a scratch server
    #[arg(long, value_name = "FILE", num_args = 1.., group = "source", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    /// A snapshot, as `relvar snapshot` writes it
    #[arg(long, value_name = "FILE", group = "source", value_hint = ValueHint::FilePath)]
    pub(crate) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    /// The configuration [default: relvar.toml, where there is one]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

/// Which scratch server to take.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ServerChoice {
    /// The scratch server: system, embedded, fetched[:VERSION], a folder of binaries, or a postgres:// URL
    #[arg(long, value_name = "SERVER", env = "RELVAR_SERVER", hide_env_values = true)]
    pub(crate) server: Option<String>,
    #[command(flatten)]
    pub(crate) network: Network,
    /// Run the DDL files as a superuser: they may then run programs, and read and write files, as you
    #[arg(long)]
    pub(crate) trust: bool,
}

/// Whether programs may be downloaded.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Network {
    /// Do not download PostgreSQL when none is installed
    #[arg(long, env = "RELVAR_OFFLINE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub(crate) offline: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ServerCommand {
    /// Start a scratch server, load DDL into it, run a command with DATABASE_URL set, remove the server
    Run(RunArgs),
    /// Fetch the binaries of a PostgreSQL version into the cache
    #[cfg(unix)]
    Fetch {
        /// The major version: 14, 15, 16, 17 or 18
        version: u32,
        #[command(flatten)]
        network: Network,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// SQL files or folders, or - for standard input, run in this order; COPY data is loaded
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    /// The command and its arguments, after --
    #[arg(last = true, required = true, value_hint = ValueHint::CommandWithArguments)]
    pub(crate) command: Vec<String>,
}

/// How results are written.
#[derive(Debug, Default, Args)]
pub(crate) struct Output {
    /// For people or for programs
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}
