//! Statements for people: a line for each clause.

use std::cell::Cell;
use std::fmt;

use super::Renderer;

thread_local! {
    static LINES: Cell<bool> = const { Cell::new(false) };
}

/// Writes a statement: on one line, or by `{:#}` with a line for each clause.
pub(crate) fn display(f: &mut fmt::Formatter<'_>, text: impl FnOnce() -> String) -> fmt::Result {
    struct OneLine;
    impl Drop for OneLine {
        fn drop(&mut self) {
            LINES.set(false);
        }
    }
    LINES.set(f.alternate());
    let _reset = OneLine;
    f.write_str(&text())
}

/// Whether each clause is to have a line.
pub(super) fn has_lines() -> bool {
    LINES.get()
}

impl Renderer {
    /// The beginning of a clause, with a blank before it: on a line of its own if there are to be lines. What goes on
    /// with a clause (`AND`) does not begin one.
    pub(super) fn clause(&mut self, text: &str) {
        if self.lines && text != " AND " {
            self.sql.push('\n');
            for _ in 1..self.frames.len() {
                self.sql.push_str("    ");
            }
            self.sql.push_str(text.trim_start());
        } else {
            self.sql.push_str(text);
        }
    }
}
