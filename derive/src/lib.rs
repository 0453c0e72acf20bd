//! The derive macro of `relvar`; use it as `relvar::codec::Value`.

mod enumeration;
mod faults;
mod newtype;
mod options;

use faults::Faults;
use proc_macro::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, parse_macro_input};

/// Makes a newtype or an enum a type of column.
///
/// - A struct with one unnamed field is sent and read as this field. Without options it also has the field's type in
///   PostgreSQL; `#[value(sql_type = "public.email")]` names another one, such as a domain or a type of an extension.
/// - An enum without fields is sent and read as the labels of its variants. `#[value(sql_type = "public.mood")]` names the
///   enum of the database; without it, the labels are values of type `text`. A label is the name of the variant;
///   `#[value(rename_all = "kebab-case")]` on the enum and `#[value(label = "…")]` on a variant change it.
///
/// The type must also be `Clone` and `Debug`; an enum must be `PartialEq`.
#[proc_macro_derive(Value, attributes(value))]
pub fn value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut faults = Faults::default();
    let implementation = match &input.data {
        Data::Enum(data) => enumeration::derive(&input, data, &mut faults),
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                newtype::derive(&input, &fields.unnamed[0], &mut faults)
            }
            _ => refused(&input),
        },
        Data::Union(_) => refused(&input),
    };
    faults.finish(implementation).into()
}

fn refused(input: &DeriveInput) -> proc_macro2::TokenStream {
    let message = "`Value` can be derived for a struct with one unnamed field, and for an enum without fields; a type \
                   with several parts is a composite type, which `relvar generate` writes, or a document in `Json<T>`";
    Error::new(input.ident.span(), message).into_compile_error()
}
