//! Arguments of the commands that draw.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Kind, SourceArgs};

#[derive(Debug, Args)]
pub(crate) struct ErdArgs {
    /// Only relations whose name matches one of these, with * and ?; of any schema where there is no dot
    #[arg(value_name = "PATTERN")]
    pub(crate) patterns: Vec<String>,
    /// Not the relations whose name matches this; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    /// Only relations in this schema, or in those that match it where it has * or ?; may be repeated
    #[arg(long = "in", visible_alias = "schema-name", value_name = "SCHEMA")]
    pub(crate) schemas: Vec<String>,
    /// Only relations of this kind; may be repeated [default: tables, and views that have foreign keys]
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    /// Only this relation and what is near it; may be repeated
    #[arg(long, value_name = "RELATION")]
    pub(crate) around: Vec<String>,
    /// How many keys away is near [default: 1]
    #[arg(long, value_name = "N", requires = "around")]
    pub(crate) depth: Option<usize>,
    /// Which columns are drawn [default: all]
    #[arg(long, value_enum, value_name = "COLUMNS")]
    pub(crate) columns: Option<ColumnsArg>,
    /// Draw comments and the labels of enums too (Mermaid; in SVG they show when pointed at)
    #[arg(long)]
    pub(crate) comments: bool,
    /// The diagram of that name in relvar.toml, [erd.NAME]; other arguments come before what it says
    #[arg(long, value_name = "NAME")]
    pub(crate) viewpoint: Option<String>,
    /// What to write [default: what the file's extension says, else mermaid]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ErdFormat>,
    /// The file to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Compare with this file and change nothing: exit 2 and a diff where it is stale
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "out")]
    pub(crate) check: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

/// Which columns are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColumnsArg {
    /// Names of relations alone
    None,
    /// Those that the keys in the picture join
    Joined,
    /// Those of primary, unique and foreign keys
    Keys,
    /// All of them
    All,
}

/// What a diagram is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErdFormat {
    /// Mermaid, which GitHub and GitLab draw
    Mermaid,
    /// Mermaid in a block of Markdown
    Markdown,
    /// DOT, for Graphviz
    Dot,
    /// PlantUML
    Plantuml,
    /// SVG, in light and in dark
    Svg,
    /// The diagram as data
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// The folder the pages go to
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// What the site is called
    #[arg(long, value_name = "TITLE", default_value = "Database")]
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
}
