//! Names, types, positions and documentation of the model as tokens.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote};

use crate::{
    code::{Code, word},
    model::{BuiltinType, ColumnIndex, Docs, Home, Ident, Read, SqlType, Traits, Wire},
};

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(word(self.as_str()));
    }
}

impl ToTokens for ColumnIndex {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(Literal::u16_unsuffixed(self.0));
    }
}

/// A position, written as a number without a suffix.
pub(super) fn position(at: usize) -> Literal {
    Literal::usize_unsuffixed(at)
}

/// `&[0, 1]`
pub(super) fn columns(columns: &[ColumnIndex]) -> TokenStream {
    quote!(&[#(#columns),*])
}

/// `&[(0, 1)]`
pub(super) fn pairs(pairs: &[(ColumnIndex, ColumnIndex)]) -> TokenStream {
    let pairs = pairs.iter().map(|(here, there)| quote!((#here, #there)));
    quote!(&[#(#pairs),*])
}

/// One attribute for each line, as a line of its own has no end of a comment in it.
impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(self.0.iter().map(|line| doc(line)));
    }
}

/// `/// A line.`
pub(super) fn doc(line: &str) -> TokenStream {
    let text = spaced(line);
    quote!(#[doc = #text])
}

/// `#[derive(Clone, PartialEq, serde::Serialize)]`: the type's own traits, and those that the configuration adds.
pub(super) fn derive(own: Traits, more: &BTreeSet<Code>) -> TokenStream {
    let derived = own.derived.iter().copied().map(word);
    let more = more.iter().filter(|path| !own.has(path));
    quote!(#[derive(#(#derived),* #(, #more)*)])
}

/// `//! A line.`
pub(super) fn inner_doc(line: &str) -> TokenStream {
    let text = spaced(line);
    quote!(#![doc = #text])
}

/// As a comment is written: with a space in front of text.
fn spaced(line: &str) -> String {
    let line = line.trim_end();
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// `i32`, `rt::chrono::NaiveDate`
impl ToTokens for BuiltinType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { home, path, arguments } = self;
        let path = path.iter().copied().map(word);
        let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
        tokens.append_all(match home {
            Home::Rust => quote!(#(#path)::* #arguments),
            Home::Runtime => quote!(rt::#(#path)::* #arguments),
            Home::Crate(name) => {
                let name = word(name);
                quote!(rt::#name::#(#path)::* #arguments)
            }
        });
    }
}

/// The constant of a SQL type: `rt::types::INT4`, `rt::SqlType::user("\"public\".\"mood\"", &rt::types::TEXT)`
impl ToTokens for SqlType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Builtin(wire) => wire.to_tokens(tokens),
            Self::Cast { sql, wire, array, read } => {
                let element = match read {
                    Read::Cast => quote!(rt::SqlType::user(#sql, &#wire)),
                    Read::Composite => quote!(rt::SqlType::composite(#sql)),
                    Read::Range => quote!(rt::SqlType::range(#sql)),
                    Read::Multirange => quote!(rt::SqlType::multirange(#sql)),
                    Read::Array => quote!(rt::SqlType::sent_array(#sql, &#wire)),
                    Read::Function(send) => quote!(rt::SqlType::sent(#sql, #send, &#wire)),
                };
                let array = array.then(|| quote!(.array()));
                tokens.append_all(quote!(#element #array));
            }
        }
    }
}

impl ToTokens for Wire {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, array } = self;
        let constant = word(&if *array { format!("{name}_ARRAY") } else { (*name).to_owned() });
        tokens.append_all(quote!(rt::types::#constant));
    }
}
