//! The masks of a table, applied to its rows.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use relvar_catalog::QualifiedName;

use crate::text::NULL;

use super::{MaskedColumn, Method, kind::Kind, permute::Key};

/// What is replaced in the rows of a table.
pub(crate) struct Masks {
    pub(super) key: Key,
    pub(super) table: QualifiedName,
    /// By their place among the columns that are read.
    pub(super) columns: Vec<Mask>,
}

/// What a column becomes.
pub(super) struct Mask {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) kind: Kind,
    pub(super) values: AtomicU64,
    pub(super) unchanged: AtomicU64,
}

impl std::fmt::Debug for Masks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.columns.iter().map(|mask| (&mask.name, &mask.method))).finish()
    }
}

impl Masks {
    /// Whole rows, with what is masked replaced.
    pub(crate) fn rows(&self, rows: &[u8]) -> Vec<u8> {
        let mut masked = Vec::with_capacity(rows.len() + rows.len() / 4);
        for row in rows.split_inclusive(|byte| *byte == b'\n') {
            let (row, end) = row.strip_suffix(b"\n").map_or((row, &b""[..]), |row| (row, &b"\n"[..]));
            let mut masks = self.columns.iter().peekable();
            for (at, value) in row.split(|byte| *byte == b'\t').enumerate() {
                if at > 0 {
                    masked.push(b'\t');
                }
                match masks.next_if(|mask| mask.at == at) {
                    Some(mask) if value != NULL => mask.write(&self.key, value, &mut masked),
                    _ => masked.extend(value),
                }
            }
            masked.extend(end);
        }
        masked
    }

    /// What became of each column so far.
    pub(crate) fn report(&self) -> impl Iterator<Item = MaskedColumn> {
        self.columns.iter().map(|mask| MaskedColumn {
            table: self.table.clone(),
            column: mask.name.clone(),
            method: mask.method.clone(),
            values: mask.values.load(Relaxed),
            unchanged: mask.unchanged.load(Relaxed),
        })
    }
}

impl Mask {
    fn write(&self, key: &Key, value: &[u8], to: &mut Vec<u8>) {
        let count = if self.kind.write(key, value, to) { &self.values } else { &self.unchanged };
        count.fetch_add(1, Relaxed);
    }
}
