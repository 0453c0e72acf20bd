//! Writing a file.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::{
    Encoded, Entry, Header, Index, Section, Totals,
    frame::{Kind, SIGNATURE, frame},
};

/// Writes a file from its beginning to its end.
pub(crate) struct Writer<W> {
    out: W,
    offset: u64,
    /// Of all skippable frames.
    hash: Sha256,
    /// Of the header and the catalog.
    head: Sha256,
    index: Index,
    open: Option<(Section, u64, Totals)>,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    pub(crate) fn new(out: W, header: &Header, catalog: &str) -> io::Result<Self> {
        let (hash, head) = (Sha256::new(), Sha256::new());
        let mut writer = Self { out, offset: 0, hash, head, index: Index::default(), open: None };
        let header = [SIGNATURE, &serde_json::to_vec(header)?].concat();
        let catalog = zstd::bulk::compress(catalog.as_bytes(), 3)?;
        for (kind, contents) in [(Kind::Header, header), (Kind::Catalog, catalog)] {
            let bytes = frame(kind, &contents)?;
            writer.head.update(&bytes[8..]);
            writer.frame(&bytes)?;
        }
        Ok(writer)
    }

    fn frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(&bytes[8..]);
        self.put(bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Begins a section.
    pub(crate) fn begin(&mut self, section: Section) -> io::Result<()> {
        let offset = self.offset;
        self.frame(&frame(Kind::Begin, &serde_json::to_vec(&section)?)?)?;
        self.open = Some((section, offset, Totals::default()));
        Ok(())
    }

    /// Writes a block of the section.
    pub(crate) fn block(&mut self, block: &Encoded) -> io::Result<()> {
        if let Some((_, _, totals)) = &mut self.open {
            totals.rows += u64::from(block.rows);
            totals.bytes += u64::from(block.bytes);
            totals.blocks += 1;
        }
        self.frame(&frame(Kind::Block, &block.marker)?)?;
        self.put(&block.stored)
    }

    /// Ends the section.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        let Some((section, offset, totals)) = self.open.take() else { return Ok(()) };
        self.frame(&frame(Kind::End, &serde_json::to_vec(&totals)?)?)?;
        self.index.sections.push(Entry { section, offset, length: self.offset - offset, totals });
        Ok(())
    }

    /// Writes the index and the trailer.
    pub(crate) fn finish(mut self) -> io::Result<(W, Index)> {
        let at = self.offset;
        let index = frame(Kind::Index, &serde_json::to_vec(&self.index)?)?;
        self.frame(&index)?;
        let mut trailer = at.to_le_bytes().to_vec();
        trailer.extend(std::mem::take(&mut self.head).finalize());
        trailer.extend(Sha256::digest(&index[8..]));
        trailer.extend(std::mem::take(&mut self.hash).finalize());
        let trailer = frame(Kind::Trailer, &trailer)?;
        self.put(&trailer)?;
        self.out.flush()?;
        Ok((self.out, self.index))
    }
}
