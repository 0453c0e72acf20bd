//! The file of a relation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    columns, constraints, features, keys,
    names::Names,
    navigation, new_row, read,
    source::Source,
    tokens::{self, position},
    value,
};
use crate::model::{Ident, Index, Model, NewRow, Relation, RustType, SchemaId};

/// Which part of a relation's code a file has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FilePart {
    All,
    /// In a crate below: the row, and what stands on it alone.
    Row,
    /// In the crate above: the foreign keys.
    Keys,
}

/// The file of a relation: imports, row, columns, keys, foreign keys, traversal trait, relation implementation, new-row
/// struct, constraints.
pub(super) fn relation(model: &Model, relation: &Relation, part: FilePart) -> Source {
    // A new field belongs in one of these lines, and in the function that prints it.
    let Relation {
        title,
        // What the file is called and brings in: `imports`, and the modules above.
        schema: _,
        module: _,
        imports: _,
        // `row`
        row: _,
        docs: _,
        attributes: _,
        columns: _,
        keys: _,
        unique_indexes: _,
        // `ways`
        key_trait: _,
        traversal: _,
        navigation: _,
        // `rest`
        sql: _,
        primary_key: _,
        declared_keys: _,
        indexes: _,
        mandatory: _,
        new_row: _,
        constraints: _,
        title_name: _,
        is_value: _,
        // What only those who read the model want to know.
        kind: _,
        foreign_keys: _,
    } = relation;
    let names = Names::of(model, relation);
    let imports = imports(names, relation, part);
    let items = match part {
        FilePart::All => vec![imports, row(names, relation), ways(names, relation), rest(names, relation)],
        FilePart::Row => vec![imports, row(names, relation), rest(names, relation)],
        FilePart::Keys => vec![imports, ways(names, relation)],
    };
    Source::new(title.clone(), items.into_iter().collect())
}

fn row(names: Names<'_>, relation: &Relation) -> TokenStream {
    let parts = [columns::row(names, relation), columns::constants(names, relation), keys::keys(names, relation)];
    parts.into_iter().collect()
}

fn ways(names: Names<'_>, relation: &Relation) -> TokenStream {
    [navigation::constants(names, relation), navigation::traversal(names, relation)].into_iter().collect()
}

fn rest(names: Names<'_>, relation: &Relation) -> TokenStream {
    let Relation { row, new_row, constraints, is_value, .. } = relation;
    let implementation = implementation(relation);
    let debug = columns::debug(row, &quote!(rt::debug_row));
    let table = new_row.as_ref().map(|new| table(row, new));
    let value = is_value.then(|| value(relation));
    let new_row = new_row.as_ref().map(|new| new_row::new_row(names, relation, new));
    let constraints = constraints.as_ref().map(|all| constraints::constraints(relation, all));
    [Some(implementation), Some(debug), table, value, new_row, constraints].into_iter().flatten().collect()
}

/// `use super::{Actor, Language};`
fn imports(names: Names<'_>, relation: &Relation, part: FilePart) -> TokenStream {
    let model = names.model;
    let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
    if part == FilePart::Keys {
        here.push(&relation.row);
    }
    for Import { schema, item, local } in imported(model, relation, part) {
        if schema == relation.schema {
            here.push(item);
        } else {
            elsewhere.push((&model.schema(schema).name.rust, item, local, schema));
        }
    }
    here.sort_unstable();
    elsewhere.sort_unstable();
    let elsewhere = elsewhere.into_iter().map(|(module, item, local, schema)| {
        let feature = features::of_schemas(model, relation.schema, [schema]);
        let local = (item != local).then(|| quote!(as #local));
        quote!(#feature use super::super::#module::#item #local;)
    });
    let here = match here[..] {
        [] => TokenStream::new(),
        [one] => quote!(use super::#one;),
        _ => quote!(use super::{#(#here),*};),
    };
    quote! {
        use relvar::generated as rt;
        #(#elsewhere)*
        #here
    }
}

/// An item of another file, and what this file calls it.
struct Import<'a> {
    schema: SchemaId,
    item: &'a Ident,
    local: &'a Ident,
}

fn imported<'a>(model: &'a Model, relation: &'a Relation, part: FilePart) -> impl Iterator<Item = Import<'a>> {
    let is_value = |id| relation.columns.iter().any(|column| *column.type_.rust.innermost() == RustType::Row(id));
    let relations = relation.imports.relations.iter().filter(move |(id, _)| match part {
        FilePart::All => true,
        FilePart::Row => is_value(**id),
        FilePart::Keys => relation.navigation.iter().any(|way| way.relations().any(|other| other == **id)),
    });
    let types = relation.imports.types.iter().filter(move |_| part != FilePart::Keys);
    let relations = relations.map(|(id, local)| {
        let relation = model.at(*id);
        Import { schema: relation.schema, item: &relation.row, local }
    });
    relations.chain(types.map(|(id, local)| {
        let type_ = model.type_(*id);
        Import { schema: type_.schema, item: &type_.rust, local }
    }))
}

/// `impl rt::Relation for Film { … }`
fn implementation(relation: &Relation) -> TokenStream {
    let Relation { row, columns, .. } = relation;
    let meta = meta(relation);
    let fields: Vec<&Ident> = columns.iter().map(|column| &column.field).collect();
    let from = if fields.is_empty() { quote!(_row) } else { quote!(row) };
    let read = read::columns(&fields);
    let values = read::value_arms(fields.into_iter());
    quote! {
        impl rt::Relation for #row {
            const META: &'static rt::RelationMeta = &#meta;

            fn from_row(#from: &rt::Row<'_>) -> Result<Self, rt::Error> {
                #read
            }

            fn value(&self, column: u16) -> &dyn rt::Encode {
                match column {
                    #values
                }
            }
        }
    }
}

/// `rt::RelationMeta { … }`
fn meta(relation: &Relation) -> TokenStream {
    let Relation { sql, columns, primary_key, declared_keys, indexes, mandatory, .. } = relation;
    let (schema, name) = (&sql.schema, &sql.name);
    let declared = columns.iter().map(|column| {
        let (sql, type_) = (&column.sql, &column.type_.sql);
        quote!((#sql, #type_))
    });
    let primary_key = tokens::columns(primary_key);
    let nullable = columns.iter().enumerate().filter(|(_, column)| column.null_in_database);
    let nullable = nullable.map(|(at, _)| position(at));
    let keys = declared_keys.iter().map(|(name, columns)| {
        let columns = tokens::columns(columns);
        quote!((#name, #columns))
    });
    let (unique, others): (Vec<&Index>, Vec<&Index>) = indexes.iter().partition(|index| index.unique);
    let [unique, indexes] = [unique, others].map(|indexes| {
        let columns = indexes.into_iter().map(|Index { columns, unique: _ }| tokens::columns(columns));
        quote!(&[#(#columns),*])
    });
    let mandatory = mandatory.iter().map(|columns| tokens::columns(columns));
    quote! {
        rt::RelationMeta {
            schema: #schema,
            name: #name,
            columns: &[#(#declared),*],
            primary_key: #primary_key,
            nullable: &[#(#nullable),*],
            keys: &[#(#keys),*],
            unique: #unique,
            indexes: #indexes,
            mandatory: &[#(#mandatory),*],
        }
    }
}

/// `impl rt::Table for Film { type New = NewFilm; }`
fn table(row: &Ident, new: &NewRow) -> TokenStream {
    let new = &new.name;
    quote! {
        impl rt::Table for #row {
            type New = #new;
        }
    }
}

/// `impl rt::Composite for Film { … }`: a row is a value of a column, an argument or an attribute.
fn value(relation: &Relation) -> TokenStream {
    let Relation { row, sql, .. } = relation;
    let value = value::composite(row, &sql.to_sql());
    quote! {
        impl rt::Composite for #row {
            const ATTRIBUTES: &'static [(&'static str, rt::SqlType)] = <Self as rt::Relation>::META.columns;

            fn from_attributes(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
                <Self as rt::Relation>::from_row(row)
            }

            fn attribute(&self, at: u16) -> &dyn rt::Encode {
                <Self as rt::Relation>::value(self, at)
            }
        }

        #value
    }
}
