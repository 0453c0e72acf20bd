//! Making a backup: schema and rows of a database, as one moment had them.

mod cut;
mod json;
mod output;
mod work;

use std::io::Write;

use relvar_catalog::{
    Catalog,
    connect::Config,
    ddl::{self, Stages},
    fingerprints, snapshot,
};

use crate::{
    Error, Progress,
    file::{BlockKind, FORMAT, Header, Index, Section, SequenceState},
    mask::{MaskedColumn, Masking},
    read::{self, Lead},
    select::{self, Chosen, Patterns, Rows, Table},
    session, sql,
    subset::{self, Subset},
};

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
    /// Only these rows, and those that they refer to. If they are named by their keys, the file has only the tables that have any.
    pub subset: Option<Subset>,
    /// What is replaced.
    pub masking: Option<Masking>,
    /// What stands in the file as the time of the backup; the time of the server if there is none.
    pub time: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tables: Vec::new(),
            schemas: Vec::new(),
            jobs: 1,
            level: 1,
            format: Format::default(),
            subset: None,
            masking: None,
            time: None,
        }
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
    /// What was masked.
    pub masked: Vec<MaskedColumn>,
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
    let read_catalog = lead.read_catalog().await?;
    let catalog = read_catalog.catalog;
    let stages = ddl::stages(&catalog, &ddl::Options::default());
    let patterns = Patterns { tables: &options.tables, schemas: &options.schemas };
    let mut chosen = select::select(&catalog, stages.clone(), None, patterns)?;
    chosen.mask(&catalog, options.masking.as_ref())?;
    lead.lock(&chosen.tables).await?;
    if let Some(subset) = &options.subset {
        subset::choose(&lead, &catalog, (&mut chosen.tables, subset)).await?;
        if !subset.rows.is_empty() {
            chosen = reached(&catalog, stages, chosen)?;
        }
    }
    let mut left_out: Vec<String> = read_catalog.unmodelled.iter().map(|name| format!("`{name}`")).collect();
    left_out.extend(chosen.left_out.iter().cloned());
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
    if chosen.homes.is_none() && read::large::are_there(&lead).await? {
        if options.subset.is_some() || options.masking.is_some() {
            left_out.push(read::large::LEFT_OUT.to_owned());
        } else {
            large_objects(&lead, &mut output).await?;
        }
    }
    let states = read::sequences(&lead, &catalog, chosen.homes.as_deref()).await?;
    if !states.is_empty() {
        let text: String = states.iter().map(SequenceState::statement).collect();
        output.section(Section::Sequences { states }, &(text + "\n"))?;
    }
    statements(&mut output, Section::After, &chosen)?;
    let index = output.finish()?;
    lead.end().await?;
    session.close().await;
    let masked = tables.iter().filter_map(|own| own.table.masks.as_ref()).flat_map(|masks| masks.report()).collect();
    Ok(Summary { header, index, left_out, masked })
}

/// Only the tables that rows were found in.
fn reached(catalog: &Catalog, stages: Stages, chosen: Chosen) -> Result<Chosen, Error> {
    let mut tables = chosen.tables;
    tables.retain(|table| !matches!(&table.rows, Rows::These(places) if places.is_empty()));
    let names: Vec<String> = tables.iter().map(|table| table.name.to_sql()).collect();
    let mut reduced =
        select::select(catalog, stages, chosen.homes.as_deref(), Patterns { tables: &names, schemas: &[] })?;
    // What a table needs, as its parents, may be a table, too.
    for table in &mut reduced.tables {
        let own = tables.iter().find(|own| own.name == table.name);
        *table = own.cloned().unwrap_or_else(|| Table { rows: Rows::These([].into()), ..table.clone() });
    }
    Ok(reduced)
}

/// Writes the large objects as they are read.
async fn large_objects(lead: &Lead<'_>, output: &mut Output<impl Write>) -> Result<(), Error> {
    let (to, mut blocks) = tokio::sync::mpsc::channel::<(BlockKind, String)>(4);
    let mut section = output.statements(Section::LargeObjects)?;
    let write = async {
        while let Some((kind, text)) = blocks.recv().await {
            section.block(kind, &text)?;
        }
        section.end()
    };
    tokio::try_join!(read::large::objects(lead, to), write).map(|_| ())
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
