//! Blocks: about one MiB of SQL or rows, compressed, with a hash.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use super::{FileError, frame};

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// What only psql needs: `COPY … FROM stdin` and the end of its rows.
    Psql,
    /// Rows in the text format of `COPY`.
    Rows,
    /// Statements.
    Sql,
    /// Statements that name owners.
    Owners,
    /// Statements that grant and revoke.
    Privileges,
}

impl BlockKind {
    const ALL: [Self; 5] = [Self::Psql, Self::Rows, Self::Sql, Self::Owners, Self::Privileges];

    fn byte(self) -> u8 {
        self as u8
    }

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

/// A block that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it holds.
    pub kind: BlockKind,
    /// Its rows; of statements zero.
    pub rows: u32,
    /// Its contents.
    pub data: Vec<u8>,
}

/// A block as it stands in a file.
pub(crate) struct Encoded {
    pub(super) bytes: u32,
    pub(super) rows: u32,
    pub(super) marker: Vec<u8>,
    pub(super) stored: Vec<u8>,
}

const MARKER: usize = 13;

/// Compresses a block.
pub(crate) fn encode(kind: BlockKind, data: &[u8], level: i32) -> io::Result<Encoded> {
    let too_large = |_| io::Error::other("a row has more than 4 GiB");
    let stored = zstd::bulk::compress(data, level)?;
    let bytes = u32::try_from(data.len()).map_err(too_large)?;
    let length = u32::try_from(stored.len()).map_err(too_large)?;
    // What is a line break in a value is escaped.
    let rows = match kind {
        BlockKind::Rows => memchr::memchr_iter(b'\n', data).count(),
        BlockKind::Psql | BlockKind::Sql | BlockKind::Owners | BlockKind::Privileges => 0,
    };
    let rows = u32::try_from(rows).map_err(too_large)?;
    let mut marker = Vec::with_capacity(MARKER + 32);
    marker.push(kind.byte());
    marker.extend(bytes.to_le_bytes());
    marker.extend(length.to_le_bytes());
    marker.extend(rows.to_le_bytes());
    let hash = Sha256::new().chain_update(&marker).chain_update(&stored).finalize();
    marker.extend(hash);
    Ok(Encoded { bytes, rows, marker, stored })
}

/// Reads the block that a marker is before; gives its length in the file too.
pub(super) fn read(
    input: &mut impl Read,
    marker: &[u8],
    (offset, part): (u64, &str),
) -> Result<(Block, u64), FileError> {
    let damaged = |what| FileError::Damaged { part: part.to_owned(), offset, what };
    if marker.len() != MARKER + 32 {
        return Err(damaged("the head of a block has another length"));
    }
    let number = |at: usize| u32::from_le_bytes([marker[at], marker[at + 1], marker[at + 2], marker[at + 3]]);
    let (bytes, length, rows) = (number(1), u64::from(number(5)), number(9));
    let stored = frame::read_exactly(input, length, part)?;
    let (head, hash) = marker.split_at(MARKER);
    if Sha256::new().chain_update(head).chain_update(&stored).finalize()[..] != *hash {
        return Err(damaged("its SHA-256 is another"));
    }
    let kind = BlockKind::of(marker[0]).ok_or_else(|| damaged("a block of unknown kind"))?;
    let data = zstd::bulk::decompress(&stored, bytes as usize).map_err(|_| damaged("it cannot be decompressed"))?;
    if data.len() != bytes as usize {
        return Err(damaged("it has another length"));
    }
    Ok((Block { kind, rows, data }, length))
}
