//! The enum of a relation's constraints.

use proc_macro2::TokenStream;
use quote::quote;

use super::{columns, tokens::doc};
use crate::model::{Constraints, Name, Relation, Variant};

/// `pub enum FilmConstraint { … }` and `impl rt::Constraints for FilmConstraint { … }`
pub(super) fn constraints(relation: &Relation, constraints: &Constraints) -> TokenStream {
    let Constraints { name, variants } = constraints;
    let docs = doc(&format!("The constraints of {}: what `error.violates::<{name}>()` gives.", relation.title_name));
    let (schema, table) = (&relation.sql.schema, &relation.sql.name);
    let declared = variants.iter().map(|Variant { name: Name { sql: _, rust }, docs }| {
        let docs = doc(docs);
        quote! {
            #docs
            #rust
        }
    });
    let names = variants.iter().map(|Variant { name: Name { sql, rust }, docs: _ }| quote!((#sql, Self::#rust)));
    let debug = columns::debug(name, &quote!(rt::debug_constraint));
    quote! {
        #docs
        #[derive(Clone, Copy, PartialEq)]
        pub enum #name {
            #(#declared,)*
        }

        impl rt::Constraints for #name {
            const META: rt::ConstraintsMeta<Self> = rt::ConstraintsMeta {
                schema: #schema,
                relation: #table,
                names: &[#(#names),*],
            };
        }

        #debug
    }
}
