//! Skippable frames: what is in a file besides SQL and rows.

use std::io::{self, Read};

use super::FileError;

/// What a skippable frame of ours begins with; Zstandard has sixteen such numbers.
const MAGIC: u32 = 0x184D_2A5B;
/// Bytes before the contents.
pub(super) const HEAD: u64 = 8;
/// Bytes of the trailer, with its head.
pub(super) const TRAILER: u64 = HEAD + 1 + 8 + 3 * 32;
/// What the header begins with.
pub(super) const SIGNATURE: &[u8] = b"relvar backup\n";

/// What a skippable frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Header,
    Catalog,
    Begin,
    Block,
    End,
    Index,
    Trailer,
}

impl Kind {
    const ALL: [(Self, u8); 7] = [
        (Self::Header, b'H'),
        (Self::Catalog, b'C'),
        (Self::Begin, b'S'),
        (Self::Block, b'B'),
        (Self::End, b'E'),
        (Self::Index, b'I'),
        (Self::Trailer, b'T'),
    ];

    fn byte(self) -> u8 {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or(0, |(_, byte)| *byte)
    }

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.iter().find(|(_, own)| *own == byte).map(|(kind, _)| *kind)
    }
}

/// A skippable frame. Its contents begin with the byte of its kind.
pub(super) fn frame(kind: Kind, contents: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(contents.len() + 1).map_err(|_| io::Error::other("a part has more than 4 GiB"))?;
    let mut bytes = Vec::with_capacity(contents.len() + 9);
    bytes.extend(MAGIC.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.push(kind.byte());
    bytes.extend(contents);
    Ok(bytes)
}

/// A frame that was read.
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// With the byte of its kind, as hashes take it.
    pub(super) bytes: Vec<u8>,
}

impl Frame {
    /// What follows the byte of its kind.
    pub(super) fn contents(&self) -> &[u8] {
        &self.bytes[1..]
    }
}

/// Reads the next skippable frame; `part` is what it should belong to.
pub(super) fn read(input: &mut impl Read, (offset, part): (u64, &str)) -> Result<Frame, FileError> {
    let head = read_exactly(input, HEAD, part)?;
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let damaged = |what| FileError::Damaged { part: part.to_owned(), offset, what };
    if number(0) != MAGIC {
        return Err(damaged("a frame of relvar should begin here"));
    }
    let bytes = read_exactly(input, u64::from(number(4)), part)?;
    let kind = bytes.first().copied().and_then(Kind::of).ok_or_else(|| damaged("a frame of unknown kind"))?;
    Ok(Frame { kind, bytes })
}

/// So many bytes; what is missing is the end of the file.
pub(super) fn read_exactly(input: &mut impl Read, count: u64, part: &str) -> Result<Vec<u8>, FileError> {
    // A wrong length takes no more memory than the file has.
    let mut bytes = Vec::with_capacity(usize::try_from(count.min(1 << 21)).unwrap_or_default());
    input.take(count).read_to_end(&mut bytes).map_err(FileError::Read)?;
    if (bytes.len() as u64) < count {
        return Err(FileError::Truncated { part: part.to_owned() });
    }
    Ok(bytes)
}
