//! The modules that hold the files together: the root, the schemas, the prelude.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    features,
    source::{Module, Source},
};
use crate::{
    code::word,
    model::{Ident, Layout, Model, Part, Relation, Schema, SchemaId, UserTypeKind},
};

/// `mod.rs` or `lib.rs` of the whole.
pub(super) fn root(model: &Model) -> Source {
    // No attribute is so long that rustfmt would break its line: it does not skip the root.
    let unused = if model.output.layout == Layout::Module {
        quote!(#![allow(dead_code, unreachable_pub, unused_imports, reason = "generated code")])
    } else if model.schemas.iter().any(|schema| schema.feature.is_some()) {
        quote!(#![allow(unused_imports, reason = "not every feature is on")])
    } else {
        TokenStream::new()
    };
    let schemas = model.schemas.iter().map(|schema| {
        let feature = features::of_schema(schema);
        Module::public(&schema.name.rust).with(quote!(#feature #[rustfmt::skip]))
    });
    let prelude = Module::public(&Ident::new("prelude")).with(quote!(#[rustfmt::skip]));
    let items = TokenStream::from_iter([contract(model), verify(model)]);
    Source {
        attributes: quote! {
            #unused
            #![allow(clippy::all, clippy::pedantic, reason = "generated code")]
        },
        modules: std::iter::once(prelude).chain(schemas).collect(),
        ..Source::new("Typed models of a PostgreSQL database.".to_owned(), items)
    }
}

/// `::relvar::generated::contract!("0.1", jiff);`: one clear error, if the runtime has another version than the generator,
/// or lacks a feature.
pub(super) fn contract(model: &Model) -> TokenStream {
    let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    let features = model.output.features.iter().copied().map(word);
    quote!(::relvar::generated::contract!(#version #(, #features)*);)
}

/// `pub async fn verify(…)`: the question whether a database is what the models were made of.
///
/// Paths begin with `::`, as a schema may be called `relvar` or `rt`.
pub(super) fn verify(model: &Model) -> TokenStream {
    let modules = model.schemas.iter().map(|schema| &schema.name.rust);
    let body = if model.schemas.iter().all(|schema| schema.feature.is_none()) {
        quote!(::relvar::generated::verify(db, &[#(#modules::META),*]).await)
    } else {
        let features = model.schemas.iter().map(features::of_schema);
        quote! {
            let schemas: &[&::relvar::generated::SchemaMeta] = &[#(#features #modules::META),*];
            ::relvar::generated::verify(db, schemas).await
        }
    };
    quote! {
        /// Where these models and a database disagree, found in one query: nothing where they agree.
        ///
        /// A program that asks when it starts hears of it before its first statement fails.
        #[rustfmt::skip]
        pub async fn verify(
            db: &impl ::relvar::generated::Executor,
        ) -> Result<Vec<::relvar::generated::Difference>, ::relvar::generated::Error> {
            #body
        }
    }
}

/// `prelude.rs`: what the runtime has in its own, and every traversal trait.
pub(super) fn prelude(model: &Model) -> Source {
    let schemas = model.schemas.iter().map(|schema| {
        let mut traits: Vec<&Ident> = schema.relations.iter().flat_map(|id| traits_of(model.at(*id))).collect();
        traits.sort_unstable();
        if traits.is_empty() {
            return TokenStream::new();
        }
        let (feature, module) = (features::of_schema(schema), &schema.name.rust);
        quote!(#feature pub use super::#module::{#(#traits as _),*};)
    });
    let items = quote! {
        pub use relvar::prelude::*;
        #(#schemas)*
    };
    Source::new("What programs import: `use models::prelude::*;`.".to_owned(), items)
}

/// `mod.rs` of a schema: its contents page.
pub(super) fn schema(model: &Model, id: SchemaId) -> Source {
    let schema = model.schema(id);
    let relations = by_module(schema.relations.iter().map(|id| model.at(*id)));
    let parts: Vec<&Part> = model.output.parts().iter().filter(|part| model.schemas_of(part).contains(&id)).collect();
    let is_whole = model.output.parts().is_empty();
    let has_types = is_whole && !schema.types.is_empty();

    let functions = (!schema.routines.is_empty()).then(|| Module::public(&Ident::new("functions")));
    let files = relations.iter().filter(|relation| is_whole || !relation.navigation.is_empty());
    let files = files.map(|relation| Module::private(&relation.module));
    let types = has_types.then(|| Module::private(&Ident::new("types")));

    let module = &schema.name.rust;
    let below = parts.iter().map(|part| {
        let part = &part.rust;
        quote!(#[doc(inline)] pub use ::#part::#module::*;)
    });
    let items = relations.iter().map(|relation| {
        let rows = is_whole.then(|| row_items(relation));
        reexport(&relation.module, traits_of(relation).chain(rows.into_iter().flatten()))
    });
    let user_types = has_types.then(|| types_of(model, schema));
    let meta = schema_meta(model, schema, &relations);
    Source {
        docs: schema.docs.clone(),
        modules: functions.into_iter().chain(files).chain(types).collect(),
        ..Source::new(String::new(), quote!(#(#below)* #(#items)* #user_types #meta))
    }
}

/// Relations in the order of their files.
pub(super) fn by_module<'a>(relations: impl Iterator<Item = &'a Relation>) -> Vec<&'a Relation> {
    let mut relations: Vec<&Relation> = relations.collect();
    relations.sort_by_key(|relation| relation.module.plain());
    relations
}

/// `pub(super) const META: &::relvar::generated::SchemaMeta = …;`
fn schema_meta(model: &Model, schema: &Schema, relations: &[&Relation]) -> TokenStream {
    let rows = relations.iter().map(|relation| &relation.row);
    let types = schema.types.iter().map(|id| model.type_(*id));
    let enums = types.filter(|type_| matches!(type_.kind, UserTypeKind::Enum(_))).map(|type_| &type_.rust);
    quote! {
        /// The schema as data, for `verify`.
        pub(super) const META: &::relvar::generated::SchemaMeta = &::relvar::generated::SchemaMeta {
            relations: &[#(<#rows as ::relvar::generated::Relation>::META),*],
            enums: &[#(::relvar::generated::labels::<#enums>),*],
        };
    }
}

/// The traits of a relation's foreign keys.
fn traits_of(relation: &Relation) -> impl Iterator<Item = &Ident> {
    let traits = relation.key_trait.iter().chain([&relation.traversal]);
    traits.filter(|_| !relation.navigation.is_empty())
}

/// The public items of a relation's file but for those.
pub(super) fn row_items(relation: &Relation) -> impl Iterator<Item = &Ident> {
    let new = relation.new_row.iter().flat_map(|new| {
        let optional = new.optional.iter().map(|(type_, _)| type_);
        std::iter::once(&new.name).chain(optional)
    });
    let constraints = relation.constraints.iter().map(|constraints| &constraints.name);
    std::iter::once(&relation.row).chain(new).chain(constraints)
}

/// `pub use types::{MpaaRating, Year};`
pub(super) fn types_of(model: &Model, schema: &Schema) -> TokenStream {
    reexport(&Ident::new("types"), schema.types.iter().map(|id| &model.type_(*id).rust))
}

/// `pub use film::{Film, NewFilm};`
pub(super) fn reexport<'a>(module: &Ident, items: impl Iterator<Item = &'a Ident>) -> TokenStream {
    let mut items: Vec<&Ident> = items.collect();
    items.sort_unstable();
    match items[..] {
        [] => TokenStream::new(),
        [one] => quote!(pub use #module::#one;),
        _ => quote!(pub use #module::{#(#items),*};),
    }
}
