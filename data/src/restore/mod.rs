//! Restoring a backup: into an empty database, or into tables that are there.

mod advance;
mod fill;
mod fit;
mod order;
mod run;
mod source;
mod state;
mod steps;
mod whole;

use std::{collections::BTreeSet, path::Path};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::ObjectId,
    connect::{Config, Session},
    ddl, introspect,
};

use crate::{
    Error, Progress,
    file::Archive,
    select::{self, Chosen, Patterns},
    session, sql,
};

use source::Incoming;

pub(crate) use source::{Live, Source};

/// What is restored, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Tables, as `film`, `public.film` or patterns with `*` and `?`. None stands for all.
    pub tables: Vec<String>,
    /// Schemas, or patterns. None stands for all.
    pub schemas: Vec<String>,
    /// What becomes of rows whose key is there already, in tables that are.
    pub on_conflict: OnConflict,
    /// Sessions at once. With one, everything is one transaction. With several, each table and each index is one; what was
    /// done is recorded, and the same call goes on after an interruption.
    pub jobs: usize,
    /// Objects belong to the role that restores.
    pub no_owner: bool,
    /// Nothing is granted.
    pub no_privileges: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tables: Vec::new(),
            schemas: Vec::new(),
            on_conflict: OnConflict::default(),
            jobs: 1,
            no_owner: false,
            no_privileges: false,
        }
    }
}

/// What becomes of rows whose key is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnConflict {
    /// Nothing is restored.
    #[default]
    Fail,
    /// The row in the database stays.
    Skip,
    /// The row of the file takes its place.
    Update,
}

/// What was restored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Tables with their rows: of each, the rows of the file.
    pub tables: Vec<(QualifiedName, u64)>,
    /// Whether the objects were created too.
    pub is_created: bool,
    /// Whether an earlier restore of the file was continued.
    pub is_resumed: bool,
    /// What was not restored.
    pub left_out: Vec<String>,
}

/// Restores a file. If it fails, the database is as it was; with several jobs, the same call continues.
pub async fn restore(
    config: &Config,
    file: &Path,
    options: &Options,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<Summary, Error> {
    let path = file.to_owned();
    let archive = tokio::task::spawn_blocking(move || Archive::open(&path)).await??;
    let stages = ddl::stages(&archive.catalog, &options.ddl());
    let patterns = Patterns { tables: &options.tables, schemas: &options.schemas };
    let chosen = select::select(&archive.catalog, stages, archive.header.objects.as_deref(), patterns)?;
    let job = Job { source: Source::File(&archive), catalog: &archive.catalog, chosen: &chosen, options };
    let (is_created, is_resumed) = into(config, &job, progress).await?;
    let tables = job.tables().iter().map(|table| (table.name.clone(), table.rows())).collect();
    Ok(Summary { tables, is_created, is_resumed, left_out: chosen.left_out.clone() })
}

/// Restores into a database. Says whether the objects were created, and whether an earlier restore was continued.
pub(crate) async fn into(
    config: &Config,
    job: &Job<'_>,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<(bool, bool), Error> {
    let id = match job.source {
        Source::File(archive) => archive.id.as_str(),
        // Another moment has other rows, so nothing continues.
        Source::Live(_) => "",
    };
    let mut session = session::open(config).await?;
    let begun = state::read(&session, id).await?;
    let target = introspect::introspect(&mut session).await?.catalog;
    session::run(&session, "the session cannot be prepared", &format!("{}{}", sql::PATIENT, sql::VALUES)).await?;
    let mut report = Report::new(job, progress);
    let is_created = begun.is_some() || is_empty(&target);
    match (&begun, is_created) {
        (Some(_), _) => steps::restore((config, &mut session), (job, id), begun.as_ref(), &mut report).await?,
        (None, true) if job.options.jobs > 1 => {
            steps::restore((config, &mut session), (job, id), None, &mut report).await?;
        }
        (None, true) => whole::restore(&mut session, job, &mut report).await?,
        (None, false) => fill::restore(&mut session, &target, job, &mut report).await?,
    }
    session.close().await;
    Ok((is_created, begun.is_some()))
}

impl Options {
    /// How the statements are written that create objects.
    pub(crate) fn ddl(&self) -> ddl::Options {
        ddl::Options { no_owner: self.no_owner, no_privileges: self.no_privileges, ..ddl::Options::default() }
    }
}

/// Where rows come from, what of them is wanted, and how.
pub(crate) struct Job<'a> {
    pub(crate) source: Source<'a>,
    /// That of the source.
    pub(crate) catalog: &'a Catalog,
    pub(crate) chosen: &'a Chosen,
    pub(crate) options: &'a Options,
}

impl<'a> Job<'a> {
    /// The tables that are restored.
    fn tables(&self) -> Vec<Incoming<'a>> {
        let chosen: BTreeSet<&QualifiedName> = self.chosen.tables.iter().map(|table| &table.name).collect();
        let mut tables = self.source.tables();
        tables.retain(|table| chosen.contains(table.name));
        tables
    }

    /// Everything in the source is restored.
    fn is_whole(&self) -> bool {
        self.chosen.homes.as_deref() == self.source.objects()
    }

    /// Whether an object of the source is restored.
    fn has(&self, id: &ObjectId) -> bool {
        self.chosen.homes.as_ref().is_none_or(|homes| homes.contains(id))
    }
}

/// How far a restore is, for whoever wants to know.
struct Report<'a> {
    state: Progress,
    to: &'a mut (dyn FnMut(&Progress) + Send),
}

impl<'a> Report<'a> {
    fn new(job: &Job<'_>, to: &'a mut (dyn FnMut(&Progress) + Send)) -> Self {
        let of_bytes = job.tables().iter().map(|table| table.bytes).sum();
        Self { state: Progress { of_bytes, ..Progress::default() }, to }
    }

    fn step(&mut self, step: impl Into<String>) {
        self.state.step = step.into();
        (self.to)(&self.state);
    }

    fn rows(&mut self, rows: u64, bytes: u64) {
        self.state.rows += rows;
        self.state.bytes += bytes;
        (self.to)(&self.state);
    }
}

/// Whether a database has no objects of users.
fn is_empty(catalog: &Catalog) -> bool {
    catalog.relations.iter().all(|own| own.extension.is_some())
        && catalog.types.iter().all(|own| own.extension.is_some())
        && catalog.routines.iter().all(|own| own.extension.is_some())
        && catalog.sequences.iter().all(|own| own.extension.is_some())
        && catalog.schemas.iter().all(|own| own.extension.is_some() || own.name == "public")
}

/// Begins a transaction; it is rolled back if it is not committed.
async fn begin(session: &mut Session) -> Result<tokio_postgres::Transaction<'_>, Error> {
    session.transaction().await.map_err(Error::server("the transaction cannot begin"))
}
