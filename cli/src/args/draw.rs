//! Arguments of the commands that draw.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Kind, SourceArgs};

#[derive(Debug, Args)]
pub(crate) struct ErdArgs {
    /// Only relations that match one of these patterns with * and ?; without a dot, in any schema
    #[arg(value_name = "PATTERN")]
    pub(crate) patterns: Vec<String>,
    /// Leave out relations that match this pattern; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    /// Only relations in this schema; a pattern with * and ? matches several; may be repeated
    #[arg(long = "in", visible_alias = "schema-name", value_name = "SCHEMA")]
    pub(crate) schemas: Vec<String>,
    /// Only relations of this kind; may be repeated [default: tables, and views that have foreign keys]
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    /// Only this relation and relations near it; may be repeated
    #[arg(long, value_name = "RELATION")]
    pub(crate) around: Vec<String>,
    /// Maximum distance from --around, in foreign keys [default: 1]
    #[arg(long, value_name = "N", requires = "around")]
    pub(crate) depth: Option<usize>,
    /// The columns to draw [default: all]
    #[arg(long, value_enum, value_name = "COLUMNS")]
    pub(crate) columns: Option<ColumnsArg>,
    /// Also draw comments and enum labels (Mermaid); SVG shows them under the pointer
    #[arg(long)]
    pub(crate) comments: bool,
    /// The diagram [erd.NAME] of relvar.toml; other options take precedence over it
    #[arg(long, value_name = "NAME")]
    pub(crate) viewpoint: Option<String>,
    /// The format [default: by the extension of the file, else mermaid]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ErdFormat>,
    /// The file to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Overwrite a file that `relvar erd` did not write
    #[arg(long)]
    pub(crate) force: bool,
    /// Compare with this file and change nothing: exit 2 and a diff if it is stale
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "out")]
    pub(crate) check: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

/// The columns that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColumnsArg {
    /// No columns, only the names of relations
    None,
    /// Columns of the foreign keys in the diagram
    Joined,
    /// Columns of primary, unique and foreign keys
    Keys,
    /// All columns
    All,
}

/// The format of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErdFormat {
    /// Mermaid, which GitHub and GitLab render
    Mermaid,
    /// Mermaid in a fenced block of Markdown
    Markdown,
    /// DOT, for Graphviz
    Dot,
    /// PlantUML
    Plantuml,
    /// SVG with a light and a dark theme
    Svg,
    /// The diagram as JSON data
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// The folder for the pages
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// The title of the site
    #[arg(long, value_name = "TITLE", default_value = "Database")]
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
}
