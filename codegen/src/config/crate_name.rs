//! Names of generated crates.

use serde::Deserialize;

/// The name of a crate, checked as Cargo checks the names of new packages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct CrateName(String);

/// Names that Cargo refuses for a new package, or with which a crate cannot be used.
const TAKEN: &[&str] = &[
    "Self",
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "proc_macro",
    "pub",
    "ref",
    "relvar",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

impl CrateName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for CrateName {
    fn default() -> Self {
        Self("models".to_owned())
    }
}

/// As text: the documentation of the configuration shows the default.
#[cfg(feature = "schema")]
impl serde::Serialize for CrateName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for CrateName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut chars = text.chars();
        let first = chars.next();
        let reason = if first.is_none() {
            "is empty"
        } else if !first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
            "does not begin with a letter"
        } else if !chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            "has other characters than letters, digits, `-` and `_`"
        } else if text.len() > 64 {
            "is longer than 64 characters"
        } else if TAKEN.contains(&text.as_str()) {
            "is taken by Rust, Cargo or relvar"
        } else if super::is_device(&text.to_ascii_lowercase()) {
            "is the name of a device on Windows"
        } else {
            return Ok(Self(text));
        };
        Err(format!("`{text}` cannot be the name of a crate: it {reason}"))
    }
}

#[cfg(test)]
mod tests {
    use super::CrateName;

    #[test]
    fn names_are_checked_as_cargo_does() {
        for good in ["models", "my-models", "_models2", "M", "com10"] {
            assert!(CrateName::try_from(good.to_owned()).is_ok(), "{good}");
        }
        let long = "x".repeat(65);
        for bad in ["", "../../x", "/abs", "a b", "1a", "-a", "a.b", "a\"\n", "é", "fn", "std", "con", "COM1", &long] {
            assert!(CrateName::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
