//! Cutting rows into blocks: always at the same rows, however they came.

use bytes::{Bytes, BytesMut};

use crate::file::CUT as BLOCK;

/// Rows that are no block yet.
#[derive(Default)]
pub(super) struct Cutter(BytesMut);

impl Cutter {
    /// Takes some whole rows.
    pub(super) fn push(&mut self, rows: &[u8]) {
        self.0.extend_from_slice(rows);
    }

    /// The next block, if there are enough rows for one.
    pub(super) fn block(&mut self) -> Option<Bytes> {
        let rest = self.0.get(BLOCK - 1..)?;
        let end = memchr::memchr(b'\n', rest)?;
        Some(self.0.split_to(BLOCK + end).freeze())
    }

    /// What is left.
    pub(super) fn rest(&mut self) -> Option<Bytes> {
        if self.0.is_empty() { None } else { Some(self.0.split().freeze()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_at_the_same_rows_whatever_comes_at_once() {
        let rows: Vec<u8> = (0..400_000).flat_map(|n: u32| format!("{n}\tvalue {n}\n").into_bytes()).collect();
        let cut = |pieces: usize| {
            let mut cutter = Cutter::default();
            let mut blocks = Vec::new();
            let lines: Vec<&[u8]> = rows.split_inclusive(|byte| *byte == b'\n').collect();
            for piece in lines.chunks(pieces) {
                cutter.push(&piece.concat());
                while let Some(block) = cutter.block() {
                    blocks.push(block);
                }
            }
            blocks.extend(cutter.rest());
            blocks
        };
        let blocks = cut(1);
        assert!(blocks.len() > 3 && blocks.iter().all(|block| block.ends_with(b"\n")));
        assert_eq!(blocks.concat(), rows);
        assert_eq!(cut(1000), blocks);
        assert_eq!(cut(1_000_000), blocks);
    }
}
