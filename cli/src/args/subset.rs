//! Arguments that choose rows and replace values.

use clap::Args;
use relvar_data::subset::{Row, Sample};

/// Which rows, and what is replaced in them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rows")]
pub(crate) struct RowArgs {
    /// Only a sample, and all rows that it refers to: 5%, 1000 rows of each table, or of single tables: public.users=100
    #[arg(long, value_name = "[TABLE=]SIZE", num_args = 1..)]
    pub(crate) subset: Vec<Sample>,
    /// Only these rows, by their primary keys, and all rows that they refer to: public.users=42
    #[arg(long, value_name = "TABLE=KEY", num_args = 1..)]
    pub(crate) row: Vec<Row>,
    /// The rows that refer to those of --row or --subset too, and the rows that refer to them
    #[arg(long)]
    pub(crate) with_children: bool,
    /// Another number takes another sample
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Replace values as [[mask]] in the configuration says; RELVAR_MASK_KEY is the key that replacements depend on
    /// [default: another one each time]
    #[arg(long)]
    pub(crate) mask: bool,
}
