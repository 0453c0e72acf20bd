//! Reading a file from its beginning to its end.

use std::io::{self, Read};

use relvar_catalog::{Catalog, snapshot};
use sha2::{Digest as _, Sha256};

use super::{
    Block, Entry, FORMAT, FileError, Header, Index, Section, Totals, block,
    frame::{self, Frame, HEAD, Kind, SIGNATURE},
};

/// Reads a file part by part. Each part was checked when it is given out; the whole was when there is none any more.
pub struct Reader<R> {
    input: R,
    offset: u64,
    hash: Sha256,
    head: Sha256,
    /// The header of the file.
    header: Header,
    /// A snapshot.
    catalog: String,
    open: Option<Entry>,
    index: Index,
    is_done: bool,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A section begins.
    Begin(Section),
    /// A block of the section.
    Block(Block),
    /// The section ends.
    End(Totals),
}

impl<R: Read> Reader<R> {
    /// Reads the header and the catalog.
    pub fn new(input: R) -> Result<Self, FileError> {
        let hashes = (Sha256::new(), Sha256::new());
        let header = Header {
            format: FORMAT,
            relvar: String::new(),
            database: String::new(),
            server_version: 0,
            time: String::new(),
            fingerprint: String::new(),
            objects: None,
        };
        let mut reader = Self {
            input,
            offset: 0,
            hash: hashes.0,
            head: hashes.1,
            header,
            catalog: String::new(),
            open: None,
            index: Index::default(),
            is_done: false,
        };
        reader.header = reader.read_header()?;
        let frame = reader.frame("the schema")?;
        reader.head.update(&frame.bytes);
        reader.catalog = catalog(&frame)?;
        Ok(reader)
    }

    fn read_header(&mut self) -> Result<Header, FileError> {
        let frame = match self.frame("the header") {
            Err(FileError::Damaged { .. } | FileError::Truncated { .. }) => return Err(FileError::NotABackup),
            frame => frame?,
        };
        self.head.update(&frame.bytes);
        header(&frame)
    }

    /// The header of the file.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The catalog of the database.
    pub fn catalog(&self) -> Result<Catalog, FileError> {
        snapshot::read(&self.catalog).map_err(FileError::Schema)
    }

    /// The sections so far.
    pub fn index(&self) -> &Index {
        &self.index
    }

    fn frame(&mut self, part: &str) -> Result<Frame, FileError> {
        let frame = frame::read(&mut self.input, (self.offset, part))?;
        self.offset += HEAD + frame.bytes.len() as u64;
        if frame.kind != Kind::Trailer {
            self.hash.update(&frame.bytes);
        }
        Ok(frame)
    }

    fn part(&self) -> String {
        match &self.open {
            Some(entry) => format!("{}, block {}", entry.section.title(), entry.totals.blocks + 1),
            None => match self.index.sections.last() {
                Some(entry) => format!("what follows {}", entry.section.title()),
                None => "what follows the schema".to_owned(),
            },
        }
    }

    /// The next part; none at the end of a file that is whole.
    pub fn next_part(&mut self) -> Result<Option<Part>, FileError> {
        if self.is_done {
            return Ok(None);
        }
        let (part, offset) = (self.part(), self.offset);
        let damaged = |what| FileError::Damaged { part: part.clone(), offset, what };
        let frame = self.frame(&part)?;
        match (frame.kind, self.open.is_some()) {
            (Kind::Begin, false) => {
                let section: Section = serde_json::from_slice(frame.contents()).map_err(|_| damaged(NO_JSON))?;
                let totals = Totals::default();
                self.open = Some(Entry { section: section.clone(), offset, length: 0, totals });
                Ok(Some(Part::Begin(section)))
            }
            (Kind::Block, true) => {
                let (block, length) = block::read(&mut self.input, frame.contents(), (offset, &part))?;
                self.offset += length;
                if let Some(Entry { totals, .. }) = &mut self.open {
                    totals.rows += u64::from(block.rows);
                    totals.bytes += block.data.len() as u64;
                    totals.blocks += 1;
                }
                Ok(Some(Part::Block(block)))
            }
            (Kind::End, true) => {
                let totals: Totals = serde_json::from_slice(frame.contents()).map_err(|_| damaged(NO_JSON))?;
                let Some(mut entry) = self.open.take() else { return Ok(None) };
                entry.length = self.offset - entry.offset;
                if entry.totals != totals {
                    return Err(damaged("it has another number of rows or bytes than it says"));
                }
                self.index.sections.push(entry);
                Ok(Some(Part::End(totals)))
            }
            (Kind::Index, false) => {
                let index: Index = serde_json::from_slice(frame.contents()).map_err(|_| damaged(NO_JSON))?;
                if index != self.index {
                    return Err(damaged("the index does not say what is in the file"));
                }
                self.end(&frame, offset)?;
                Ok(None)
            }
            _ => Err(damaged("a frame that does not belong here")),
        }
    }

    fn end(&mut self, index: &Frame, index_at: u64) -> Result<(), FileError> {
        let offset = self.offset;
        let damaged = |what| FileError::Damaged { part: "the trailer".to_owned(), offset, what };
        let frame = self.frame("the trailer")?;
        let trailer = Trailer::of(&frame).ok_or_else(|| damaged("a frame that does not belong here"))?;
        let head: [u8; 32] = std::mem::take(&mut self.head).finalize().into();
        let all: [u8; 32] = std::mem::take(&mut self.hash).finalize().into();
        let of_index: [u8; 32] = Sha256::digest(&index.bytes).into();
        if (trailer.index_at, trailer.head, trailer.index, trailer.all) != (index_at, head, of_index, all) {
            return Err(damaged("the SHA-256 of what describes the rows is another"));
        }
        let mut more = [0];
        match self.input.read(&mut more) {
            Ok(0) => {}
            Ok(_) => return Err(damaged("something follows it")),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FileError::Read(error)),
        }
        self.is_done = true;
        Ok(())
    }
}

const NO_JSON: &str = "it is not the JSON that should stand here";

/// What the trailer says.
pub(super) struct Trailer {
    pub(super) index_at: u64,
    pub(super) head: [u8; 32],
    pub(super) index: [u8; 32],
    pub(super) all: [u8; 32],
}

impl Trailer {
    pub(super) fn of(frame: &Frame) -> Option<Self> {
        let contents = frame.contents();
        if frame.kind != Kind::Trailer || contents.len() != 8 + 3 * 32 {
            return None;
        }
        let hash = |at: usize| contents.get(8 + at * 32..8 + (at + 1) * 32)?.try_into().ok();
        let index_at = u64::from_le_bytes(contents.get(..8)?.try_into().ok()?);
        Some(Self { index_at, head: hash(0)?, index: hash(1)?, all: hash(2)? })
    }
}

/// The header of a file, if this version reads its format.
pub(super) fn header(frame: &Frame) -> Result<Header, FileError> {
    #[derive(serde::Deserialize)]
    struct Probe {
        format: u32,
    }
    let json = frame.contents().strip_prefix(SIGNATURE).filter(|_| frame.kind == Kind::Header);
    let json = json.ok_or(FileError::NotABackup)?;
    let Probe { format } = serde_json::from_slice(json).map_err(|_| FileError::NotABackup)?;
    if format > FORMAT {
        return Err(FileError::Newer { format });
    }
    serde_json::from_slice(json).map_err(|_| FileError::NotABackup)
}

/// The snapshot in a frame.
pub(super) fn catalog(frame: &Frame) -> Result<String, FileError> {
    let damaged = |what| FileError::Damaged { part: "the schema".to_owned(), offset: 0, what };
    if frame.kind != Kind::Catalog {
        return Err(damaged("a frame that does not belong here"));
    }
    let mut text = String::new();
    let mut decoder = zstd::stream::read::Decoder::new(frame.contents()).map_err(FileError::Read)?;
    decoder.read_to_string(&mut text).map_err(|_| damaged("it cannot be decompressed"))?;
    Ok(text)
}
