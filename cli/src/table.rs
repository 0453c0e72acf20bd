//! Lines of text in columns.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

/// Text with a style.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: String,
    style: Style,
    right: bool,
}

impl Cell {
    /// Text without a style.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::styled(text, Style::new())
    }

    /// Text in a style.
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, right: false }
    }

    /// A number, which ends where those above and below it end.
    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::new(), right: true }
    }
}

/// Writes rows as lines in which the cells of a column begin at the same place, and no line ends with blanks.
pub(crate) fn table(out: &mut impl Write, indent: &str, rows: &[Vec<Cell>]) -> io::Result<()> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            let width = cell.text.width();
            match widths.get_mut(at) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    for row in rows {
        // A column that is empty throughout takes no room.
        let shown: Vec<_> = row.iter().zip(&widths).filter(|(_, width)| **width > 0).collect();
        let end = shown.iter().rposition(|(cell, _)| !cell.text.is_empty()).map_or(0, |at| at + 1);
        write!(out, "{indent}")?;
        for (at, (cell, width)) in shown[..end].iter().enumerate() {
            let Cell { text, style, right } = cell;
            let gap = " ".repeat(**width - text.width());
            let (before, after) = match (*right, at + 1 == end) {
                (true, _) => (gap.as_str(), ""),
                (false, true) => ("", ""),
                (false, false) => ("", gap.as_str()),
            };
            let space = if at == 0 { "" } else { "  " };
            write!(out, "{space}{before}{style}{text}{style:#}{after}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
