//! Arguments of `relvar prune`.

use clap::Args;

use super::{DatabaseArgs, Output};

#[derive(Debug, Args)]
pub(crate) struct PruneArgs {
    /// Delete the rows; without it, they are only counted
    #[arg(long)]
    pub(crate) apply: bool,
    /// Only the rules for these tables: build, public.build, or patterns with * and ?
    #[arg(long, value_name = "TABLE", num_args = 1..)]
    pub(crate) table: Vec<String>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}
