//! The header of a revision: the comments that `up.sql` begins with.

use std::fmt;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The id.
    pub id: String,
    /// The revisions that it follows.
    pub parents: Vec<String>,
    /// Revisions or branches that must be applied before, without being ancestors.
    pub depends: Vec<String>,
    /// Labels of the branch that begins here.
    pub labels: Vec<String>,
    /// What it does, in a line.
    pub message: String,
    /// Whether `up.sql` runs in a transaction.
    pub is_transactional: bool,
    /// Whether `down.sql` does.
    pub is_down_transactional: bool,
    /// Whether a Rust function belongs to it, which only the program has that registers it.
    pub has_function: bool,
    /// The revisions that it stands for: those that were consolidated into it.
    pub replaces: Vec<String>,
}

/// The line that a header begins with.
const FIRST: &str = "relvar revision";

/// A fault of a header: its line from 1, and what is wrong.
pub(super) type Fault = (usize, String);

impl Header {
    /// Reads the header that a text begins with.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let missing = || (1, format!("a revision begins with a header: `-- {FIRST}`, `-- id = …`, `-- parents = …`"));
        let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim().is_empty());
        let comment = |line: &'_ str| line.trim().strip_prefix("--").map(|rest| rest.trim().to_owned());
        if lines.next().and_then(|(_, line)| comment(line)).as_deref() != Some(FIRST) {
            return Err(missing());
        }
        let mut header = Self {
            id: String::new(),
            parents: Vec::new(),
            depends: Vec::new(),
            labels: Vec::new(),
            message: String::new(),
            is_transactional: true,
            is_down_transactional: true,
            has_function: false,
            replaces: Vec::new(),
        };
        let mut seen = Vec::new();
        for (at, line) in lines {
            let Some(entry) = comment(line) else { break };
            let (key, value) =
                entry.split_once('=').map_or((entry.as_str(), None), |(key, value)| (key.trim(), Some(value.trim())));
            let Some(value) = value else {
                return Err((at + 1, format!("`{entry}` is no entry of a header: `key = value`")));
            };
            if seen.contains(&key.to_owned()) {
                return Err((at + 1, format!("`{key}` is said twice")));
            }
            seen.push(key.to_owned());
            header.set(key, value).map_err(|what| (at + 1, what))?;
        }
        if header.id.is_empty() { Err(missing()) } else { Ok(header) }
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let list = || value.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let switch = || match value {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(format!("`{key}` is `on` or `off`, not `{value}`")),
        };
        match key {
            "id" => value.clone_into(&mut self.id),
            "parents" => self.parents = list(),
            "depends" => self.depends = list(),
            "labels" => self.labels = list(),
            "message" => value.clone_into(&mut self.message),
            "transaction" => self.is_transactional = switch()?,
            "down_transaction" => self.is_down_transactional = switch()?,
            "rust" => self.has_function = switch()?,
            "replaces" => self.replaces = list(),
            _ => {
                return Err(format!(
                    "`{key}` is no key of a header: id, parents, depends, labels, message, transaction, down_transaction, \
                     rust, replaces"
                ));
            }
        }
        Ok(())
    }
}

/// As it is written.
impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, parents, depends, labels, message, .. } = self;
        let Self { is_transactional, is_down_transactional, has_function, replaces, .. } = self;
        writeln!(f, "-- {FIRST}\n-- id = {id}\n-- parents = {}", parents.join(", "))?;
        for (key, list) in [("depends", depends), ("labels", labels), ("replaces", replaces)] {
            if !list.is_empty() {
                writeln!(f, "-- {key} = {}", list.join(", "))?;
            }
        }
        writeln!(f, "-- message = {}", message.split_whitespace().collect::<Vec<_>>().join(" "))?;
        for (key, is_on) in [("transaction", is_transactional), ("down_transaction", is_down_transactional)] {
            if !is_on {
                writeln!(f, "-- {key} = off")?;
            }
        }
        if *has_function {
            writeln!(f, "-- rust = on")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn is_read_as_it_was_written() {
        let header = Header {
            id: "7f3a".to_owned(),
            parents: vec!["aaaa".to_owned(), "bbbb".to_owned()],
            depends: vec!["cccc".to_owned()],
            labels: vec!["shop".to_owned()],
            message: "Add a = b".to_owned(),
            is_transactional: false,
            is_down_transactional: true,
            has_function: true,
            replaces: vec!["dddd".to_owned(), "eeee".to_owned()],
        };
        let text = format!("{header}\nSELECT 1;\n-- id = other\n");
        assert_eq!(Header::parse(&text), Ok(header.clone()));
        assert_eq!(Header::parse(&text.replace('\n', "\r\n")), Ok(header));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, line) in [
            ("SELECT 1", 1),
            ("-- relvar revision\n\n-- id = a", 1),
            ("-- relvar revision\n-- id = a\n-- parent = b", 3),
            ("-- relvar revision\n-- id = a\n-- id = b", 3),
            ("-- relvar revision\n-- id = a\n-- transaction = no", 3),
            ("-- relvar revision\n-- id = a\n-- Adds a table", 3),
        ] {
            assert_eq!(Header::parse(text).map_err(|(line, _)| line), Err(line), "{text}");
        }
    }
}
