//! Names on both sides of the border: what SQL calls an object, and what Rust calls it.

use std::fmt;

/// A Rust identifier, raw (`r#type`) where it has to be.
///
/// Only `lower` makes identifiers, so whatever is printed as one is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// An identifier that `lower` has made valid.
    pub(crate) fn new(valid: impl Into<String>) -> Self {
        Self(valid.into())
    }

    /// As it is written, `r#` included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without `r#`: for file names and for parts of longer identifiers.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An object's name in the database beside its name in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the catalog stores it, without quotes.
    pub sql: String,
    /// As generated code writes it.
    pub rust: Ident,
}
