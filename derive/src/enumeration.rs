//! An enum, each variant of which is a label.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Error, Fields, LitStr, Variant, ext::IdentExt as _};

use crate::{
    faults::Faults,
    newtype,
    options::{self, Options},
};

pub(crate) fn derive(input: &DeriveInput, data: &DataEnum, faults: &mut Faults) -> TokenStream {
    let options = Options::of(&input.attrs, true, faults);
    let mut labels = BTreeSet::new();
    let mut variants = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            faults.add(Error::new_spanned(variant, "a variant is a label of the enum, and has no fields"));
        }
        let label = label(variant, &options, faults);
        if !labels.insert(label.value()) {
            let message = format!("another variant has the label `{}` too", label.value());
            faults.add(Error::new_spanned(variant, message));
        }
        let name = &variant.ident;
        variants.push(quote!((#label, Self::#name)));
    }
    let name = &input.ident;
    let type_ = newtype::sql_type(&options, &quote!(::relvar::codec::types::TEXT));
    quote! {
        impl ::relvar::codec::Enum for #name {
            const TYPE: ::relvar::codec::SqlType = #type_;
            const LABELS: &'static [(&'static str, Self)] = &[#(#variants),*];
        }
    }
}

fn label(variant: &Variant, options: &Options, faults: &mut Faults) -> LitStr {
    options::label(&variant.attrs, faults).unwrap_or_else(|| {
        let name = variant.ident.unraw().to_string();
        let label = options.style.map_or_else(|| name.clone(), |style| style(&name));
        LitStr::new(&label, variant.ident.span())
    })
}
