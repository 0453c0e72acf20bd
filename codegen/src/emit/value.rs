//! That a type is a value: how it is written and read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Ident, Newtype, Read, SqlType, Wire};

/// How a value is written and read: an expression each.
struct Codec {
    encode: TokenStream,
    decode: TokenStream,
    accepts: TokenStream,
}

/// That a struct with `impl rt::Composite` is a value.
pub(super) fn composite(name: &Ident, sql: &str) -> TokenStream {
    let wire = Wire { name: "TEXT", array: false };
    let sql = SqlType::Cast { sql: sql.to_owned(), wire, array: false, read: Read::Composite };
    let codec = Codec {
        encode: quote! {
            fn encode(&self, _: rt::Oid, out: &mut rt::BytesMut) -> Result<rt::IsNull, rt::Error> {
                rt::encode_composite(self, out)
            }
        },
        decode: quote!(rt::decode_composite(raw)),
        accepts: quote!(rt::is_composite(ty)),
    };
    value(name, &sql, &codec)
}

/// That a struct around a type is a value.
pub(super) fn newtype(name: &Ident, newtype: &Newtype, base: &TokenStream) -> TokenStream {
    let Newtype { base: _, sql } = newtype;
    let codec = Codec {
        encode: quote! {
            fn encode(&self, wire: rt::Oid, out: &mut rt::BytesMut) -> Result<rt::IsNull, rt::Error> {
                rt::Encode::encode(&self.0, wire, out)
            }
        },
        decode: quote!(<#base as rt::Decode>::decode(raw).map(Self)),
        accepts: quote!(<#base as rt::Decode>::accepts(ty)),
    };
    value(name, sql, &codec)
}

/// `impl rt::Value for Address { … }` and its kin
fn value(name: &Ident, sql: &SqlType, codec: &Codec) -> TokenStream {
    let Codec { encode, decode, accepts } = codec;
    // An array has no array of its own.
    let element = (!sql.wire().array).then(|| quote!(impl rt::Element for #name {}));
    quote! {
        impl rt::Value for #name {
            const TYPE: rt::SqlType = #sql;
            type Base = Self;
            type Nullable = Option<Self>;
        }

        impl rt::NotNull for #name {}

        #element

        impl rt::Encode for #name {
            #encode
        }

        impl rt::Decode for #name {
            fn decode(raw: &[u8]) -> Result<Self, rt::Error> {
                #decode
            }

            fn accepts(ty: &rt::Type) -> bool {
                #accepts
            }
        }
    }
}
