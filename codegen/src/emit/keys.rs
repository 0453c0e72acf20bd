//! Keys and the functions that find a row by them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    names::Names,
    tokens::{columns, doc},
};
use crate::model::{BuiltinType, Column, Key, Relation, RustType, UniqueIndex};

/// `impl Film { pub const FILM_PKEY: rt::Key<Self> = …; pub fn find(film_id: i32) -> … { … } }`
pub(super) fn keys(names: Names<'_>, relation: &Relation) -> TokenStream {
    let Relation { row, keys, unique_indexes, .. } = relation;
    if keys.is_empty() && unique_indexes.is_empty() {
        return TokenStream::new();
    }
    let constants = keys.iter().filter_map(constant);
    let indexes = unique_indexes.iter().map(unique_index);
    let finders = keys.iter().filter_map(|key| find(names, relation, key));
    quote! {
        /// Keys.
        impl #row {
            #(#constants)*
            #(#indexes)*
            #(#finders)*
        }
    }
}

/// `pub const FILM_PKEY: rt::Key<Self> = rt::key("film_pkey", &[0]);`
fn constant(key: &Key) -> Option<TokenStream> {
    let Key { sql, constant, declaration, columns: own, columns_in_words: _, finder: _ } = key;
    let constant = constant.as_ref()?;
    let (docs, columns) = (doc(declaration), columns(own));
    Some(quote! {
        #docs
        pub const #constant: rt::Key<Self> = rt::key(#sql, #columns);
    })
}

/// `pub const ACCOUNT_EMAIL: rt::UniqueIndex<Self> = rt::unique_index("account_email", "(lower(email))");`
fn unique_index(index: &UniqueIndex) -> TokenStream {
    let UniqueIndex { sql, constant, declaration, target } = index;
    let docs = doc(declaration);
    quote! {
        #docs
        pub const #constant: rt::UniqueIndex<Self> = rt::unique_index(#sql, #target);
    }
}

/// `pub fn find(film_id: i32) -> rt::Query<Self> { Self::FILM_PKEY.find([rt::bind(film_id)]) }`
fn find(names: Names<'_>, relation: &Relation, key: &Key) -> Option<TokenStream> {
    let Key { sql, constant, declaration: _, columns: own, columns_in_words, finder } = key;
    let finder = finder.as_ref()?;
    let docs = doc(&format!("The row with this {columns_in_words}."));
    let arguments = own.iter().map(|at| argument(names, relation.column(*at)));
    let (parameters, values): (Vec<_>, Vec<_>) = arguments.unzip();
    let columns = columns(own);
    let key = constant.as_ref().map_or_else(|| quote!(rt::key(#sql, #columns)), |constant| quote!(Self::#constant));
    Some(quote! {
        #docs
        pub fn #finder(#(#parameters),*) -> rt::Query<Self> {
            #key.find([#(#values),*])
        }
    })
}

/// A parameter of a finder, and the value it binds: `film_id: i32` and `rt::bind(film_id)`
fn argument(names: Names<'_>, column: &Column) -> (TokenStream, TokenStream) {
    let (field, rust) = (&column.field, &column.type_.rust);
    if *names.model.resolve(rust) == RustType::Builtin(BuiltinType::STRING) {
        return (quote!(#field: impl Into<String>), quote!(rt::bind(Into::<String>::into(#field))));
    }
    let rust = names.rust(rust);
    (quote!(#field: #rust), quote!(rt::bind(#field)))
}
