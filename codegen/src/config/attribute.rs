//! Attributes for generated items, checked so that they can be printed as code.

use serde::Deserialize;

use super::{Pattern, RustPath};

/// More derives and attributes for the items of some objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Annotation {
    /// The objects, by pattern: relations and types as `public.film`, their columns and attributes as `public.film.title`.
    pub objects: Vec<Pattern>,
    /// Derives, as paths.
    #[serde(default)]
    pub derive: Vec<RustPath>,
    /// Attributes without `#[` and `]`: `serde(rename_all = "camelCase")`.
    #[serde(default)]
    pub attributes: Vec<RustAttribute>,
}

/// What stands between `#[` and `]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RustAttribute(String);

impl RustAttribute {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RustAttribute {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        if is_attribute(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not an attribute; write what stands between `#[` and `]`, on one line"))
        }
    }
}

/// It begins as a path does, stays on one line, and closes every bracket and string that it opens.
fn is_attribute(text: &str) -> bool {
    let mut open = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                // To the end of the string, past what is escaped.
                loop {
                    match chars.next() {
                        Some('\\') => _ = chars.next(),
                        Some('"') => break,
                        Some(_) => {}
                        None => return false,
                    }
                }
            }
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return false,
            '\'' => return false,
            _ => {}
        }
    }
    open.is_empty()
        && !text.contains(['\n', '\r'])
        && !text.contains("//")
        && !text.contains("/*")
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_attributes_are_attributes() {
        for good in ["non_exhaustive", "serde(rename_all = \"camelCase\")", "doc = \"a ) \\\" b\"", "a::b([1, 2])"] {
            assert!(RustAttribute::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "#[x]", "a(", "a)", "a(]", "a = \"b", "a] struct X; #[b", "a // b", "a\nb"] {
            assert!(RustAttribute::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
