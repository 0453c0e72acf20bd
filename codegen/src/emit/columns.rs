//! The row struct and the constants of its columns.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    names::Names,
    tokens::{derive, doc, position},
};
use crate::model::{Column, Ident, Input, Relation, Traits};

/// `pub struct Film { … }`
pub(super) fn row(names: Names<'_>, relation: &Relation) -> TokenStream {
    let Relation { row, docs, attributes, columns, .. } = relation;
    let derive = derive(Traits::ROW, &names.model.output.row_derives);
    let fields = columns.iter().map(|column| field(names, column));
    quote! {
        #docs
        #derive
        #(#[#attributes])*
        pub struct #row {
            #(#fields,)*
        }
    }
}

/// `pub title: String`
fn field(names: Names<'_>, column: &Column) -> TokenStream {
    let Column {
        sql: _,
        field,
        constant: _,
        docs,
        declaration: _,
        attributes,
        type_: _,
        nullable: _,
        null_in_database: _,
        input: _,
    } = column;
    let rust = names.column(column);
    quote! {
        #docs
        #(#[#attributes])*
        pub #field: #rust
    }
}

/// `impl std::fmt::Debug for Film { … }`: a call, as a derive would be code for every column.
pub(super) fn debug(item: &Ident, call: &TokenStream) -> TokenStream {
    quote! {
        impl std::fmt::Debug for #item {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #call(self, f)
            }
        }
    }
}

/// `impl Film { pub const FILM_ID: rt::Column<Self, i32> = rt::column(0); … }`
pub(super) fn constants(names: Names<'_>, relation: &Relation) -> TokenStream {
    let Relation { row, columns, .. } = relation;
    if columns.is_empty() {
        return TokenStream::new();
    }
    let constants = columns.iter().enumerate().map(|(at, column)| constant(names, at, column));
    quote! {
        /// Columns.
        impl #row {
            #(#constants)*
        }
    }
}

fn constant(names: Names<'_>, at: usize, column: &Column) -> TokenStream {
    let (constant, docs, rust, at) = (&column.constant, doc(&column.declaration), names.column(column), position(at));
    match column.input {
        Input::Generated => quote! {
            #docs
            pub const #constant: rt::Generated<Self, #rust> = rt::generated(#at);
        },
        Input::Required | Input::Optional { .. } => quote! {
            #docs
            pub const #constant: rt::Column<Self, #rust> = rt::column(#at);
        },
    }
}
