//! How one file calls the items of others.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use crate::model::{ArrayShape, Column, Ident, Model, Relation, RelationId, RustType, SchemaId, UserTypeId};

/// How one file calls the items of others.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) model: &'a Model,
    file: File<'a>,
}

#[derive(Clone, Copy)]
enum File<'a> {
    Relation(&'a Relation),
    Types(SchemaId),
    /// A module this many levels below that of a schema.
    Functions {
        schema: SchemaId,
        levels: usize,
    },
}

impl<'a> Names<'a> {
    pub(super) fn of(model: &'a Model, relation: &'a Relation) -> Self {
        Self { model, file: File::Relation(relation) }
    }

    /// How `types.rs` of a schema calls the items of others.
    pub(super) fn of_types(model: &'a Model, schema: SchemaId) -> Self {
        Self { model, file: File::Types(schema) }
    }

    /// How `functions.rs` of a schema, or a module so many levels further down, calls the items of others.
    pub(super) fn of_functions(model: &'a Model, schema: SchemaId, levels: usize) -> Self {
        Self { model, file: File::Functions { schema, levels } }
    }

    /// The row type of a relation, where nothing is imported.
    pub(super) fn path_of_row(self, id: RelationId) -> TokenStream {
        let relation = self.model.at(id);
        self.path(relation.schema, &relation.row)
    }

    fn path(self, schema: SchemaId, item: &Ident) -> TokenStream {
        let (levels, is_own) = match self.file {
            File::Functions { schema: own, levels } => (levels, own == schema),
            File::Relation(_) | File::Types(_) => (1, false),
        };
        let above = (0..levels).map(|_| quote!(super::));
        if is_own {
            return quote!(#(#above)* #item);
        }
        let module = &self.model.schema(schema).name.rust;
        quote!(#(#above)* super::#module::#item)
    }

    /// The row type of a relation.
    pub(super) fn row(self, id: RelationId) -> &'a Ident {
        let imported = match self.file {
            File::Relation(file) => file.imports.relations.get(&id),
            File::Types(_) | File::Functions { .. } => None,
        };
        imported.unwrap_or_else(|| &self.model.at(id).row)
    }

    fn user_type(self, id: UserTypeId) -> TokenStream {
        let type_ = self.model.type_(id);
        match self.file {
            File::Relation(file) => file.imports.types.get(&id).unwrap_or(&type_.rust).to_token_stream(),
            File::Types(schema) if schema == type_.schema => type_.rust.to_token_stream(),
            File::Types(_) | File::Functions { .. } => self.path(type_.schema, &type_.rust),
        }
    }

    /// The type of a column's values.
    pub(super) fn column(self, column: &Column) -> TokenStream {
        let rust = self.rust(&column.type_.rust);
        if column.nullable { quote!(Option<#rust>) } else { rust }
    }

    /// A type whose values are not null.
    pub(super) fn rust(self, rust: &RustType) -> TokenStream {
        match rust {
            RustType::Builtin(builtin) => builtin.to_token_stream(),
            RustType::Custom(type_) => type_.to_token_stream(),
            RustType::Json(document) => quote!(rt::Json<#document>),
            RustType::Array(shape, element) => {
                let element = self.rust(element);
                match shape {
                    ArrayShape::Plain => quote!(Vec<#element>),
                    ArrayShape::Nullable => quote!(Vec<Option<#element>>),
                    ArrayShape::AnyShape => quote!(rt::Array<Option<#element>>),
                }
            }
            RustType::Range(bound) => {
                let bound = self.rust(bound);
                quote!(rt::Range<#bound>)
            }
            RustType::Multirange(bound) => {
                let bound = self.rust(bound);
                quote!(rt::Multirange<#bound>)
            }
            RustType::User(id) => self.user_type(*id),
            RustType::Row(id) => match self.file {
                File::Relation(_) => self.row(*id).to_token_stream(),
                File::Types(_) | File::Functions { .. } => self.path_of_row(*id),
            },
        }
    }
}
