//! Arguments of `relvar migrate`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{Output, ServerChoice};

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(subcommand)]
    pub(crate) command: MigrateCommand,
}

/// Where revisions and their records are.
#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// The folder of the revisions
    #[arg(long, value_name = "DIR", global = true, default_value = "migrations", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// The database [default: that of relvar.toml or the environment]
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) url: Option<String>,
    /// The configuration [default: relvar.toml, if it exists]
    #[arg(long, short, value_name = "FILE", global = true, value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// The schema of the tables that record revisions
    #[arg(long, value_name = "SCHEMA", global = true, default_value = "relvar")]
    pub(crate) tracking: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MigrateCommand {
    /// Write a revision: an empty one, or with --auto one that leads to the schema in a folder
    New(NewArgs),
    /// Apply revisions up to a target
    Up(UpArgs),
    /// Revert revisions down to a target
    Down(DownArgs),
    /// Show which revisions the database is at
    Current(Output),
    /// Draw the graph of the revisions, newest first: ● is applied, ○ is not
    History(HistoryArgs),
    /// List the revisions that nothing follows
    Heads(Output),
    /// List the revisions that several follow
    Branches(Output),
    /// Write a revision that joins branches
    Merge(MergeArgs),
    /// Record that the database is at a revision, without running anything
    Stamp(StampArgs),
    /// Show a revision
    Show(RevisionArgs),
    /// Show what is pending, unfinished, edited or drifted; exit 2 if anything is
    Status(Output),
    /// Check that there is one head, that it leads to the wanted schema, and that the database is there; exit 2 if not
    Check(CheckRevisionsArgs),
    /// Compare applied revisions with what was run; exit 2 and print a diff if one was edited
    Verify(VerifyArgs),
    /// Try every revision on a scratch server: up, down and up again; exit 2 if one does not lead back
    Test(TestArgs),
    /// Adopt a database that exists: write its schema as a first revision, or say which revision it is at; nothing is run
    Baseline(BaselineArgs),
    /// Write one revision in the place of several, which runs nothing where they are applied; proved on a scratch server
    Squash(SquashArgs),
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(crate) struct NewArgs {
    /// What the revision does, in a line
    pub(crate) message: String,
    /// Its id [default: a new one]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// What it follows, or `base` to begin a history of its own; may be repeated [default: head]
    #[arg(long, value_name = "REVISION")]
    pub(crate) parent: Vec<String>,
    /// Let it follow a revision that is not a head
    #[arg(long)]
    pub(crate) splice: bool,
    /// A revision or branch that must be applied before; may be repeated
    #[arg(long, value_name = "REVISION")]
    pub(crate) depends: Vec<String>,
    /// A label for the branch that begins with it; may be repeated
    #[arg(long)]
    pub(crate) label: Vec<String>,
    /// Run its statements one by one, outside a transaction
    #[arg(long)]
    pub(crate) no_transaction: bool,
    /// Write the statements that lead from the revisions to the schema in --schema, tried on a scratch server
    #[arg(long)]
    pub(crate) auto: bool,
    /// With --auto: lead to the schema of this database instead
    #[arg(long, value_name = "URL", requires = "auto")]
    pub(crate) from: Option<String>,
    /// A Rust function belongs to it, which a program registers
    #[arg(long)]
    pub(crate) rust: bool,
    /// The schema that is wanted, for --auto: SQL files or folders
    #[arg(long, value_name = "FILE", num_args = 1.., default_value = "schema", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

/// What a run waits for, and how long.
#[derive(Debug, Args)]
pub(crate) struct LimitArgs {
    /// How long another runner is waited for
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) wait: u64,
    /// How long a statement waits for a lock before it is tried again
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 3000)]
    pub(crate) lock_timeout: u64,
    /// How long a statement may take [default: no limit]
    #[arg(long, value_name = "MILLISECONDS")]
    pub(crate) statement_timeout: Option<u64>,
    /// How often what did not get its lock is tried again
    #[arg(long, value_name = "TIMES", default_value_t = 10)]
    pub(crate) retries: u32,
    /// End sessions that hold up a statement
    #[arg(long)]
    pub(crate) terminate_blockers: bool,
}

/// How revisions are run.
#[derive(Debug, Args)]
pub(crate) struct MigrateRunArgs {
    /// Print what would be run
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print a script for later; FROM:TO names where it begins
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) sql: bool,
    /// Run also if the database is not what the last run left
    #[arg(long)]
    pub(crate) allow_drift: bool,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    /// `head`, `heads`, a revision, `+N`, `REVISION+N`, `BRANCH@head`
    #[arg(default_value = "head", allow_hyphen_values = true)]
    pub(crate) target: String,
    /// Generate the models of the database afterwards
    #[arg(long, conflicts_with_all = ["dry_run", "sql"])]
    pub(crate) generate: bool,
    #[command(flatten)]
    pub(crate) run: MigrateRunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DownArgs {
    /// `-N`, a revision, `REVISION-N`, `BRANCH@-N`, `base`
    #[arg(default_value = "-1", allow_hyphen_values = true)]
    pub(crate) target: String,
    #[command(flatten)]
    pub(crate) run: MigrateRunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// FROM:TO, both included
    #[arg(allow_hyphen_values = true)]
    pub(crate) range: Option<String>,
    /// Show parents, dependencies, files and runs
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The revisions to join [default: heads]
    pub(crate) revisions: Vec<String>,
    /// What the revision says of itself
    #[arg(long, short, default_value = "Merge branches")]
    pub(crate) message: String,
    /// Its id [default: a new one]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// A label for the branch that begins with it; may be repeated
    #[arg(long)]
    pub(crate) label: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StampArgs {
    /// Where the database is: `head`, `heads`, revisions, `base`
    #[arg(required = true)]
    pub(crate) targets: Vec<String>,
    /// Forget what was recorded before
    #[arg(long)]
    pub(crate) purge: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RevisionArgs {
    /// The revision
    pub(crate) revision: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct CheckRevisionsArgs {
    /// The schema that is wanted, if it is there: SQL files or folders
    #[arg(long, value_name = "FILE", num_args = 1.., default_value = "schema", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Take the text of this revision as it is now; may be repeated
    #[arg(long, value_name = "REVISION")]
    pub(crate) accept: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    /// Where the database is, if there are revisions [default: what the other tool says, else heads]
    pub(crate) targets: Vec<String>,
    /// What the first revision says of itself
    #[arg(long, short)]
    pub(crate) message: Option<String>,
    /// Its id [default: that of the other tool, else a new one]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Read from `alembic_version` where the database is; the table stays as it is
    #[arg(long, group = "tool")]
    pub(crate) from_alembic: bool,
    /// Read it from `__diesel_schema_migrations`
    #[arg(long, group = "tool")]
    pub(crate) from_diesel: bool,
    /// Read it from `_sqlx_migrations`
    #[arg(long, group = "tool")]
    pub(crate) from_sqlx: bool,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

#[derive(Debug, Args)]
pub(crate) struct SquashArgs {
    /// FROM..TO, both included [default: all revisions]
    pub(crate) range: Option<String>,
    /// What the revision says of itself
    #[arg(long, short, default_value = "Consolidated schema")]
    pub(crate) message: String,
    /// Its id [default: a new one]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Leave out the rows that the revisions write to tables
    #[arg(long)]
    pub(crate) without_rows: bool,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}

#[derive(Debug, Args)]
pub(crate) struct DevArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// The schema that is wanted: SQL files or folders
    #[arg(long, value_name = "FILE", num_args = 1.., default_value = "schema", value_hint = ValueHint::AnyPath)]
    pub(crate) schema: Vec<PathBuf>,
    /// Do not ask: write each revision and run it
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// End when all agree, instead of waiting for the next change
    #[arg(long)]
    pub(crate) once: bool,
    /// Generate no models
    #[arg(long)]
    pub(crate) no_generate: bool,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
}
