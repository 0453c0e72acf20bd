//! Rust names and paths as the configuration gives them, checked so that they can be printed as code.

use serde::Deserialize;

/// An identifier of the user's choice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RustName(String);

impl RustName {
    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RustName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if is_identifier(&text) { Ok(Self(text)) } else { Err(format!("`{text}` is not a Rust identifier")) }
    }
}

/// The path of a type or trait, type arguments included: `crate::Settings`, `Vec<crate::Tag>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RustPath(String);

impl RustPath {
    /// The path as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RustPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match path(text.trim()) {
            Some("") => Ok(Self(text.trim().to_owned())),
            _ => Err(format!("`{text}` is not the path of a Rust type")),
        }
    }
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text != "_"
}

/// Takes one path off the front; what is left is returned, and nothing where there is no path.
fn path(mut text: &str) -> Option<&str> {
    text = text.strip_prefix("::").unwrap_or(text);
    loop {
        let segment = text.strip_prefix("r#").unwrap_or(text);
        let end = segment.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(segment.len());
        if !is_identifier(&segment[..end]) {
            return None;
        }
        text = &segment[end..];
        if let Some(arguments) = text.strip_prefix('<') {
            text = arguments_end(arguments)?;
        }
        match text.strip_prefix("::") {
            Some(rest) => text = rest,
            None => return Some(text),
        }
    }
}

fn arguments_end(mut text: &str) -> Option<&str> {
    loop {
        text = path(text.trim_start())?.trim_start();
        match text.strip_prefix(',') {
            Some(rest) => text = rest,
            None => return text.strip_prefix('>'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_are_paths() {
        for good in ["String", "crate::a::B", "::x::Y", "Vec<crate::Tag>", "M<A, B<C>>", "r#type::X"] {
            assert!(RustPath::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "1a", "a b", "a::", "Vec<", "Vec<>", "a; drop", "A<B>>", "_", "&str", "a.b"] {
            assert!(RustPath::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
