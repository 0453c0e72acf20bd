//! From tokens to text, with blank lines between items.

use std::{fmt::Write as _, sync::LazyLock};

use proc_macro2::{Ident, Span, TokenStream};
use syn::{
    AttrStyle, Attribute, Expr, ExprLit, File, ImplItem, Item, Lit, LitStr, Meta, MetaNameValue, Token, TraitItem,
    token::Bracket,
};

use crate::{hash::Hash, tree::CodeFingerprint};

/// What documentation says that becomes a blank line.
const BLANK: &str = "\u{1}";

/// Prints code. If `syn` does not know it, it is made again and stays as it is: the compiler says what is wrong with it.
pub(super) fn text(code: TokenStream, again: impl FnOnce() -> TokenStream) -> String {
    let Ok(mut file) = syn::parse2::<File>(code) else { return again().to_string() };
    space(&mut file);
    let printed = prettyplease::unparse(&file);
    let mut text = String::with_capacity(printed.len());
    for line in printed.lines() {
        if !is_blank(line) {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// `///` or `//!`, and the mark of a blank line, alone.
fn is_blank(line: &str) -> bool {
    line.strip_suffix(BLANK).is_some_and(|line| matches!(line.trim_start(), "///" | "//!"))
}

/// The fingerprint of code, and of what prints it: the same code is printed again by another printer.
pub(super) fn fingerprint(code: &TokenStream) -> CodeFingerprint {
    let mut hash = *PRINTER;
    // A hash takes whatever is written to it.
    let _ = write!(hash, "{code}");
    CodeFingerprint(hash.get())
}

/// What prints: the versions of this crate and of `prettyplease`, and this file, as a version has many commits.
static PRINTER: LazyLock<Hash> = LazyLock::new(|| {
    let mut hash = Hash::default();
    let versions = [env!("CARGO_PKG_VERSION"), env!("RELVAR_PRETTYPLEASE")];
    // Line by line, as the ends of lines differ between systems.
    for line in versions.into_iter().chain(include_str!("print.rs").lines()) {
        hash.add(line.as_bytes());
    }
    hash
});

/// Marks where blank lines go: between items, and around functions within them.
fn space(file: &mut File) {
    if let Some(first) = file.attrs.iter().position(|attribute| !attribute.path().is_ident("doc")) {
        file.attrs.insert(first, blank(AttrStyle::Inner(<Token![!]>::default())));
    }
    space_items(&mut file.items, !file.attrs.is_empty());
}

fn space_items(items: &mut [Item], mut is_spaced: bool) {
    let mut before = None;
    for item in items {
        let kind = Kind::of(item);
        is_spaced |= before.is_some_and(|before| before != kind || kind == Kind::Other);
        match item {
            Item::Impl(block) => space_members(&mut block.items, |item| match item {
                ImplItem::Fn(function) => Some(&mut function.attrs),
                _ => None,
            }),
            Item::Trait(block) => space_members(&mut block.items, |item| match item {
                TraitItem::Fn(function) => Some(&mut function.attrs),
                _ => None,
            }),
            Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    space_items(items, false);
                }
            }
            _ => {}
        }
        if let Some(attributes) = attributes(item).filter(|_| is_spaced) {
            attributes.insert(0, blank(AttrStyle::Outer));
        }
        before = Some(kind);
        is_spaced = false;
    }
}

/// Items of one kind that stand together without blank lines, and all others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Import,
    Declaration,
    Other,
}

impl Kind {
    fn of(item: &Item) -> Self {
        match item {
            Item::Use(_) => Self::Import,
            Item::Mod(module) if module.content.is_none() => Self::Declaration,
            _ => Self::Other,
        }
    }
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    match item {
        Item::Const(item) => Some(&mut item.attrs),
        Item::Enum(item) => Some(&mut item.attrs),
        Item::Fn(item) => Some(&mut item.attrs),
        Item::Impl(item) => Some(&mut item.attrs),
        Item::Macro(item) => Some(&mut item.attrs),
        Item::Mod(item) => Some(&mut item.attrs),
        Item::Struct(item) => Some(&mut item.attrs),
        Item::Trait(item) => Some(&mut item.attrs),
        Item::Type(item) => Some(&mut item.attrs),
        Item::Use(item) => Some(&mut item.attrs),
        // Nothing else is generated.
        _ => None,
    }
}

/// A blank line before each function but one that comes first.
fn space_members<T>(members: &mut [T], function: impl Fn(&mut T) -> Option<&mut Vec<Attribute>>) {
    for attributes in members.iter_mut().skip(1).filter_map(function) {
        attributes.insert(0, blank(AttrStyle::Outer));
    }
}

/// `#[doc = "\u{1}"]`
fn blank(style: AttrStyle) -> Attribute {
    let mark = Lit::Str(LitStr::new(BLANK, Span::call_site()));
    Attribute {
        pound_token: <Token![#]>::default(),
        style,
        bracket_token: Bracket::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: Ident::new("doc", Span::call_site()).into(),
            eq_token: <Token![=]>::default(),
            value: Expr::Lit(ExprLit { attrs: Vec::new(), lit: mark }),
        }),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn only_marks_become_blank_lines() {
        let code = || {
            quote! {
                #[doc = "a\u{1}"]
                struct A;
                struct B {
                    #[doc = " b\u{1}"]
                    b: u8,
                }
            }
        };
        assert_eq!(
            text(code(), code),
            "///a\u{1}\nstruct A;\n\nstruct B {\n    /// b\u{1}\n    b: u8,\n}\n",
            "blank lines stand between items, and documentation stays"
        );
    }
}
