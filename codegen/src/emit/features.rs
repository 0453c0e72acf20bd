//! `#[cfg(feature = "…")]`: what a generated crate has if the features of other schemas are on.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Model, RelationId, Schema, SchemaId};

/// Before what belongs to a schema as a whole.
pub(super) fn of_schema(schema: &Schema) -> TokenStream {
    schema.feature.as_ref().map_or_else(TokenStream::new, |feature| {
        let name = &feature.name;
        quote!(#[cfg(feature = #name)])
    })
}

/// Before what stands in a schema and names relations of others.
pub(super) fn of_relations(model: &Model, own: SchemaId, relations: impl Iterator<Item = RelationId>) -> TokenStream {
    of_schemas(model, own, relations.map(|id| model.at(id).schema))
}

/// Before what stands in a schema and names items of others.
pub(super) fn of_schemas(model: &Model, own: SchemaId, others: impl IntoIterator<Item = SchemaId>) -> TokenStream {
    let Some(feature) = &model.schema(own).feature else { return TokenStream::new() };
    let others: BTreeSet<SchemaId> = others.into_iter().collect();
    let others = others.into_iter().filter(|other| *other != own && !feature.requires.contains(other));
    let wanted: Vec<&String> =
        others.filter_map(|other| model.schema(other).feature.as_ref()).map(|feature| &feature.name).collect();
    match wanted[..] {
        [] => TokenStream::new(),
        [one] => quote!(#[cfg(feature = #one)]),
        _ => quote!(#[cfg(all(#(feature = #wanted),*))]),
    }
}
