//! Arguments of the commands that look around.

use clap::{Args, ValueEnum};

use super::{Output, SourceArgs};

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only relations whose name contains this, or matches it where it has * or ?
    pub(crate) pattern: Option<String>,
    /// Only relations of this kind; may be repeated
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    /// Only relations in this schema, or in those that match it where it has * or ?; may be repeated
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
    /// The relation, as schema.name or as a name that only one schema has
    pub(crate) relation: String,
    /// What generated code offers: fields, constants, methods
    #[arg(long)]
    pub(crate) rust: bool,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct BetweenArgs {
    /// One relation
    pub(crate) a: String,
    /// The other one
    pub(crate) b: String,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct PathArgs {
    /// Where to start
    pub(crate) from: String,
    /// Where to go
    pub(crate) to: String,
    /// At most so many paths: the shortest first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) max: usize,
    /// Also paths that are so many steps longer than the shortest
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) longer: usize,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Words to look for in the names of schemas, relations, columns, constraints, indexes, triggers, policies, types,
    /// routines and sequences, in enum labels and in comments
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
    /// At most so many objects, the best first
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) max: usize,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// Only relations whose name contains this, or matches it where it has * or ?
    pub(crate) pattern: Option<String>,
    /// Only this rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<String>,
    /// Do not report this rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
    /// Report this rule as a warning; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) warn: Vec<String>,
    /// Report this rule as an error; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) deny: Vec<String>,
    /// Report nothing below this level
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelArg::Note)]
    pub(crate) level: LevelArg,
    /// Exit with status 2 if there is a finding of this level or above
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,
    /// List the rules instead
    #[arg(long)]
    pub(crate) rules: bool,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// For people, for programs, for code hosts and editors, or for GitHub Actions
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
    /// The relation, as schema.name or as a name that only one schema has
    pub(crate) relation: String,
    /// So many rows, and as many for each of them that a key leads to
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Also the rows that this key leads to, by the name of its constraint or of its method; may be repeated
    #[arg(long, value_name = "KEY")]
    pub(crate) with: Vec<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}
