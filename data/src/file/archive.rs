//! A file in which sections are found by the index.

use std::{
    fs::File,
    io::{BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use relvar_catalog::{Catalog, hexadecimal, snapshot};
use sha2::{Digest as _, Sha256};

use super::{
    Block, Entry, FileError, Header, Index, block,
    frame::{self, Frame, HEAD, Kind, TRAILER},
    reader::{self, Trailer},
};

/// A file whose header, schema and index were read and checked; its rows were not.
#[derive(Clone, Debug)]
pub struct Archive {
    path: PathBuf,
    /// The header.
    pub header: Header,
    /// The catalog of the database.
    pub catalog: Catalog,
    /// What is where.
    pub index: Index,
    /// The SHA-256 of all that is in the file, which tells it from others.
    pub id: String,
}

impl Archive {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let read = FileError::Read;
        let mut input = BufReader::new(File::open(path).map_err(read)?);
        let first = match frame::read(&mut input, (0, "the header")) {
            Err(FileError::Damaged { .. } | FileError::Truncated { .. }) => return Err(FileError::NotABackup),
            frame => frame?,
        };
        let header = reader::header(&first)?;
        let second = frame::read(&mut input, (HEAD + first.bytes.len() as u64, "the schema"))?;
        let length = input.seek(SeekFrom::End(0)).map_err(read)?;
        let truncated = || FileError::Truncated { part: "the index".to_owned() };
        let at = length.checked_sub(TRAILER).ok_or_else(truncated)?;
        input.seek(SeekFrom::Start(at)).map_err(read)?;
        let trailer = match frame::read(&mut input, (at, "the trailer")) {
            Err(FileError::Damaged { .. }) => return Err(truncated()),
            frame => frame?,
        };
        let trailer = Trailer::of(&trailer).ok_or_else(truncated)?;
        input.seek(SeekFrom::Start(trailer.index_at)).map_err(read)?;
        let damaged =
            |part: &str, offset| FileError::Damaged { part: part.to_owned(), offset, what: "its SHA-256 is another" };
        let index_frame = frame::read(&mut input, (trailer.index_at, "the index"))?;
        if Sha256::digest(&index_frame.bytes)[..] != trailer.index {
            return Err(damaged("the index", trailer.index_at));
        }
        if Sha256::new().chain_update(&first.bytes).chain_update(&second.bytes).finalize()[..] != trailer.head {
            return Err(damaged("the header or the schema", 0));
        }
        let index =
            serde_json::from_slice(index_frame.contents()).map_err(|_| damaged("the index", trailer.index_at))?;
        let catalog = snapshot::read(&reader::catalog(&second)?).map_err(FileError::Schema)?;
        let id = hexadecimal(&trailer.all);
        Ok(Self { path: path.to_owned(), header, catalog, index, id })
    }

    /// Reads the blocks of a section, and gives each to a function, until that wants no more.
    pub fn blocks(&self, entry: &Entry, mut each: impl FnMut(Block) -> bool) -> Result<(), FileError> {
        let mut input = BufReader::with_capacity(1 << 18, File::open(&self.path).map_err(FileError::Read)?);
        input.seek(SeekFrom::Start(entry.offset)).map_err(FileError::Read)?;
        let mut input = input.take(entry.length);
        let title = entry.section.title();
        let mut offset = entry.offset;
        let next = |input: &mut std::io::Take<BufReader<File>>, offset: &mut u64, part: &str| {
            let frame = frame::read(input, (*offset, part))?;
            *offset += HEAD + frame.bytes.len() as u64;
            Ok::<Frame, FileError>(frame)
        };
        let damaged = |part: &str, offset, what| FileError::Damaged { part: part.to_owned(), offset, what };
        let begin = next(&mut input, &mut offset, &title)?;
        if begin.kind != Kind::Begin || serde_json::from_slice(begin.contents()).ok().as_ref() != Some(&entry.section) {
            return Err(damaged(&title, entry.offset, "it is not the section that the index says"));
        }
        for number in 1..=entry.totals.blocks {
            let part = format!("{title}, block {number}");
            let at = offset;
            let marker = next(&mut input, &mut offset, &part)?;
            if marker.kind != Kind::Block {
                return Err(damaged(&part, at, "a frame that does not belong here"));
            }
            let (block, length) = block::read(&mut input, marker.contents(), (at, &part))?;
            offset += length;
            if !each(block) {
                return Ok(());
            }
        }
        let at = offset;
        let end = next(&mut input, &mut offset, &title)?;
        if end.kind != Kind::End || serde_json::from_slice(end.contents()).ok() != Some(entry.totals) {
            return Err(damaged(&title, at, "it has another number of rows or bytes than the index says"));
        }
        Ok(())
    }
}
