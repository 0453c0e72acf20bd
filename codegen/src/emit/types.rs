//! `types.rs` of a schema: enums, domains and composite types.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    columns::debug,
    names::Names,
    read,
    source::Source,
    tokens::{derive, doc},
    value,
};
use crate::model::{
    ArrayShape, Attribute, BuiltinType, Enum, Home, Model, Name, Newtype, Read, RustType, Schema, SerdeNames, SqlType,
    Traits, UserType, UserTypeKind, ValueType, Variant, Wire,
};

/// The file: its types, by name.
pub(super) fn types(model: &Model, schema: &Schema) -> Source {
    let types: Vec<&UserType> = schema.types.iter().map(|id| model.type_(*id)).collect();
    let import = types.iter().any(|type_| uses_runtime(type_)).then(|| {
        quote!(
            use relvar::generated as rt;
        )
    });
    let items = types.iter().map(|type_| match &type_.kind {
        UserTypeKind::Enum(enumeration) => self::enumeration(model, type_, enumeration),
        UserTypeKind::Domain(base) => domain(model, type_, base),
        UserTypeKind::Newtype(newtype) => self::newtype(model, type_, newtype),
        UserTypeKind::Composite(attributes) => composite(model, type_, attributes),
    });
    Source::new(format!("Types of {}.", schema.title_name), quote!(#import #(#items)*))
}

/// The runtime is named in the code of the type.
fn uses_runtime(type_: &UserType) -> bool {
    fn is_of_runtime(rust: &RustType) -> bool {
        match rust {
            RustType::Builtin(builtin) => is_builtin_of_runtime(builtin),
            RustType::Json(_) | RustType::Range(_) | RustType::Multirange(_) => true,
            RustType::Array(shape, element) => *shape == ArrayShape::AnyShape || is_of_runtime(element),
            RustType::User(_) | RustType::Row(_) | RustType::Custom(_) => false,
        }
    }
    fn is_builtin_of_runtime(builtin: &BuiltinType) -> bool {
        builtin.home != Home::Rust || builtin.arguments.iter().any(is_builtin_of_runtime)
    }
    match &type_.kind {
        UserTypeKind::Enum(_) | UserTypeKind::Newtype(_) | UserTypeKind::Composite(_) => true,
        UserTypeKind::Domain(base) => is_of_runtime(&base.rust),
    }
}

/// `pub enum MpaaRating { … }` and `impl rt::Enum for MpaaRating { … }`
fn enumeration(model: &Model, type_: &UserType, enumeration: &Enum) -> TokenStream {
    let UserType { schema: _, sql: _, rust, docs, attributes, kind: _ } = type_;
    let Enum { variants, other, serde } = enumeration;
    let derive = derive(enumeration.traits(), &model.output.enum_derives);
    let declared = variants.iter().map(|variant| self::variant(variant, *serde));
    let declared_other = other.iter().map(|other| {
        let untagged = (*serde == SerdeNames::Labels).then(|| quote!(#[serde(untagged)]));
        quote! {
            /// A label that the database did not have when this was generated.
            #untagged
            #other(String)
        }
    });
    let implementation = enum_implementation(type_, enumeration);
    quote! {
        #docs
        #derive
        #(#[#attributes])*
        pub enum #rust {
            #(#declared,)*
            #(#declared_other,)*
        }

        #implementation
    }
}

/// `Pg13`, with its label for serde where that is another name.
fn variant(variant: &Variant, serde: SerdeNames) -> TokenStream {
    let Variant { name: Name { sql, rust }, docs } = variant;
    let docs = doc(docs);
    let rename = (serde == SerdeNames::Labels && sql != rust.as_str()).then(|| quote!(#[serde(rename = #sql)]));
    quote! {
        #docs
        #rename
        #rust
    }
}

/// `impl rt::Enum for MpaaRating { … }`
fn enum_implementation(type_: &UserType, enumeration: &Enum) -> TokenStream {
    let Enum { variants, other, serde: _ } = enumeration;
    let rust = &type_.rust;
    let wire = Wire { name: "TEXT", array: false };
    let sql = SqlType::Cast { sql: type_.sql.to_sql(), wire, array: false, read: Read::Cast };
    let labels = variants.iter().map(|Variant { name: Name { sql, rust }, docs: _ }| quote!((#sql, Self::#rust)));
    let other = other.as_ref().map(|other| {
        quote! {
            const OTHER: Option<fn(String) -> Self> = Some(Self::#other);

            fn other(&self) -> Option<&str> {
                if let Self::#other(label) = self { Some(label) } else { None }
            }
        }
    });
    quote! {
        impl rt::Enum for #rust {
            const TYPE: rt::SqlType = #sql;
            const LABELS: &'static [(&'static str, Self)] = &[#(#labels),*];
            #other
        }
    }
}

/// `pub type Year = i32;`
fn domain(model: &Model, type_: &UserType, base: &ValueType) -> TokenStream {
    let UserType { schema, sql: _, rust, docs, attributes: _, kind: _ } = type_;
    let base = Names::of_types(model, *schema).rust(&base.rust);
    quote! {
        #docs
        pub type #rust = #base;
    }
}

/// `pub struct Year(pub i32);`, and that it is a value.
fn newtype(model: &Model, type_: &UserType, newtype: &Newtype) -> TokenStream {
    let UserType { schema, sql: _, rust, docs, attributes, kind: _ } = type_;
    let base = Names::of_types(model, *schema).rust(&newtype.base.rust);
    let derive = derive(Traits::NEWTYPE, &model.output.row_derives);
    let value = value::newtype(rust, newtype, &base);
    quote! {
        #docs
        #derive
        #(#[#attributes])*
        pub struct #rust(pub #base);

        impl From<#base> for #rust {
            fn from(value: #base) -> Self {
                Self(value)
            }
        }

        #value
    }
}

/// `pub struct Address { … }`, and that it is a value.
fn composite(model: &Model, type_: &UserType, fields: &[Attribute]) -> TokenStream {
    let UserType { schema, sql, rust, docs, attributes, kind: _ } = type_;
    let names = Names::of_types(model, *schema);
    let derive = derive(Traits::COMPOSITE, &model.output.row_derives);
    let declared = fields.iter().map(|attribute| field(names, attribute));
    let implementation = composite_implementation(type_, fields);
    let value = value::composite(rust, &sql.to_sql());
    let debug = debug(rust, &quote!(rt::debug_composite));
    quote! {
        #docs
        #derive
        #(#[#attributes])*
        pub struct #rust {
            #(#declared,)*
        }

        #implementation
        #value
        #debug
    }
}

/// `pub street: Option<String>`
fn field(names: Names<'_>, attribute: &Attribute) -> TokenStream {
    let Attribute { sql: _, field, docs, type_, attributes } = attribute;
    let rust = names.rust(&type_.rust);
    quote! {
        #docs
        #(#[#attributes])*
        pub #field: Option<#rust>
    }
}

/// `impl rt::Composite for Address { … }`
fn composite_implementation(type_: &UserType, fields: &[Attribute]) -> TokenStream {
    let rust = &type_.rust;
    let attributes = fields.iter().map(|attribute| {
        let (sql, type_) = (&attribute.sql, &attribute.type_.sql);
        quote!((#sql, #type_))
    });
    let from = if fields.is_empty() { quote!(_row) } else { quote!(row) };
    let read = read::columns(&fields.iter().map(|attribute| &attribute.field).collect::<Vec<_>>());
    let values = read::value_arms(fields.iter().map(|attribute| &attribute.field));
    quote! {
        impl rt::Composite for #rust {
            const ATTRIBUTES: &'static [(&'static str, rt::SqlType)] = &[#(#attributes),*];

            fn from_attributes(#from: &rt::Row<'_>) -> Result<Self, rt::Error> {
                #read
            }

            fn attribute(&self, at: u16) -> &dyn rt::Encode {
                match at {
                    #values
                }
            }
        }
    }
}
