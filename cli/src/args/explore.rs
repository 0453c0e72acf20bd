//! Arguments of the commands that explore a schema.

use clap::{Args, ValueEnum};

use super::{Output, SourceArgs};

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only relations whose name contains this text, or matches this pattern with * and ?
    pub(crate) pattern: Option<String>,
    /// Only relations of this kind; may be repeated
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    /// Only relations in this schema; a pattern with * and ? matches several; may be repeated
    #[arg(long = "in", value_name = "SCHEMA")]
    pub(crate) schemas: Vec<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Kinds of relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Tables and partitioned tables
    Table,
    /// Partitioned tables
    Partitioned,
    /// Views
    View,
    /// Materialized views
    Materialized,
    /// Foreign tables
    Foreign,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The relation, type, routine or sequence: schema.name, or a name that only one schema has
    pub(crate) object: String,
    /// Also show the generated fields, constants and methods
    #[arg(long)]
    pub(crate) rust: bool,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct BetweenArgs {
    /// The first relation
    pub(crate) a: String,
    /// The second relation
    pub(crate) b: String,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct PathArgs {
    /// The first relation of the path
    pub(crate) from: String,
    /// The last relation of the path
    pub(crate) to: String,
    /// Maximum number of paths; the shortest come first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) max: usize,
    /// How many steps a path may be longer than the shortest one
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) longer: usize,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Words to look for in the names of all objects, in enum labels and in comments
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
    /// Maximum number of objects; the best matches come first
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) max: usize,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// Only relations whose name contains this text, or matches this pattern with * and ?
    pub(crate) pattern: Option<String>,
    /// Only this rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<String>,
    /// Check hand-written migrations instead, on a scratch copy of the schema: what each statement locks, reads, writes and loses
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = clap::ValueHint::AnyPath)]
    pub(crate) migration: Vec<std::path::PathBuf>,
    /// Do not report this rule; with --migration this hazard, such as `DELETES_DATA:table public.film`; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
    /// Report this rule as a warning; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) warn: Vec<String>,
    /// Report this rule as an error; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) deny: Vec<String>,
    /// Minimum level of the findings that are reported
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelArg::Note)]
    pub(crate) level: LevelArg,
    /// Exit with status 2 if there is a finding of at least this level
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,
    /// List the rules and exit
    #[arg(long)]
    pub(crate) rules: bool,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The output format; sarif is for code hosts and editors, github for GitHub Actions
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: LintFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    #[default]
    Text,
    Json,
    Sarif,
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArg {
    Note,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Note,
    Warning,
    Error,
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// The relation: schema.name, or a name that only one schema has
    pub(crate) relation: String,
    /// Maximum number of rows, and of related rows for each of them
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Also print the rows that this foreign key leads to, named by its constraint or its method; may be repeated
    #[arg(long, value_name = "KEY")]
    pub(crate) with: Vec<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}
