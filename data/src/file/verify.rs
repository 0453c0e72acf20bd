//! Checking a file without a server.

use std::io::Read;

use super::{FileError, Header, Index, Reader};

/// What a file that is whole has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its header.
    pub header: Header,
    /// Its sections.
    pub index: Index,
}

/// Reads a whole file, and checks every byte of it.
pub fn verify(input: impl Read) -> Result<Verified, FileError> {
    let mut reader = Reader::new(input)?;
    while reader.next_part()?.is_some() {}
    Ok(Verified { header: reader.header().clone(), index: reader.index().clone() })
}
