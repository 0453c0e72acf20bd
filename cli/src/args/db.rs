//! Arguments of `relvar db`.

use clap::{Args, Subcommand};

use super::{DatabaseArgs, Output};

#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Create the database, if it is not there
    Create(CreateArgs),
    /// Drop the database with all that is in it
    Drop(DropArgs),
    /// Drop the database and create it again, empty
    Reset(ResetArgs),
    /// Wait for the server, create the database, apply the revisions, and run files of first rows
    Setup(SetupArgs),
    /// Wait until the database takes connections
    Wait(WaitArgs),
    /// Print where the database is, without a password
    Url(DatabaseArgs),
    /// List tables by size
    Size(LookArgs),
    /// List who works with the database and who waits for whom, or end a session
    Sessions(SessionsArgs),
    /// Say why a connection fails, or what is wrong with the database; exit 2 if anything is
    Doctor(DoctorArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    pub(crate) new: NewDatabaseArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// How a database is created.
#[derive(Debug, Args)]
pub(crate) struct NewDatabaseArgs {
    /// The role that owns it
    #[arg(long, value_name = "ROLE")]
    pub(crate) owner: Option<String>,
    /// The database that it is a copy of
    #[arg(long, value_name = "DATABASE")]
    pub(crate) template: Option<String>,
    /// The encoding of texts
    #[arg(long, value_name = "ENCODING")]
    pub(crate) encoding: Option<String>,
    /// The locale, for sorting and for kinds of characters
    #[arg(long, value_name = "LOCALE")]
    pub(crate) locale: Option<String>,
    /// An extension to create in it; may be repeated
    #[arg(long, value_name = "EXTENSION")]
    pub(crate) extension: Vec<String>,
}

/// What has to be said before a database is destroyed.
#[derive(Debug, Args)]
pub(crate) struct DestroyArgs {
    /// Do it
    #[arg(long)]
    pub(crate) yes: bool,
    /// The name of the database, if it looks like production; --yes is not enough there
    #[arg(long, value_name = "DATABASE")]
    pub(crate) confirm: Option<String>,
    /// End the sessions of others first
    #[arg(long)]
    pub(crate) end_sessions: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DropArgs {
    #[command(flatten)]
    pub(crate) destroy: DestroyArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ResetArgs {
    #[command(flatten)]
    pub(crate) destroy: DestroyArgs,
    #[command(flatten)]
    pub(crate) new: NewDatabaseArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SetupArgs {
    #[command(flatten)]
    pub(crate) new: NewDatabaseArgs,
    /// Wait for the server this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) timeout: u64,
    /// The folder of the revisions; without it, none are applied
    #[arg(long, value_name = "DIR", default_value = "migrations")]
    pub(crate) dir: std::path::PathBuf,
    /// The schema of the tables that record revisions
    #[arg(long, value_name = "SCHEMA", default_value = "relvar")]
    pub(crate) tracking: String,
    /// A file of SQL with first rows, run in a transaction if the database was created; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Vec<std::path::PathBuf>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(crate) struct WaitArgs {
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) timeout: u64,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LookArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The folder of the revisions; without it, they are not looked at
    #[arg(long, value_name = "DIR", default_value = "migrations", value_hint = clap::ValueHint::DirPath)]
    pub(crate) dir: std::path::PathBuf,
    /// The schema of the tables that record revisions
    #[arg(long, value_name = "SCHEMA", default_value = "relvar")]
    pub(crate) tracking: String,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct SessionsArgs {
    /// End the session with this process number; may be repeated
    #[arg(long, value_name = "PID")]
    pub(crate) end: Vec<i32>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}
