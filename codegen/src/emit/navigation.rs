//! Foreign keys in both directions: constants, and the trait with the methods of rows and sets.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::{
    features,
    names::Names,
    tokens::{doc, pairs},
};
use crate::model::{Cardinality, Navigation, Path, Relation};

/// What the keys of a relation are items of.
struct Owner {
    /// The row type, as its items call it.
    row: TokenStream,
    visibility: TokenStream,
}

/// `impl Film { pub const LANGUAGE: rt::ToOne<Self, Language> = …; }`
pub(super) fn constants(names: Names<'_>, relation: &Relation) -> TokenStream {
    let Relation { row, key_trait, navigation, .. } = relation;
    if navigation.is_empty() {
        return TokenStream::new();
    }
    let owner = match key_trait {
        None => Owner { row: quote!(Self), visibility: quote!(pub) },
        // The row type of another crate gets by a trait what its own would give it.
        Some(_) => Owner { row: row.to_token_stream(), visibility: TokenStream::new() },
    };
    let constants = navigation.iter().map(|way| constant(names, relation, way, &owner));
    match key_trait {
        None => quote! {
            /// Foreign keys, in both directions.
            impl #row {
                #(#constants)*
            }
        },
        Some(key_trait) => quote! {
            /// Foreign keys, in both directions.
            pub trait #key_trait {
                #(#constants)*
            }

            impl #key_trait for #row {}
        },
    }
}

/// `pub const LANGUAGE: rt::ToOne<Self, Language> = rt::to_one(&[(3, 0)]);`
fn constant(names: Names<'_>, relation: &Relation, way: &Navigation, owner: &Owner) -> TokenStream {
    let Navigation { constant, method: _, target, cardinality, path, docs, method_docs: _ } = way;
    let Owner { row, visibility } = owner;
    let feature = features::of_relations(names.model, relation.schema, way.relations());
    let (type_, function) = match cardinality {
        Cardinality::One => (quote!(rt::ToOne), quote!(rt::to_one)),
        Cardinality::Optional => (quote!(rt::ToOptional), quote!(rt::to_optional)),
        Cardinality::Many => (quote!(rt::ToMany), quote!(rt::to_many)),
    };
    let target = names.row(*target);
    let value = match path {
        Path::Direct(columns) => {
            let columns = pairs(columns);
            quote!(#function(#columns))
        }
        Path::Through { association, near, far } => {
            let (association, near, far) = (names.row(*association), pairs(near), pairs(far));
            quote!(rt::through::<_, #association, _>(#near, #far))
        }
    };
    quote! {
        #docs
        #feature
        #visibility const #constant: #type_<#row, #target> = #value;
    }
}

/// `pub trait FilmRelations: rt::Set<Film> { … }`
pub(super) fn traversal(names: Names<'_>, relation: &Relation) -> TokenStream {
    let Relation { row, traversal, navigation, .. } = relation;
    if navigation.is_empty() {
        return TokenStream::new();
    }
    let methods = navigation.iter().map(|way| method(names, relation, way));
    quote! {
        /// Foreign keys followed from a row or a set of rows.
        pub trait #traversal: rt::Set<#row> {
            #(#methods)*
        }

        impl #traversal for &#row {}

        impl #traversal for rt::Query<#row> {}
    }
}

/// `fn language(self) -> rt::Query<Language> { Film::LANGUAGE.via(self) }`
fn method(names: Names<'_>, relation: &Relation, way: &Navigation) -> TokenStream {
    let Navigation { constant, method, target, cardinality: _, path: _, docs: _, method_docs } = way;
    let row = &relation.row;
    let feature = features::of_relations(names.model, relation.schema, way.relations());
    let (docs, target) = (doc(method_docs), names.row(*target));
    quote! {
        #docs
        #feature
        fn #method(self) -> rt::Query<#target> {
            #row::#constant.via(self)
        }
    }
}
