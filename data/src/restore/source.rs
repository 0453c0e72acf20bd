//! Where the rows that are restored come from: a file, or a live database.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use relvar_catalog::{QualifiedName, catalog::ObjectId};
use tokio::sync::mpsc::Sender;

use crate::{
    Error,
    file::{Archive, BlockKind, Entry, FileError, Section, SequenceState},
    read::{self, Lead, Measured, Unit},
};

/// A source of rows.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    File(&'a Archive),
    Live(&'a Live<'a>),
}

/// A database that is read while its rows are restored into another one.
pub(crate) struct Live<'a> {
    pub(crate) lead: &'a Lead<'a>,
    pub(crate) tables: Vec<Measured>,
    pub(crate) sequences: Vec<SequenceState>,
    /// The large objects are copied too.
    pub(crate) has_large_objects: bool,
    /// Rows of the tables that are done.
    pub(crate) loaded: Mutex<BTreeMap<QualifiedName, u64>>,
}

/// A table whose rows are restored.
#[derive(Clone, Copy)]
pub(super) struct Incoming<'a> {
    pub(super) name: &'a QualifiedName,
    pub(super) columns: &'a [String],
    /// Of a live database an estimate.
    pub(super) bytes: u64,
    from: From<'a>,
}

#[derive(Clone, Copy)]
enum From<'a> {
    File(&'a Archive, &'a Entry),
    Live(&'a Live<'a>, usize),
}

impl<'a> Source<'a> {
    /// All tables that have rows.
    pub(super) fn tables(self) -> Vec<Incoming<'a>> {
        match self {
            Self::File(archive) => {
                let table = |entry: &'a Entry| match &entry.section {
                    Section::Table { name, columns } => {
                        let from = From::File(archive, entry);
                        Some(Incoming { name, columns, bytes: entry.totals.bytes, from })
                    }
                    Section::Before | Section::LargeObjects | Section::Sequences { .. } | Section::After => None,
                };
                archive.index.sections.iter().filter_map(table).collect()
            }
            Self::Live(live) => {
                let table = |(at, own): (usize, &'a Measured)| Incoming {
                    name: &own.table.name,
                    columns: &own.table.columns,
                    bytes: own.bytes,
                    from: From::Live(live, at),
                };
                live.tables.iter().enumerate().map(table).collect()
            }
        }
    }

    /// Where the sequences stand.
    pub(super) fn sequences(self) -> Vec<SequenceState> {
        match self {
            Self::File(archive) => {
                let states = archive.index.sections.iter().filter_map(|entry| match &entry.section {
                    Section::Sequences { states } => Some(states.clone()),
                    Section::Before | Section::Table { .. } | Section::LargeObjects | Section::After => None,
                });
                states.flatten().collect()
            }
            Self::Live(live) => live.sequences.clone(),
        }
    }

    /// The objects that it has, if it has not all of a database.
    pub(super) fn objects(self) -> Option<&'a [ObjectId]> {
        match self {
            Self::File(archive) => archive.header.objects.as_deref(),
            Self::Live(_) => None,
        }
    }

    /// Whether there are large objects to be restored.
    pub(super) fn has_large_objects(self) -> bool {
        match self {
            Self::File(archive) => archive.index.sections.iter().any(|own| own.section == Section::LargeObjects),
            Self::Live(live) => live.has_large_objects,
        }
    }

    /// Reads the statements that make the large objects.
    pub(super) async fn large_objects(self, to: Sender<(BlockKind, String)>) -> Result<(), Error> {
        match self {
            Self::File(archive) => {
                let mut sections = archive.index.sections.iter();
                let Some(entry) = sections.find(|entry| entry.section == Section::LargeObjects) else { return Ok(()) };
                let send = move |kind, data: Vec<u8>| {
                    to.blocking_send((kind, String::from_utf8_lossy(&data).into_owned())).is_ok()
                };
                blocks(archive, entry, send).await
            }
            Self::Live(live) => read::large::objects(live.lead, to).await,
        }
    }
}

impl Incoming<'_> {
    /// Reads the rows; waits if nobody takes them.
    pub(super) async fn read(&self, to: Sender<Bytes>) -> Result<(), Error> {
        match self.from {
            From::File(archive, entry) => {
                blocks(archive, entry, move |kind, data| {
                    kind != BlockKind::Rows || to.blocking_send(data.into()).is_ok()
                })
                .await
            }
            From::Live(live, table) => {
                let unit = Unit { table, from: None, to: None };
                read::rows(live.lead.client(), &live.tables[table].table, (&unit, &to)).await
            }
        }
    }

    /// So many rows were loaded.
    pub(super) fn is_loaded(&self, rows: u64) -> Result<(), Error> {
        match self.from {
            From::File(_, entry) if entry.totals.rows != rows => {
                let title = entry.section.title();
                Err(Error::Unsupported(format!("{title} got {rows} rows, and the file has {}", entry.totals.rows)))
            }
            From::File(..) => Ok(()),
            From::Live(live, _) => {
                live.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert(self.name.clone(), rows);
                Ok(())
            }
        }
    }

    /// The rows of a file.
    pub(super) fn rows(&self) -> u64 {
        match self.from {
            From::File(_, entry) => entry.totals.rows,
            From::Live(..) => 0,
        }
    }
}

/// Blocks of a section, which a thread reads, checks and decompresses.
async fn blocks(
    archive: &Archive,
    entry: &Entry,
    each: impl Fn(BlockKind, Vec<u8>) -> bool + Send + 'static,
) -> Result<(), Error> {
    let (archive, entry) = (archive.clone(), entry.clone());
    let read = move || -> Result<(), FileError> { archive.blocks(&entry, |block| each(block.kind, block.data)) };
    Ok(tokio::task::spawn_blocking(read).await??)
}
