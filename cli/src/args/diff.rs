//! Arguments of `relvar diff`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use relvar_catalog::catalog::ObjectId;
use relvar_migrate::{Allowed, Rename};

use super::{Output, ServerChoice};

#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command")]
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Where the schema is now: a URL, a DDL file or folder, a snapshot (.json), or `empty`
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) from: String,
    /// What it is to be; the same as FROM if only --drop is to change something
    #[arg(value_hint = ValueHint::AnyPath, required_unless_present = "drop")]
    pub(crate) to: Option<String>,
    /// Print the statements alone
    #[arg(long)]
    pub(crate) sql: bool,
    /// The way back: from TO to FROM
    #[arg(long)]
    pub(crate) reverse: bool,
    /// Drop this object as well, such as `table public.film`
    #[arg(long, value_name = "OBJECT")]
    pub(crate) drop: Vec<ObjectId>,
    /// An object that has another name in TO and keeps its data, such as `column public.film.length=duration`
    #[arg(long, value_name = "OBJECT=NAME")]
    pub(crate) rename: Vec<Rename>,
    /// Drop whatever needs an object that is dropped, each with a statement of its own
    #[arg(long)]
    pub(crate) cascade: bool,
    /// The configuration whose `[diff]` says what is always accepted; relvar.toml by default
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Accept a hazard, such as `DELETES_DATA`, or only that of one object: `DELETES_DATA:table public.film`
    #[arg(long, value_name = "HAZARD[:OBJECT]")]
    pub(crate) allow: Vec<Allowed>,
    /// Let reads and writes go on: indexes are built concurrently, constraints are validated later
    #[arg(long)]
    pub(crate) online: bool,
    /// Try the plan on a scratch server, on a copy of FROM with rows; without this option that is done if a scratch server runs
    /// anyway and it takes seconds
    #[arg(long, overrides_with = "no_prove")]
    pub(crate) prove: bool,
    /// Do not try the plan
    #[arg(long)]
    pub(crate) no_prove: bool,
    /// Ask FROM, which is a URL, whether its rows are in the way; prints how many, and the primary keys of a few
    #[arg(long)]
    pub(crate) check_data: bool,
    /// Write the statements to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    #[command(flatten)]
    pub(crate) output: Output,
}
