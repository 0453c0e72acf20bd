//! A backup as one JSON document, for people and other programs.

use std::io::{self, Write};

use serde_json::to_writer;

use crate::{
    file::{Header, Section},
    text::unescape,
};

/// How far the list of tables is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tables {
    None,
    Some,
    Ended,
}

/// Writes a document piece by piece.
pub(super) struct Document<W> {
    out: W,
    columns: Vec<Vec<u8>>,
    tables: Tables,
    is_first_row: bool,
    /// The statements that follow are not written.
    is_silent: bool,
}

impl<W: Write> Document<W> {
    /// Begins with the header.
    pub(super) fn begin(mut out: W, header: &Header) -> io::Result<Self> {
        out.write_all(b"{\n\"relvar_backup\": ")?;
        to_writer(&mut out, header)?;
        Ok(Self { out, columns: Vec::new(), tables: Tables::None, is_first_row: true, is_silent: false })
    }

    /// Begins a section of statements. Sequences are states rather than statements.
    pub(super) fn begin_statements(&mut self, section: &Section) -> io::Result<()> {
        self.end_tables(matches!(section, Section::Before))?;
        let name = match section {
            Section::Before => "before",
            Section::After => "after",
            Section::LargeObjects => "large_objects",
            Section::Sequences { states } => {
                self.is_silent = true;
                return write!(self.out, ",\n\"sequences\": {}", serde_json::to_string(states)?);
            }
            Section::Table { .. } => return Ok(()),
        };
        write!(self.out, ",\n\"{name}\": [")?;
        self.is_first_row = true;
        Ok(())
    }

    /// Writes statements, as one text.
    pub(super) fn statements(&mut self, text: &str) -> io::Result<()> {
        if self.is_silent {
            return Ok(());
        }
        let before: &[u8] = if self.is_first_row { b"\n" } else { b",\n" };
        self.out.write_all(before)?;
        self.is_first_row = false;
        Ok(to_writer(&mut self.out, text)?)
    }

    /// Ends a section of statements.
    pub(super) fn end_statements(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_silent) { Ok(()) } else { self.out.write_all(b"\n]") }
    }

    /// Begins a table.
    pub(super) fn begin_table(&mut self, section: &Section) -> io::Result<()> {
        let Section::Table { name, columns } = section else { return Ok(()) };
        let before: &[u8] = if self.tables == Tables::None { b",\n\"tables\": [\n" } else { b",\n" };
        self.out.write_all(before)?;
        self.out.write_all(b"{\"name\": ")?;
        to_writer(&mut self.out, name)?;
        self.out.write_all(b", \"columns\": ")?;
        to_writer(&mut self.out, columns)?;
        self.out.write_all(b", \"rows\": [")?;
        self.columns = columns.iter().map(serde_json::to_vec).collect::<Result<_, _>>()?;
        (self.tables, self.is_first_row) = (Tables::Some, true);
        Ok(())
    }

    /// Writes rows, each in a line.
    pub(super) fn rows(&mut self, rows: &[u8]) -> io::Result<()> {
        for row in rows.split_inclusive(|byte| *byte == b'\n') {
            let row = row.strip_suffix(b"\n").unwrap_or(row);
            let before: &[u8] = if self.is_first_row { b"\n{" } else { b",\n{" };
            self.out.write_all(before)?;
            self.is_first_row = false;
            for (at, (value, column)) in row.split(|byte| *byte == b'\t').zip(&self.columns).enumerate() {
                if at > 0 {
                    self.out.write_all(b", ")?;
                }
                self.out.write_all(column)?;
                self.out.write_all(b": ")?;
                match value {
                    b"\\N" => self.out.write_all(b"null")?,
                    value => to_writer(&mut self.out, &String::from_utf8_lossy(&unescape(value)))?,
                }
            }
            self.out.write_all(b"}")?;
        }
        Ok(())
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) -> io::Result<()> {
        self.out.write_all(b"]}")
    }

    /// Ends the list of tables, unless they are still to come.
    fn end_tables(&mut self, are_to_come: bool) -> io::Result<()> {
        let end: &[u8] = match self.tables {
            Tables::None if are_to_come => return Ok(()),
            Tables::None => b",\n\"tables\": []",
            Tables::Some => b"\n]",
            Tables::Ended => return Ok(()),
        };
        self.tables = Tables::Ended;
        self.out.write_all(end)
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.end_tables(false)?;
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }
}
