//! Backup files: their format, writing them, and reading them without a server.
//!
//! # The format
//!
//! A file is a sequence of [Zstandard frames]: ordinary frames with SQL and rows, and skippable frames with everything that
//! relvar itself needs. Programs that know Zstandard pass over skippable frames, so that `zstd -dc shop.backup | psql shop_copy`
//! restores a file without relvar. All numbers are little-endian. JSON documents are UTF-8.
//!
//! Skippable frames have the magic number `0x184D2A5B`, and the first byte of what they hold says what it is:
//!
//! | byte | what it is | what follows |
//! |---|---|---|
//! | `H` | the header: the first frame of the file | `relvar backup`, a line break, [`Header`] as JSON |
//! | `C` | the catalog of the database | a snapshot of relvar, compressed |
//! | `S` | a section begins | [`Section`] as JSON |
//! | `B` | the next frame is a block of the section | see below |
//! | `E` | the section ends | [`Totals`] as JSON |
//! | `I` | the index | [`Index`] as JSON |
//! | `T` | the trailer: the last frame of the file, always 113 bytes with its head | see below |
//!
//! A block is at most little larger than one MiB before compression, unless one row is larger; a row is never divided. What
//! precedes it says: [`BlockKind`] (1 byte), its length before compression (4), its length in the file (4), its number of rows
//! (4), and the SHA-256 of these 13 bytes and the frame (32).
//!
//! The trailer has the offset of the index (8), and three SHA-256: of the contents of the header and the catalog (32),
//! of the contents of the index (32), and of the contents of all skippable frames before it, in their order (32). So a changed
//! byte is found wherever it is, and rows of one table are found without reading the others.
//!
//! The sections are, in this order: [`Section::Before`], the tables, [`Section::LargeObjects`], [`Section::Sequences`],
//! [`Section::After`]. Sections without anything in them are left out. Rows are in the text format of `COPY`, with the settings
//! that the first section sets.
//!
//! A change of the format that older versions of relvar cannot read raises [`FORMAT`].
//!
//! [Zstandard frames]: https://www.rfc-editor.org/rfc/rfc8878

mod archive;
mod block;
mod error;
mod frame;
mod reader;
mod verify;
mod writer;

use relvar_catalog::{
    QualifiedName,
    catalog::{ObjectId, literal},
};
use serde::{Deserialize, Serialize};

pub use archive::Archive;
pub use block::{Block, BlockKind};
pub use error::FileError;
pub use reader::{Part, Reader};
pub use verify::{Verified, verify};

pub(crate) use block::{Encoded, encode};
pub(crate) use writer::Writer;

/// The format that this version writes and reads.
pub const FORMAT: u32 = 1;

/// A block is cut after the row with this byte.
pub(crate) const CUT: usize = 1 << 20;

/// What a file is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format of the file.
    pub format: u32,
    /// The version of relvar that wrote it.
    pub relvar: String,
    /// The database.
    pub database: String,
    /// The major version of its server.
    pub server_version: u32,
    /// When the rows were those of the file, in UTC: `2026-11-29T07:30:00Z`.
    pub time: String,
    /// The fingerprint of the schema of the database.
    pub fingerprint: String,
    /// The objects that the file has, if it has not all of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objects: Option<Vec<ObjectId>>,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "section", rename_all = "snake_case")]
pub enum Section {
    /// The statements that come before the rows.
    Before,
    /// The rows of a table.
    Table {
        /// Its name.
        name: QualifiedName,
        /// The columns that rows have values for, in this order. Generated columns are not among them.
        columns: Vec<String>,
    },
    /// Large objects, as statements.
    LargeObjects,
    /// The states of sequences.
    Sequences {
        /// By name.
        states: Vec<SequenceState>,
    },
    /// The statements that come after the rows.
    After,
}

/// Where a sequence stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceState {
    /// Its name.
    pub name: QualifiedName,
    /// Its last value.
    pub last_value: i64,
    /// Whether that value has been given out.
    pub is_called: bool,
}

impl SequenceState {
    /// The statement that brings the sequence there.
    pub fn statement(&self) -> String {
        let Self { name, last_value, is_called } = self;
        format!("SELECT pg_catalog.setval({}, {last_value}, {is_called});\n", literal(&name.to_sql()))
    }
}

/// What a section has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Rows, or statements.
    pub rows: u64,
    /// Bytes before compression.
    pub bytes: u64,
    /// Blocks.
    pub blocks: u64,
}

/// A section, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    #[serde(flatten)]
    pub section: Section,
    /// Where its first frame begins.
    pub offset: u64,
    /// Bytes in the file.
    pub length: u64,
    /// What it has.
    pub totals: Totals,
}

/// The sections of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// In their order in the file.
    pub sections: Vec<Entry>,
}

impl Section {
    /// What messages call it.
    pub fn title(&self) -> String {
        match self {
            Self::Before => "the statements before the rows".to_owned(),
            Self::Table { name, .. } => format!("table `{name}`"),
            Self::LargeObjects => "the large objects".to_owned(),
            Self::Sequences { .. } => "the states of sequences".to_owned(),
            Self::After => "the statements after the rows".to_owned(),
        }
    }
}

impl Index {
    /// The tables, with their entries.
    pub fn tables(&self) -> impl Iterator<Item = (&QualifiedName, &Entry)> {
        self.sections.iter().filter_map(|entry| match &entry.section {
            Section::Table { name, .. } => Some((name, entry)),
            Section::Before | Section::LargeObjects | Section::Sequences { .. } | Section::After => None,
        })
    }

    /// Rows and bytes of all tables.
    pub fn totals(&self) -> Totals {
        let mut sum = Totals::default();
        for (_, Entry { totals, .. }) in self.tables() {
            sum.rows += totals.rows;
            sum.bytes += totals.bytes;
            sum.blocks += totals.blocks;
        }
        sum
    }
}
