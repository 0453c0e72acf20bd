//! The crates of rows below a crate of models.
//!
//! A key knows both of its ends, and rows know nothing of each other: so rows can stand in any number of crates, beside each
//! other, and the crate above, which has the keys, gives back all of them under the names they have without it.

use std::collections::BTreeSet;

use quote::quote;

use super::{
    manifest,
    modules::{by_module, contract, reexport, row_items, types_of},
    page::Page,
    relation::{FilePart, relation},
    source::{Module, Source},
    types,
};
use crate::model::{Ident, Model, Package, Part, Schema, SchemaId};

/// Every file of every part.
pub(super) fn parts<'m>(model: &'m Model, package: &'m Package) -> impl Iterator<Item = Page<'m>> {
    let base = package.parts.iter().find(|part| part.is_base);
    package.parts.iter().flat_map(move |part| pages(model, package, part, base.filter(|base| *base != part)))
}

fn pages<'m>(model: &'m Model, package: &'m Package, part: &'m Part, base: Option<&'m Part>) -> Vec<Page<'m>> {
    let below = base.map_or_else(BTreeSet::new, |base| model.schemas_of(base));
    let mut schemas = model.schemas_of(part);
    schemas.extend(&below);
    let folder = &part.folder;
    let mut pages = vec![Page::text(format!("{folder}/Cargo.toml"), manifest::part(part))];
    for id in schemas.iter().copied() {
        let schema = model.schema(id);
        let folder = format!("{folder}/src/{}", schema.name.rust.plain());
        let below = base.filter(|_| below.contains(&id));
        pages.push(Page::code(format!("{folder}/mod.rs"), move || contents(model, id, part, below)));
        if part.is_base && !schema.types.is_empty() {
            pages.push(Page::code(format!("{folder}/types.rs"), move || types::types(model, schema)));
        }
        let rows = part.relations.iter().map(|id| model.at(*id)).filter(|relation| relation.schema == id);
        pages.extend(rows.map(|row| {
            let path = format!("{folder}/{}.rs", row.module.plain());
            Page::code(path, move || relation(model, row, FilePart::Row))
        }));
    }
    pages.push(Page::code(format!("{folder}/src/lib.rs"), move || root(model, package, part, &schemas)));
    pages
}

/// `lib.rs` of a part.
fn root(model: &Model, package: &Package, part: &Part, schemas: &BTreeSet<SchemaId>) -> Source {
    let what = if part.is_base { "Types" } else { "Rows" };
    let title = format!("{what} of the crate `{}`, which has their foreign keys.", package.name);
    let modules = schemas.iter().map(|id| &model.schema(*id).name.rust);
    Source {
        attributes: quote! {
            #![allow(unused_imports, reason = "not every part uses every type")]
            #![allow(clippy::all, clippy::pedantic, reason = "generated code")]
        },
        modules: modules.map(|name| Module::public(name).with(quote!(#[rustfmt::skip]))).collect(),
        ..Source::new(title, contract(model))
    }
}

/// `mod.rs` of a schema in a part: its rows, and what it finds in the part below.
fn contents(model: &Model, id: SchemaId, part: &Part, below: Option<&Part>) -> Source {
    let schema: &Schema = model.schema(id);
    let rows = by_module(part.relations.iter().map(|id| model.at(*id)).filter(|relation| relation.schema == id));
    let has_types = part.is_base && !schema.types.is_empty();
    let files = rows.iter().map(|relation| Module::private(&relation.module));
    let items = rows.iter().map(|relation| reexport(&relation.module, row_items(relation)));
    let types = has_types.then(|| types_of(model, schema));
    let below = below.map(|below| {
        let (below, module) = (&below.rust, &schema.name.rust);
        quote!(pub(crate) use ::#below::#module::*;)
    });
    Source {
        docs: schema.docs.clone(),
        modules: files.chain(has_types.then(|| Module::private(&Ident::new("types")))).collect(),
        ..Source::new(String::new(), quote!(#(#items)* #types #below))
    }
}
