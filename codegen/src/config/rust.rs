//! Rust names, types and paths as the configuration gives them, parsed once.

use std::fmt;

use proc_macro2::TokenStream;
use serde::Deserialize;
use syn::parse::Parser as _;

use crate::code::Code;

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

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text != "_"
}

/// The type of a field: `crate::Settings`, `Vec<crate::Tag>`, `[u8; 4]`, `&'static str`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RustType(Code);

impl RustType {
    /// The type as code.
    pub fn code(&self) -> &Code {
        &self.0
    }
}

impl TryFrom<String> for RustType {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let code = parse(&text, "a Rust type", |tokens| syn::parse2::<syn::Type>(tokens).map(drop))?;
        match NOT_IN_FIELDS.iter().find(|words| code.has(words)) {
            Some(words) => Err(format!("`{text}` is not the type of a field: it has `{}` in it", words.concat())),
            None => Ok(Self(code)),
        }
    }
}

/// What a type may have in other places, and what is Rust of the future.
const NOT_IN_FIELDS: &[&[&str]] = &[&["_"], &["impl"], &["become"], &["builtin"], &["dyn", "*"], &["unsafe", "<"]];

/// The path of a trait, to derive it: `serde::Serialize`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RustPath(Code);

impl RustPath {
    /// The path as code.
    pub fn code(&self) -> &Code {
        &self.0
    }
}

impl TryFrom<String> for RustPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        parse(&text, "the path of a trait", |tokens| syn::Path::parse_mod_style.parse2(tokens).map(drop)).map(Self)
    }
}

/// Parses code; the message says what it should have been, and what stands in the way.
pub(super) fn parse<E: fmt::Display>(
    text: &str,
    what: &str,
    check: impl FnOnce(TokenStream) -> Result<(), E>,
) -> Result<Code, String> {
    let text = text.trim();
    // Generated code is indented line by line, which a literal of several lines would not survive.
    if text.contains(['\n', '\r']) {
        return Err(format!("`{text}` is not {what} on one line"));
    }
    let not = |reason: &str| format!("`{text}` is not {what}: {reason}");
    let unlexed = "a bracket or a quote is not closed, or a character is not Rust";
    let tokens: TokenStream = text.parse().map_err(|_: proc_macro2::LexError| not(unlexed))?;
    check(tokens.clone()).map_err(|error| not(&error.to_string()))?;
    Ok(Code::new(text, tokens))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_a_field_is_a_type() {
        for good in [
            "String",
            "crate::a::B",
            "::x::Y",
            "Vec<crate::Tag>",
            "M<A, B<C>>",
            "r#type::X",
            "&'static str",
            "[u8; 4]",
            "[u8; N + 1]",
            "(i32, Option<String>)",
            "()",
            "fn(i32) -> i32",
            "Box<dyn Fn(&str) -> bool + Send>",
            "<Vec<u8> as IntoIterator>::Item",
            "Matrix<3, { 2 + 1 }>",
            "*const u8",
            "my_type!(a, b)",
        ] {
            assert!(RustType::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "1a",
            "a b",
            "a::",
            "Vec<",
            "a; drop",
            "A<B>>",
            "_",
            "Vec<_>",
            "a.b",
            "impl Copy",
            "dyn* A",
            "\"",
            "(",
            "X = 1",
            "X { a: i32 }",
            "X, Y",
            "fn f() {}",
        ] {
            assert!(RustType::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_paths_are_derived() {
        for good in ["Eq", "serde::Serialize", "::strum::Display", "crate::a::B", "r#type::X"] {
            assert!(RustPath::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "1a", "a b", "a::", "Vec<u8>", "a; drop", "&str", "a.b", "A, B"] {
            assert!(RustPath::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
