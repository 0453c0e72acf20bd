//! Arguments of `relvar ddl`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Output, SourceArgs};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct DdlArgs {
    /// Only these objects: film, public.film, public.rank(integer), "type public.mood"
    #[arg(value_name = "OBJECT")]
    pub(crate) objects: Vec<String>,
    /// Only objects in this schema; a pattern with * and ? matches several
    #[arg(long = "in", value_name = "SCHEMA", num_args = 1..)]
    pub(crate) schemas: Vec<String>,
    /// Do not set owners
    #[arg(long)]
    pub(crate) no_owner: bool,
    /// Do not grant or revoke privileges
    #[arg(long)]
    pub(crate) no_privileges: bool,
    /// Leave out comments
    #[arg(long)]
    pub(crate) no_comments: bool,
    /// Leave out security labels
    #[arg(long)]
    pub(crate) no_security_labels: bool,
    /// Also make the roles that the server does not have, without passwords
    #[arg(long)]
    pub(crate) roles: bool,
    /// Pass over objects that exist
    #[arg(long)]
    pub(crate) if_not_exists: bool,
    /// Write a folder with one file per object, which --schema can load
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) split: Option<PathBuf>,
    /// Write nothing if the database has objects that relvar does not read
    #[arg(long)]
    pub(crate) strict: bool,
    /// Exit with 0 even if some objects cannot be written
    #[arg(long)]
    pub(crate) partial: bool,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}
