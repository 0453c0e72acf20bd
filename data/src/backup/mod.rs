//! Making a backup: schema and rows of a database, as one moment had them.

mod cut;
mod json;
mod large;
mod lead;
mod output;
mod read;
mod sequences;
mod work;

use std::io::Write;

use relvar_catalog::{connect::Config, ddl, fingerprints, snapshot};

use crate::{
    Error, Progress,
    file::{FORMAT, Header, Index, Section, SequenceState},
    select::{self, Chosen, Patterns},
    session, sql,
};

use lead::Lead;
use output::Output;

/// What a backup is of, and how it is made.
#[derive(Clone, Debug)]
pub struct Options {
    /// Tables, as `film`, `public.film` or patterns with `*` and `?`; with what they need. None stands for all.
    pub tables: Vec<String>,
    /// Schemas, or patterns; with what they need. None stands for all.
    pub schemas: Vec<String>,
    /// Sessions that read rows at once.
    pub jobs: usize,
    /// How hard to compress, from 1 (fast) to 22 (small).
    pub level: i32,
    /// The form of the file.
    pub format: Format,
    /// What stands in the file as the time of the backup; the time of the server if there is none.
    pub time: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { tables: Vec::new(), schemas: Vec::new(), jobs: 1, level: 1, format: Format::default(), time: None }
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// What [`file`](crate::file) describes.
    #[default]
    Archive,
    /// A script for psql.
    Sql,
    /// One JSON document, for readers and other programs: rows as objects, values as PostgreSQL writes them.
    Json,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The header of the file.
    pub header: Header,
    /// What is in it. Offsets are those in an archive; in other forms they are zero.
    pub index: Index,
    /// What the file does not have.
    pub left_out: Vec<String>,
}

/// Writes a backup. Nothing of the database is changed, and everybody can go on working with it; only changes of the schema
/// wait.
pub async fn backup(
    config: &Config,
    options: &Options,
    out: impl Write + Send,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<Summary, Error> {
    let mut session = session::open(config).await?;
    let lead = Lead::begin(&mut session).await?;
    let read = lead.read_catalog().await?;
    let catalog = read.catalog;
    let stages = ddl::stages(&catalog, &ddl::Options::default());
    let patterns = Patterns { tables: &options.tables, schemas: &options.schemas };
    let chosen = select::select(&catalog, stages, None, patterns)?;
    let mut left_out: Vec<String> = read.unmodelled.iter().map(|name| format!("`{name}`")).collect();
    left_out.extend(chosen.left_out.iter().cloned());
    lead.lock(&chosen.tables).await?;
    let header = Header {
        format: FORMAT,
        relvar: env!("CARGO_PKG_VERSION").to_owned(),
        database: lead.database.clone(),
        server_version: catalog.server_version,
        time: options.time.clone().unwrap_or_else(|| lead.time.clone()),
        fingerprint: fingerprints(&catalog).database.to_string(),
        objects: chosen.homes.clone(),
    };
    let tables = lead.measure(&chosen.tables).await?;
    let mut output = Output::new(out, options, (&header, &snapshot::write(&catalog)))?;
    statements(&mut output, Section::Before, &chosen)?;
    work::tables((config, &lead), &tables, (options, &mut output), progress).await?;
    output.tables_are_done().await?;
    if chosen.homes.is_none() {
        large::objects(&lead, &mut output).await?;
    }
    let states = sequences::read(&lead, &catalog, chosen.homes.as_deref()).await?;
    if !states.is_empty() {
        let text: String = states.iter().map(SequenceState::statement).collect();
        output.section(Section::Sequences { states }, &(text + "\n"))?;
    }
    statements(&mut output, Section::After, &chosen)?;
    let index = output.finish()?;
    lead.end().await?;
    session.close().await;
    Ok(Summary { header, index, left_out })
}

/// Writes the statements before the rows, or those after them.
fn statements(output: &mut Output<impl Write>, section: Section, chosen: &Chosen) -> Result<(), Error> {
    let (head, script) = match section {
        Section::Before => (format!("{}{}", sql::PATIENT, sql::VALUES), &chosen.stages.before),
        _ => (String::new(), &chosen.stages.after),
    };
    let text = if head.is_empty() {
        ddl::Body(&script.statements).to_string()
    } else {
        format!("{head}SET check_function_bodies = off;\n{}", ddl::Body(&script.statements))
    };
    if text.is_empty() { Ok(()) } else { output.section(section, &(text + "\n")) }
}
