//! Diagnostics as they are found, and the lines of configuration that mend them.

use std::fmt::{Display, Write};

use super::builtin::PRELUDE;
use crate::diagnostic::{Diagnostic, Rule};

/// What was noticed so far.
#[derive(Default)]
pub(super) struct Report(pub(super) Vec<Diagnostic>);

impl Report {
    pub(super) fn add(&mut self, rule: Rule, object: impl Display, message: impl Into<String>, hint: Option<String>) {
        self.0.push(Diagnostic { rule, object: object.to_string(), message: message.into(), hint });
    }

    /// An object did not get the name it would have had alone.
    pub(super) fn renamed(&mut self, table: &str, object: &(impl Display + ?Sized), wanted: &str, given: &str) {
        if PRELUDE.contains(&wanted) {
            let message = format!("`{wanted}` is a name of Rust's own, so it is called `{given}`");
            self.add(Rule::ReservedName, object, message, Some(choose(table, object)));
        } else {
            self.clashed(table, object, wanted, given);
        }
    }

    /// Another object has the name it would have had alone.
    pub(super) fn clashed(&mut self, table: &str, object: &(impl Display + ?Sized), wanted: &str, given: &str) {
        let message = format!("`{wanted}` is taken, so it is called `{given}`");
        self.add(Rule::NameClash, object, message, Some(choose(table, object)));
    }

    /// What goes with an object did not get the name it would have had alone.
    pub(super) fn beside(
        &mut self,
        table: &str,
        object: &(impl Display + ?Sized),
        with: &str,
        (wanted, given): (&str, &str),
    ) {
        let message = format!("`{wanted}`, which goes with `{with}`, is taken, so it is called `{given}`");
        let hint = format!("to choose the names of both, write {}", line(table, object, "…"));
        self.add(Rule::NameClash, object, message, Some(hint));
    }

    /// All diagnostics, by object.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}

fn choose(table: &str, object: &(impl Display + ?Sized)) -> String {
    format!("to choose its name, write {}", line(table, object, "…"))
}

/// A line of `relvar.toml`: `"public.users" = "…"` under `[rename.relations]`.
pub(super) fn line(table: &str, key: &(impl Display + ?Sized), value: &str) -> String {
    format!("`{} = {}` under `[{table}]`", quoted(&key.to_string()), quoted(value))
}

/// A basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
