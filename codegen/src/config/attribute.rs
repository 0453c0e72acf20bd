//! Attributes for generated items, parsed once.

use serde::Deserialize;
use syn::{Meta, Token, punctuated::Punctuated};

use super::{Pattern, RustPath, rust::parse};
use crate::code::Code;

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

/// The text between `#[` and `]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RustAttribute {
    code: Code,
    renames_variants: bool,
}

impl RustAttribute {
    /// The attribute as code.
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// It tells serde how the variants of an enum are called.
    pub fn renames_variants(&self) -> bool {
        self.renames_variants
    }
}

impl TryFrom<String> for RustAttribute {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut renames_variants = false;
        let code = parse(&text, "what stands between `#[` and `]`", |tokens| {
            let meta: Meta = syn::parse2(tokens)?;
            renames_variants = self::renames_variants(&meta);
            syn::Result::Ok(())
        })?;
        Ok(Self { code, renames_variants })
    }
}

/// `serde(rename_all = "…")`, behind `cfg_attr` too.
fn renames_variants(meta: &Meta) -> bool {
    let Meta::List(list) = meta else { return false };
    let inside = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
    if list.path.is_ident("serde") {
        inside.iter().any(|inner| inner.path().is_ident("rename_all"))
    } else {
        list.path.is_ident("cfg_attr") && inside.iter().skip(1).any(renames_variants)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn attribute(text: &str) -> Result<RustAttribute, String> {
        RustAttribute::try_from(text.to_owned())
    }

    #[test]
    fn only_attributes_are_attributes() {
        for good in [
            "non_exhaustive",
            "serde(rename_all = \"camelCase\")",
            "doc = \"a ) \\\" b\"",
            "a::b([1, 2])",
            "doc = concat!(\"a\", 'b')",
            "a(x = 'c', y = 1..=2)",
        ] {
            assert!(attribute(good).is_ok(), "{good}");
        }
        for bad in ["", "#[x]", "a(", "a)", "a(]", "a = \"b", "a] struct X; #[b", "a b", "a\nb", "1", "a, b"] {
            assert!(attribute(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn renaming_by_serde_is_found_by_its_structure() {
        for renames in [
            "serde(rename_all = \"camelCase\")",
            "serde(default, rename_all(serialize = \"lowercase\"))",
            "cfg_attr(feature = \"x\", serde(rename_all = \"lowercase\"))",
        ] {
            assert!(attribute(renames).unwrap().renames_variants(), "{renames}");
        }
        for other in ["serde(default)", "doc = \"serde(rename_all)\"", "strum(rename_all = \"lowercase\")"] {
            assert!(!attribute(other).unwrap().renames_variants(), "{other}");
        }
    }
}
