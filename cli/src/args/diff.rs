//! Arguments of `relvar diff`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Output, ServerChoice};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Where the schema is now: a URL, a DDL file or folder, a snapshot (.json), or `empty`
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) from: String,
    /// What it is to be
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) to: String,
    /// Print the statements alone
    #[arg(long)]
    pub(crate) sql: bool,
    /// The way back: from TO to FROM
    #[arg(long)]
    pub(crate) reverse: bool,
    /// Write the statements to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    #[command(flatten)]
    pub(crate) output: Output,
}
