//! Names of database objects: an identifier, alone or qualified by its schema.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name of an object that lives in a schema.
///
/// Displayed, parsed and serialised as SQL writes it: `public.film`, `sales."Order"`.
/// Ordered by schema, then by name, byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema, as the catalog stores it (no quotes).
    pub schema: String,
    /// The name within the schema, as the catalog stores it (no quotes).
    pub name: String,
}

impl QualifiedName {
    /// A name from its two parts, as the catalog stores them.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// The name with both parts quoted, valid in any statement.
    ///
    /// ```
    /// # use relvar_catalog::QualifiedName;
    /// assert_eq!(QualifiedName::new("public", "film").to_sql(), r#""public"."film""#);
    /// ```
    pub fn to_sql(&self) -> String {
        format!("{}.{}", quote(&self.schema), quote(&self.name))
    }
}

/// Quotes an identifier, whether it needs it or not.
pub fn quote(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Whether the characters of an identifier need no quotes; it may still be a keyword.
pub(crate) fn is_plain(identifier: &str) -> bool {
    let mut chars = identifier.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// An identifier, displayed with quotes only where its characters demand them.
pub(super) struct Identifier<'a>(pub(super) &'a str);

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) { f.write_str(self.0) } else { f.write_str(&quote(self.0)) }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", Identifier(&self.schema), Identifier(&self.name))
    }
}

/// A text that is not `schema.name`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a qualified name; write `schema.name`, with double quotes where SQL needs them")]
pub struct ParseNameError(String);

impl FromStr for QualifiedName {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseNameError(text.to_owned());
        let is_end = |c| c == '.';
        let (schema, rest) = split_identifier(text, is_end).ok_or_else(error)?;
        let (name, rest) = rest.strip_prefix('.').and_then(|rest| split_identifier(rest, is_end)).ok_or_else(error)?;
        if rest.is_empty() { Ok(Self { schema, name }) } else { Err(error()) }
    }
}

/// Takes one identifier off the front of a text; one without quotes goes up to the first end character.
pub(super) fn split_identifier(text: &str, is_end: impl Fn(char) -> bool) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(is_end).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut identifier = String::new();
    loop {
        let end = rest.find('"')?;
        identifier.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                identifier.push('"');
                rest = after;
            }
            None => return Some((identifier, rest)),
        }
    }
}

impl Serialize for QualifiedName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for QualifiedName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl de::Visitor<'_> for NameVisitor {
    type Value = QualifiedName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name such as \"public.film\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<QualifiedName, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_their_text() {
        for (schema, name) in [("public", "film"), ("Sales", "a.b"), ("x", "say \"hi\""), ("ü", "1st")] {
            let written = QualifiedName::new(schema, name);
            assert_eq!(written.to_string().parse(), Ok(written));
        }
    }
}
