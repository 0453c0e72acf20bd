//! What can be wrong with a configuration, and where.

use std::{fmt, ops::Range, path::Path, path::PathBuf};

/// A configuration that cannot be used: all that is wrong with it, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<ConfigFault>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{fault}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The file.
    pub path: PathBuf,
    /// The line, from one; absent if it is about the whole file.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub hint: Option<String>,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// A fault in the text, before it is known in which file.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Option<Range<usize>>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Range<usize>, message: String) -> Self {
        Self { span: Some(span), message, hint: None }
    }

    /// The same, with how to fix it.
    pub(super) fn hint(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// What the parser or a type said.
    pub(super) fn toml(error: &toml::de::Error) -> Self {
        let mut message = without_urls(error.message().trim_end()).replace('\n', ", ");
        if let Some(first) = message.chars().next().filter(|c| c.is_uppercase()) {
            message.replace_range(..first.len_utf8(), &first.to_lowercase().to_string());
        }
        Self { span: error.span(), message, hint: None }
    }

    /// The same, with the key it is about in front.
    pub(super) fn about(self, key: Option<&str>) -> Self {
        let message = key.map_or_else(String::new, |key| format!("`{key}`: ")) + &self.message;
        Self { message, ..self }
    }

    pub(super) fn at(self, path: &Path, text: &str) -> ConfigFault {
        let line = self.span.map(|span| {
            let before = text.as_bytes().iter().take(span.start);
            before.filter(|byte| **byte == b'\n').count() + 1
        });
        ConfigFault { path: path.to_owned(), line, message: self.message, hint: self.hint }
    }
}

/// The message without a quoted value that looks like a connection string, which may have a password in it.
fn without_urls(message: &str) -> String {
    match (message.find(['"', '`']), message.rfind(['"', '`'])) {
        (Some(first), Some(last)) if first < last && message[first..last].contains(['=', '@']) => {
            format!("{}…{}", &message[..=first], &message[last..])
        }
        _ => message.to_owned(),
    }
}
