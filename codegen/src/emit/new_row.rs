//! The structs of a new row.
//!
//! They derive little: two more derives on each cost a quarter of the time it takes to check the generated code.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    columns,
    names::Names,
    tokens::{doc, position},
};
use crate::model::{Column, Ident, Input, NewRow, Relation};

/// `pub struct NewFilm { … }`, `pub struct NewFilmOptional { … }` and `impl rt::Insertable for NewFilm { … }`
pub(super) fn new_row(names: Names<'_>, relation: &Relation, new: &NewRow) -> TokenStream {
    let NewRow { name, optional: optional_part } = new;
    let row = &relation.row;
    let required = required(names, relation, new);
    let optional = optional_part.as_ref().map(|(type_, _)| optional(names, relation, type_));
    let debug = columns::debug(name, &quote!(rt::debug_new::<#row>));
    let insertable = insertable(relation, new);
    [Some(required), optional, Some(debug), Some(insertable)].into_iter().flatten().collect()
}

/// `pub struct NewFilm { pub title: String, pub optional: NewFilmOptional }`
fn required(names: Names<'_>, relation: &Relation, new: &NewRow) -> TokenStream {
    let NewRow { name, optional } = new;
    let docs = doc(&format!("Values for a new row of {}: what has no default is required.", relation.title_name));
    let required: Vec<&Column> = relation.columns.iter().filter(|c| c.input == Input::Required).collect();
    let default = required.is_empty().then(|| quote!(, Default));
    let fields = required.iter().map(|column| {
        let (docs, field, rust) = (doc(&column.declaration), &column.field, names.column(column));
        quote! {
            #docs
            pub #field: #rust
        }
    });
    let optional = optional.iter().map(|(type_, field)| {
        quote! {
            /// What may be left out.
            pub #field: #type_
        }
    });
    quote! {
        #docs
        #[derive(Clone #default)]
        pub struct #name {
            #(#fields,)*
            #(#optional,)*
        }
    }
}

/// `pub struct NewFilmOptional { pub length: Option<Option<i16>> }`
fn optional(names: Names<'_>, relation: &Relation, name: &Ident) -> TokenStream {
    let docs = doc(&format!("What a new row of {} may leave out: `None` takes the default.", relation.title_name));
    let fields = relation.columns.iter().filter_map(|column| {
        let Input::Optional { null_differs } = column.input else { return None };
        let rust = if null_differs { names.column(column) } else { names.rust(&column.type_.rust) };
        let (docs, field) = (doc(&column.declaration), &column.field);
        Some(quote! {
            #docs
            pub #field: Option<#rust>
        })
    });
    quote! {
        #docs
        #[derive(Clone, Default)]
        pub struct #name {
            #(#fields,)*
        }
    }
}

/// `impl rt::Insertable for NewFilm { … }`
fn insertable(relation: &Relation, new: &NewRow) -> TokenStream {
    let NewRow { name, optional } = new;
    let arms: Vec<TokenStream> = relation
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| {
            let (at, field) = (position(at), &column.field);
            match (column.input, optional) {
                (Input::Required, _) => Some(quote!(#at => Some(&self.#field))),
                (Input::Optional { .. }, Some((_, optional))) => {
                    Some(quote!(#at => rt::optional(&self.#optional.#field)))
                }
                (Input::Optional { .. }, None) | (Input::Generated, _) => None,
            }
        })
        .collect();
    if arms.is_empty() {
        return quote! {
            impl rt::Insertable for #name {
                fn value(&self, _column: u16) -> Option<&dyn rt::Encode> {
                    None
                }
            }
        };
    }
    quote! {
        impl rt::Insertable for #name {
            fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
                match column {
                    #(#arms,)*
                    _ => None,
                }
            }
        }
    }
}
