//! A script to its statements, the way `psql` finds where one ends.

mod scan;

use scan::{Scanner, Stop};

/// One step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step<'a> {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    pub(super) kind: StepKind<'a>,
}

/// The kinds of step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StepKind<'a> {
    /// A statement, without its semicolon.
    Statement(&'a str),
    /// `COPY … FROM stdin`, and the lines up to `\.`.
    Copy { statement: &'a str, data: &'a str },
    /// A command of psql, without its backslash.
    Command(&'a str),
}

/// A quotation, comment or block of data that does not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unterminated {
    pub(super) line: usize,
    pub(super) what: &'static str,
}

/// The steps of a script, in order.
pub(super) fn split(script: &str) -> Result<Vec<Step<'_>>, Unterminated> {
    let mut steps = Vec::new();
    let mut lines = Lines::new(script);
    let mut at = 0;
    while let Some(statement) =
        Scanner::new(script, at).statement().map_err(|(offset, what)| Unterminated { line: lines.at(offset), what })?
    {
        let text = script[statement.start..statement.end].trim_end();
        at = statement.next;
        let line = lines.at(statement.start);
        match statement.stop {
            Stop::Semicolon if is_copy_from_stdin(text) => {
                let data = copy_data(script, at).ok_or(Unterminated { line, what: "block of COPY data" })?;
                at = data.next;
                steps.push(Step { line, kind: StepKind::Copy { statement: text, data: data.text } });
            }
            Stop::Semicolon | Stop::End if text.is_empty() => {}
            Stop::Semicolon | Stop::End => steps.push(Step { line, kind: StepKind::Statement(text) }),
            Stop::Backslash => {
                let command = script[at..].split('\n').next().unwrap_or_default();
                // `\g` and its kin send what was written so far; other commands leave it to be continued, which no
                // dump does.
                if !text.is_empty() {
                    steps.push(Step { line, kind: StepKind::Statement(text) });
                }
                steps.push(Step { line: lines.at(at), kind: StepKind::Command(command.trim_end()) });
                at += command.len();
            }
        }
    }
    Ok(steps)
}

/// Counts lines; offsets must not decrease.
struct Lines<'a> {
    script: &'a str,
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(script: &'a str) -> Self {
        Self { script, offset: 0, line: 1 }
    }

    fn at(&mut self, offset: usize) -> usize {
        if let Some(passed) = self.script.get(self.offset..offset) {
            self.line += passed.matches('\n').count();
            self.offset = offset;
        }
        self.line
    }
}

/// The words of a statement up to a number of them, in upper case; comments and punctuation are passed over.
pub(super) fn words(statement: &str, count: usize) -> Vec<String> {
    statement
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .take(count)
        .map(str::to_uppercase)
        .collect()
}

/// Identifiers and keywords of a statement, as the server folds them.
pub(super) fn identifiers(statement: &str) -> impl Iterator<Item = String> {
    let mut rest = statement;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c != '"' && c != '_' && !c.is_alphanumeric());
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"')?;
            rest = &quoted[end + 1..];
            return Some(quoted[..end].to_owned());
        }
        let end = rest.find(|c: char| c != '_' && c != '$' && !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..end];
        rest = &rest[end..];
        (!word.is_empty()).then(|| word.to_lowercase())
    })
}

fn is_copy_from_stdin(statement: &str) -> bool {
    let is_copy = statement.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("copy"));
    // Data follow a statement as pg_dump writes it, where nothing but options comes after.
    is_copy && words(statement, usize::MAX).windows(2).any(|pair| pair[0] == "FROM" && pair[1] == "STDIN")
}

struct CopyData<'a> {
    text: &'a str,
    next: usize,
}

/// The lines after the one that `at` is on, up to `\.`.
fn copy_data(script: &str, at: usize) -> Option<CopyData<'_>> {
    let start = at + script[at..].find('\n')? + 1;
    let mut end = start;
    for line in script[start..].split_inclusive('\n') {
        let next = end + line.len();
        if line.trim_end() == "\\." {
            return Some(CopyData { text: &script[start..end], next });
        }
        end = next;
    }
    None
}

#[cfg(test)]
mod tests;
