//! Arguments of `relvar backup` and `relvar restore`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use relvar_data::keep::Keep;

use super::{DatabaseArgs, Output, RowArgs, ServerChoice};

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write, or - for standard output; an existing file is replaced when the new one is complete. In a folder, the
    /// file is called after the database and the time
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
    /// Only these tables, and what they need: film, public.film, or patterns with * and ?
    #[arg(long, value_name = "TABLE", num_args = 1..)]
    pub(crate) table: Vec<String>,
    /// Only what is in these schemas, and what that needs; patterns with * and ? match several
    #[arg(long = "in", value_name = "SCHEMA", num_args = 1..)]
    pub(crate) schemas: Vec<String>,
    /// Only the tables of these modules, and what they need
    #[arg(long, value_name = "MODULE", num_args = 1..)]
    pub(crate) module: Vec<String>,
    /// The folder of the modules
    #[arg(long, value_name = "DIR", default_value = "modules", value_hint = ValueHint::DirPath)]
    pub(crate) modules: PathBuf,
    /// Remove older backups of the database in the folder, but for the last of each of 7 days, 4 weeks and 12 months: 7d,4w,12m
    #[arg(long, value_name = "PERIODS")]
    pub(crate) keep: Option<Keep>,
    /// The form of the file
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: BackupFormat,
    /// Read rows in this many sessions at once; the file is the same
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: u16,
    /// How hard to compress: 1 is fast, 22 is small
    #[arg(long, value_name = "LEVEL", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=22))]
    pub(crate) compress: i32,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
    #[command(flatten)]
    pub(crate) server: ServerChoice,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// The form of a backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum BackupFormat {
    /// Compressed, with checksums; relvar restore reads it, and so does `zstd -dc FILE | psql`
    #[default]
    Archive,
    /// A script for psql
    Sql,
    /// One JSON document, to be read by people and other programs
    Json,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// List what is in the file, without a server
    #[arg(long)]
    pub(crate) list: bool,
    /// Check every byte of the file, without a server
    #[arg(long, conflicts_with = "list")]
    pub(crate) verify: bool,
    /// Only these tables, and what they need: film, public.film, or patterns with * and ?
    #[arg(long, value_name = "TABLE", num_args = 1..)]
    pub(crate) table: Vec<String>,
    /// Only what is in these schemas, and what that needs; patterns with * and ? match several
    #[arg(long = "in", value_name = "SCHEMA", num_args = 1..)]
    pub(crate) schemas: Vec<String>,
    /// What becomes of rows whose key is in the database already
    #[arg(long, value_enum, default_value_t)]
    pub(crate) on_conflict: ConflictArg,
    /// Work in this many sessions at once. One restores all or nothing; with several, the same command continues after an
    /// interruption
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: u16,
    /// Do not set owners
    #[arg(long)]
    pub(crate) no_owner: bool,
    /// Do not grant or revoke privileges
    #[arg(long)]
    pub(crate) no_privileges: bool,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What becomes of rows whose key is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConflictArg {
    /// Nothing is restored
    #[default]
    Fail,
    /// The row in the database stays
    Skip,
    /// The row of the file takes its place
    Update,
}
