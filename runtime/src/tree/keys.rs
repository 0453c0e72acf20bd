//! The keys by which the rows of two levels belong together.

use bytes::{BufMut, BytesMut};

use crate::error::Error;
use crate::node::RelationMeta;
use crate::relation::Relation;
use crate::render::KeyAt;
use crate::row::Row;
use crate::value::{Decode, IsNull, Numeric, SqlType, types};

/// One key for each row: `None` where a part of it is NULL.
#[derive(Debug)]
pub(super) enum KeyList {
    /// One integer each: what most keys are.
    Integers(Vec<Option<i64>>),
    /// Bytes that are equal where PostgreSQL has the keys for equal, one after another, and where each ends.
    Bytes(Vec<u8>, Vec<Option<usize>>),
}

/// How the values of one column become part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    /// `1.0` equals `1.00`.
    Numeric,
    /// Blanks at the end do not count.
    Padded,
    /// Case does not count.
    Folded,
    Plain,
}

impl Kind {
    fn of(ty: SqlType) -> Self {
        const INTEGERS: [u32; 4] = [types::INT2.wire, types::INT4.wire, types::INT8.wire, types::OID.wire];
        if INTEGERS.contains(&ty.wire) {
            Self::Integer
        } else if ty.wire == types::NUMERIC.wire {
            Self::Numeric
        } else if ty.wire == types::BPCHAR.wire {
            Self::Padded
        } else if ty.cast && ty.sql.trim_end_matches('"').ends_with("citext") {
            Self::Folded
        } else {
            Self::Plain
        }
    }
}

/// Gathers keys.
#[derive(Debug)]
pub(super) struct KeyReader {
    kinds: Vec<Kind>,
    list: KeyList,
    part: BytesMut,
}

impl KeyReader {
    pub(super) fn new(types: impl Iterator<Item = SqlType>) -> Self {
        let kinds = types.map(Kind::of).collect::<Vec<_>>();
        let list = match *kinds {
            [Kind::Integer] => KeyList::Integers(Vec::new()),
            _ => KeyList::Bytes(Vec::new(), Vec::new()),
        };
        Self { kinds, list, part: BytesMut::new() }
    }

    /// For keys among the columns of rows of a relation.
    pub(super) fn at(at: &KeyAt, target: &'static RelationMeta) -> Self {
        match at {
            KeyAt::Columns(columns) => Self::new(columns.iter().map(|&column| target.type_of(column))),
            KeyAt::End(relation, columns) => Self::new(columns.iter().map(|&column| relation.type_of(column))),
        }
    }

    /// Adds the key of a row whose parts are at these places.
    pub(super) fn read(&mut self, row: &Row<'_>, places: &[usize]) -> Result<(), Error> {
        if let (KeyList::Integers(keys), [place]) = (&mut self.list, places) {
            keys.push(row.raw(*place)?.map(integer));
            return Ok(());
        }
        let start = self.begin();
        for (at, &place) in places.iter().enumerate() {
            let Some(raw) = row.raw(place)? else {
                self.end_null(start);
                return Ok(());
            };
            self.part(at, raw)?;
        }
        self.end();
        Ok(())
    }

    /// Adds the key of a row that was read: these columns of it.
    pub(super) fn write<R: Relation>(&mut self, row: &R, columns: &[u16]) -> Result<(), Error> {
        let start = self.begin();
        for (at, &column) in columns.iter().enumerate() {
            let mut part = std::mem::take(&mut self.part);
            part.clear();
            match row.value(column).encode(R::META.type_of(column).wire, &mut part)? {
                IsNull::No => self.part(at, &part)?,
                IsNull::Yes => {
                    self.part = part;
                    self.end_null(start);
                    return Ok(());
                }
            }
            self.part = part;
        }
        self.end();
        Ok(())
    }

    fn begin(&self) -> usize {
        match &self.list {
            KeyList::Integers(keys) => keys.len(),
            KeyList::Bytes(bytes, _) => bytes.len(),
        }
    }

    fn end(&mut self) {
        if let KeyList::Bytes(bytes, ends) = &mut self.list {
            ends.push(Some(bytes.len()));
        }
    }

    fn end_null(&mut self, start: usize) {
        match &mut self.list {
            KeyList::Integers(keys) => keys.push(None),
            KeyList::Bytes(bytes, ends) => {
                bytes.truncate(start);
                ends.push(None);
            }
        }
    }

    fn part(&mut self, at: usize, raw: &[u8]) -> Result<(), Error> {
        match &mut self.list {
            KeyList::Integers(keys) => keys.push(Some(integer(raw))),
            KeyList::Bytes(bytes, _) => {
                let start = bytes.len();
                bytes.put_u32(0);
                match self.kinds[at] {
                    Kind::Integer => bytes.put_i64(integer(raw)),
                    Kind::Numeric => bytes.put_slice(plain(&Numeric::decode(raw)?.to_string()).as_bytes()),
                    Kind::Padded => bytes.put_slice(raw.trim_ascii_end()),
                    Kind::Folded => bytes.put_slice(String::from_utf8_lossy(raw).to_lowercase().as_bytes()),
                    Kind::Plain => bytes.put_slice(raw),
                }
                let length = u32::try_from(bytes.len() - start - 4).unwrap_or(u32::MAX);
                bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> KeyList {
        self.list
    }
}

/// An integer of 2, 4 or 8 bytes.
#[inline]
fn integer(raw: &[u8]) -> i64 {
    // What most keys are.
    if let Ok(raw) = raw.try_into() {
        return i32::from_be_bytes(raw).into();
    }
    let sign = raw.first().map_or(0, |first| if *first < 0x80 { 0 } else { -1 });
    raw.iter().fold(sign, |value, byte| value << 8 | i64::from(*byte))
}

/// A number without the zeros at the end of its fraction.
fn plain(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}
