//! Scripts and their lines.

use std::fmt;

/// SQL with the name it has in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its path, or `standard input`.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Script {
    /// A line of it, from 1.
    pub(super) fn at(&self, line: usize) -> Place {
        const SHOWN: usize = 160;
        let text = self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let mut excerpt: String = text.chars().take(SHOWN).collect();
        if excerpt.len() < text.len() {
            excerpt.push('…');
        }
        Place { file: self.name.clone(), line, text: excerpt }
    }
}

/// A line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The script's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is on it.
    pub text: String,
}

impl Place {
    pub(super) fn excerpt(&self) -> String {
        format!("\n  {} | {}", self.line, self.text)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, line {}", self.file, self.line)
    }
}
