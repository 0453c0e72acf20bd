//! The layout of a snapshot: what takes lines of its own and what stays on one.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// How the objects of a section are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// An object takes a line.
    Line,
    /// An object takes a block: a line for each field, and one for each element of a list in it.
    Block,
}

/// A document that is written section by section.
pub(super) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { out: b"{".to_vec() }
    }

    fn key(&mut self, key: &str) {
        let separator: &[u8] = if self.out.len() == 1 { b"\n  \"" } else { b",\n  \"" };
        self.out.extend_from_slice(separator);
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\": ");
    }

    pub(super) fn number(&mut self, key: &str, number: u32) {
        self.key(key);
        self.out.extend_from_slice(number.to_string().as_bytes());
    }

    /// A list of objects; nothing where it is empty.
    #[expect(clippy::expect_used, reason = "writing plain data with string keys to memory cannot fail")]
    pub(super) fn section<T: Serialize>(&mut self, key: &str, objects: &[T], layout: Layout) {
        if objects.is_empty() {
            return;
        }
        self.key(key);
        let lines = Lines { layout, depth: 0, inlined: 0, is_empty: true };
        objects
            .serialize(&mut Serializer::with_formatter(&mut self.out, lines))
            .expect("memory takes what is written to it");
    }

    pub(super) fn finish(mut self) -> String {
        self.out.extend_from_slice(b"\n}\n");
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

/// Breaks the list of a section, its objects where they take a block, and the lists directly in those;
/// all that is deeper stays on its line.
struct Lines {
    layout: Layout,
    /// Open lists and objects; the section's own list is the first.
    depth: usize,
    /// Of those, objects within a block: each stays on the line it begins on.
    inlined: usize,
    is_empty: bool,
}

impl Lines {
    /// Whether the innermost open list or object has a line for each of its parts.
    fn is_broken(&self) -> bool {
        match self.layout {
            Layout::Line => self.depth <= 1,
            Layout::Block => self.depth <= 3 && self.inlined == 0,
        }
    }

    fn line<W: ?Sized + io::Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..=self.depth).try_for_each(|_| out.write_all(b"  "))
    }

    fn open<W: ?Sized + io::Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        out.write_all(bracket)
    }

    fn part<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.is_empty = false;
        match (first, self.is_broken()) {
            (true, true) => self.line(out),
            (true, false) => Ok(()),
            (false, true) => out.write_all(b",").and_then(|()| self.line(out)),
            (false, false) => out.write_all(b", "),
        }
    }

    fn close<W: ?Sized + io::Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        let broken = self.is_broken() && !self.is_empty;
        self.depth -= 1;
        self.is_empty = false;
        if broken {
            self.line(out)?;
        }
        out.write_all(bracket)
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.part(out, first)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.inlined += usize::from(self.depth >= 2);
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")?;
        self.inlined -= usize::from(self.depth >= 2);
        Ok(())
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.part(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}
