//! Arguments of `relvar copy`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{ConflictArg, Output, RowArgs};

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// The database that is read: postgres://user@host/database, or key=value pairs as in libpq
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// The database that is written: an empty one, or one with the same tables
    #[arg(value_name = "TO")]
    pub(crate) to: String,
    /// Only these tables, and what they need: film, public.film, or patterns with * and ?
    #[arg(long, value_name = "TABLE", num_args = 1..)]
    pub(crate) table: Vec<String>,
    /// Only what is in these schemas, and what that needs; patterns with * and ? match several
    #[arg(long = "in", value_name = "SCHEMA", num_args = 1..)]
    pub(crate) schemas: Vec<String>,
    /// What becomes of rows whose key is in the target already
    #[arg(long, value_enum, default_value_t)]
    pub(crate) on_conflict: ConflictArg,
    /// Do not set owners
    #[arg(long)]
    pub(crate) no_owner: bool,
    /// Do not grant or revoke privileges
    #[arg(long)]
    pub(crate) no_privileges: bool,
    /// The configuration [default: relvar.toml, if it exists]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
}
