//! The command line: commands, options and their help texts.

mod copy;
mod data;
mod db;
mod ddl;
mod diff;
mod draw;
mod explore;
mod migrate;
mod models;
mod module;
mod prune;
#[cfg(feature = "serve")]
mod serve;
mod subset;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint, builder::FalseyValueParser};

use crate::exit::Exit;

pub(crate) use copy::CopyArgs;
pub(crate) use data::{BackupArgs, BackupFormat, ConflictArg, RestoreArgs};
pub(crate) use db::{
    CreateArgs, DbCommand, DestroyArgs, DoctorArgs, DropArgs, LookArgs, NewDatabaseArgs, ResetArgs, SessionsArgs,
    SetupArgs, WaitArgs,
};
pub(crate) use ddl::DdlArgs;
pub(crate) use diff::DiffArgs;
pub(crate) use draw::{ColumnsArg, ErdArgs, ErdFormat, SiteArgs};
pub(crate) use explore::{
    BetweenArgs, FailOn, Kind, LevelArg, LintArgs, LintFormat, ListArgs, PathArgs, SampleArgs, SearchArgs, ShowArgs,
};
pub(crate) use migrate::{
    BaselineArgs, CheckRevisionsArgs, DevArgs, DownArgs, HistoryArgs, LimitArgs, MergeArgs, MigrateArgs,
    MigrateCommand, MigrateRunArgs, NewArgs, PlaceArgs, RevisionArgs, SquashArgs, StampArgs, TestArgs, UpArgs,
    VerifyArgs,
};
pub(crate) use models::{CheckArgs, CrateArgs, GenerateArgs, InitArgs, LayoutArg, SnapshotArgs};
pub(crate) use module::{
    BackupModuleArgs, CheckModuleArgs, InstallArgs, ListModulesArgs, ModuleArgs, ModuleCommand, ModuleHistoryArgs,
    ModulePlaceArgs, ModuleRunArgs, NewModuleArgs, RollbackArgs, ShowModuleArgs, SyncArgs, UninstallArgs, UpgradeArgs,
};
#[cfg(feature = "serve")]
pub(crate) use serve::{ServeArgs, ServeCommand, TokenArgs};

pub(crate) use prune::PruneArgs;
pub(crate) use subset::RowArgs;

/// Typed Rust models from a PostgreSQL schema, and tools to explore it
#[derive(Debug, Parser)]
#[command(name = "relvar", version, max_term_width = 100, arg_required_else_help = true, after_help = Exit::HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read the schema and write a relvar.toml with comments
    Init(InitArgs),
    /// Write the Rust models of a schema; files that did not change are not touched
    Generate(GenerateArgs),
    /// Compare the models and the snapshot with the schema; exit 2 and print a diff if they are stale
    Check(CheckArgs),
    /// Write the schema to a JSON file, so that builds and CI need no database
    Snapshot(SnapshotArgs),
    /// List relations with kind, name, estimated number of rows, size and comment
    List(ListArgs),
    /// Show one relation, type, routine or sequence; a relation with its keys in both directions and their Rust methods
    Show(ShowArgs),
    /// Show the foreign keys between two relations, in both directions
    Between(BetweenArgs),
    /// Find paths of foreign keys from one relation to another, as Rust and as SQL
    Path(PathArgs),
    /// Find objects by name, comment or enum label
    Search(SearchArgs),
    /// Report problems of the schema, and how to fix them
    Lint(LintArgs),
    /// Write the SQL script that creates the schema or some of its objects
    Ddl(DdlArgs),
    /// Compare two schemas: what differs, and the statements that lead from one to the other; exit 2 where they differ
    Diff(DiffArgs),
    /// Change databases by revisions: folders of SQL that follow each other, in branches if need be
    Migrate(MigrateArgs),
    /// Install, upgrade and remove modules: folders with a part of the schema, its first rows and what they need
    Module(ModuleArgs),
    /// Edit the schema, see the plan, press enter: the revision is written, the database migrated, the models generated
    Dev(DevArgs),
    /// Save schema and rows of a database in a file, without changing or stopping anything
    Backup(BackupArgs),
    /// Restore a backup into an empty database or into tables that are there; or list and verify it without a server
    Restore(RestoreArgs),
    /// Copy schema and rows from one database to another, without a file; a part of the rows, and with values replaced, if need be
    Copy(CopyArgs),
    /// Delete old rows by the rules of the configuration, in small transactions; without --apply only say how many there are
    Prune(PruneArgs),
    /// Create, drop and set up databases, wait for them, and see what is in them, who works with them and what is wrong
    #[command(subcommand)]
    Db(DbCommand),
    /// Draw a diagram of the schema or a part of it, or check that a diagram is up to date
    Erd(ErdArgs),
    /// Write a static site about the schema, which needs no server and no network
    Site(SiteArgs),
    /// Serve the schema over HTTP: an API for programs and a console for browsers, read-only unless tokens are given
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Print some rows of a live database, with related rows; the transaction is read-only
    Sample(SampleArgs),
    /// Run a command with a temporary PostgreSQL server, or fetch server binaries
    #[command(subcommand)]
    Server(ServerCommand),
    /// Print the JSON Schema of relvar.toml, for editors
    ConfigSchema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where the schema is read from: at most one of these. Without any, relvar.toml and the environment name the source.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Source")]
pub(crate) struct SourceArgs {
    /// A live database: postgres://user@host/database, or key=value pairs as in libpq
    #[arg(long, value_name = "URL", group = "source")]
    pub(crate) url: Option<String>,
    /// SQL files or folders, or - for standard input; they run in this order on a scratch server
    #[arg(long, value_name = "FILE", num_args = 1.., group = "source", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    /// A snapshot that `relvar snapshot` wrote
    #[arg(long, value_name = "FILE", group = "source", value_hint = ValueHint::FilePath)]
    pub(crate) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    /// The configuration [default: relvar.toml, if it exists]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

/// A live database.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Database")]
pub(crate) struct DatabaseArgs {
    /// The database: postgres://user@host/database, or key=value pairs as in libpq [default: that of relvar.toml or the environment]
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The configuration [default: relvar.toml, if it exists]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

/// The scratch server.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ServerChoice {
    /// The scratch server: system, embedded, fetched[:VERSION], a folder of binaries, or a postgres:// URL
    #[arg(long, value_name = "SERVER", env = "RELVAR_SERVER", hide_env_values = true)]
    pub(crate) server: Option<String>,
    #[command(flatten)]
    pub(crate) network: Network,
    /// Run the SQL files as a superuser; they can then run programs and access files as you
    #[arg(long)]
    pub(crate) trust: bool,
}

/// Whether programs may be downloaded.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Network {
    /// Do not download PostgreSQL if none is installed
    #[arg(long, env = "RELVAR_OFFLINE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub(crate) offline: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ServerCommand {
    /// Start a scratch server, load SQL files, run a command with DATABASE_URL and libpq's variables set, and remove the server
    Run(RunArgs),
    /// Download the binaries of a PostgreSQL version into the cache folder
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
    /// SQL files or folders, or - for standard input, run in this order; their COPY data is loaded too
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    /// The command and its arguments
    #[arg(last = true, required = true, value_hint = ValueHint::CommandWithArguments)]
    pub(crate) command: Vec<String>,
}

/// The output format.
#[derive(Debug, Default, Args)]
pub(crate) struct Output {
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}
