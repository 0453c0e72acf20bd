//! What is to be measured.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// Whether foreign keys have indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Indexes {
    With,
    Without,
}

impl fmt::Display for Indexes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::With => "with",
            Self::Without => "without",
        })
    }
}

/// How figures are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Markdown,
    Json,
}

/// The command line.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) rows: Vec<u32>,
    pub(crate) indexes: Vec<Indexes>,
    /// Shapes whose names have one of these in them; all where there is none.
    pub(crate) only: Vec<String>,
    pub(crate) list: bool,
    pub(crate) explain: bool,
    pub(crate) format: Format,
    pub(crate) chart: Option<PathBuf>,
    /// Settings of the server for the session: `jit = off`.
    pub(crate) settings: Vec<String>,
}

/// What a server is told before anything is measured, unless the command line says otherwise.
const SETTINGS: [&str; 4] =
    ["jit = off", "max_parallel_workers_per_gather = 0", "work_mem = '64MB'", "statement_timeout = '30s'"];

pub(crate) const USAGE: &str = "\
Usage: statements [OPTIONS] [NAME…]

Measures shapes of queries over the rental sample: relvar's statement beside the best one by hand, and compares the rows.

  --rows 10000|1000000     payments in the sample; both where it is not given
  --indexes with|without   whether foreign keys have indexes; both where it is not given
  --only NAME              shapes with this in their name; may be repeated
  --list                   the shapes, and what each asks
  --explain NAME           each statement of these shapes and its plan (auto_explain)
  --format markdown|json   how the figures are printed
  --chart FILE             also draws them, as SVG
  --set 'SETTING = VALUE'  a setting of the session; by default: jit = off, max_parallel_workers_per_gather = 0,
                           work_mem = '64MB', statement_timeout = '30s'
";

/// Reads the command line; `None` where it asks for help.
pub(crate) fn read() -> Result<Option<Arguments>, Box<dyn Error + Send + Sync>> {
    let mut arguments = Arguments {
        rows: Vec::new(),
        indexes: Vec::new(),
        only: Vec::new(),
        list: false,
        explain: false,
        format: Format::Markdown,
        chart: None,
        settings: SETTINGS.map(str::to_owned).into(),
    };
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        let mut value = || given.next().ok_or_else(|| format!("{argument}: a value is missing"));
        match argument.as_str() {
            "--rows" => {
                let rows = value()?.parse()?;
                if rows < 2_000 {
                    return Err("--rows: at least 2000, so that each relation has rows".into());
                }
                arguments.rows.push(rows);
            }
            "--indexes" => arguments.indexes.push(match value()?.as_str() {
                "with" => Indexes::With,
                "without" => Indexes::Without,
                other => return Err(format!("--indexes: `{other}` is neither `with` nor `without`").into()),
            }),
            "--only" => arguments.only.push(value()?),
            "--explain" => {
                arguments.explain = true;
                arguments.only.push(value()?);
            }
            "--help" => return Ok(None),
            "--list" => arguments.list = true,
            "--format" => match value()?.as_str() {
                "markdown" => arguments.format = Format::Markdown,
                "json" => arguments.format = Format::Json,
                other => return Err(format!("--format: `{other}` is neither `markdown` nor `json`").into()),
            },
            "--chart" => arguments.chart = Some(value()?.into()),
            "--set" => arguments.settings.push(value()?),
            option if option.starts_with('-') => return Err(format!("unknown option `{option}`\n\n{USAGE}").into()),
            name => arguments.only.push(name.to_owned()),
        }
    }
    if arguments.rows.is_empty() {
        arguments.rows = vec![10_000, 1_000_000];
    }
    if arguments.indexes.is_empty() {
        arguments.indexes = vec![Indexes::With, Indexes::Without];
    }
    Ok(Some(arguments))
}
