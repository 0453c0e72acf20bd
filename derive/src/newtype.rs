//! A struct around one value.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, Field, Type};

use crate::{faults::Faults, options::Options};

pub(crate) fn derive(input: &DeriveInput, field: &Field, faults: &mut Faults) -> TokenStream {
    let options = Options::of(&input.attrs, false, faults);
    if !input.generics.params.is_empty() {
        let message = "`Value` cannot be derived for a type with parameters; write the type of its field";
        faults.add(Error::new_spanned(&input.generics, message));
    }
    let (name, inner) = (&input.ident, &field.ty);
    let type_ = sql_type(&options, &quote!(<#inner as ::relvar::codec::Value>::TYPE));
    // An array of arrays is the same type in PostgreSQL as the array.
    let element = (!is_array(inner)).then(|| quote!(impl ::relvar::codec::Element for #name {}));
    quote! {
        impl ::relvar::codec::Value for #name {
            const TYPE: ::relvar::codec::SqlType = #type_;
            type Base = Self;
            type Nullable = ::core::option::Option<Self>;
        }

        impl ::relvar::codec::NotNull for #name {}

        #element

        impl ::relvar::codec::Encode for #name {
            fn encode(
                &self,
                wire: ::relvar::codec::Oid,
                out: &mut ::relvar::codec::BytesMut,
            ) -> ::core::result::Result<::relvar::codec::IsNull, ::relvar::Error> {
                ::relvar::codec::Encode::encode(&self.0, wire, out)
            }
        }

        impl ::relvar::codec::Decode for #name {
            fn decode(raw: &[u8]) -> ::core::result::Result<Self, ::relvar::Error> {
                <#inner as ::relvar::codec::Decode>::decode(raw).map(Self)
            }

            fn accepts(ty: &::relvar::codec::Type) -> bool {
                <#inner as ::relvar::codec::Decode>::accepts(ty)
            }
        }
    }
}

/// The `SqlType` of a value that travels as `wire`.
pub(crate) fn sql_type(options: &Options, wire: &TokenStream) -> TokenStream {
    options.sql_type.as_ref().map_or_else(|| wire.clone(), |sql| quote!(::relvar::codec::SqlType::user(#sql, &#wire)))
}

fn is_array(type_: &Type) -> bool {
    match type_ {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Vec" || last.ident == "Array"),
        _ => false,
    }
}
