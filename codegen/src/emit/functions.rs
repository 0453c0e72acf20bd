//! `functions.rs` of a schema: its functions and procedures.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    names::Names,
    source::Source,
    tokens::{derive, doc, position},
};
use crate::model::{
    Gives, Ident, Model, Parameter, Passing, Record, RecordField, Routine, SchemaId, Traits, ValueType, With,
};

/// The file: for each routine its functions and structs, then the module of those that are expressions.
pub(super) fn functions(model: &Model, id: SchemaId) -> Source {
    let schema = model.schema(id);
    let names = Names::of_functions(model, id, 1);
    let routines = schema.routines.iter().map(|routine| self::routine(names, routine));
    let within = Names::of_functions(model, id, 2);
    let mut values = schema.routines.iter().filter_map(|routine| expressions(within, routine)).peekable();
    let expressions = values.peek().is_some().then(|| {
        quote! {
            /// Functions of columns: values for each row, to filter, order and select by.
            pub mod expr {
                use relvar::generated as rt;
                #(#values)*
            }
        }
    });
    let items = quote! {
        use relvar::generated as rt;
        #(#routines)*
        #expressions
    };
    Source::new(format!("Functions and procedures of {}.", schema.title_name), items)
}

/// Everything of a routine but its expressions.
fn routine(names: Names<'_>, routine: &Routine) -> TokenStream {
    let Routine { sql: _, is_procedure: _, name: _, with, docs: _, parameters: _, gives } = routine;
    let function = function(names, routine);
    let with = with.as_ref().map(|with| {
        let function = function_with(names, routine, with);
        let optional = optional(names, routine, with);
        quote!(#function #optional)
    });
    let record = gives.record().map(|record| self::record(names, record));
    [Some(function), with, record].into_iter().flatten().collect()
}

/// `pub fn rental_income() -> rt::Scalar<Option<rt::Numeric>> { … }`
fn function(names: Names<'_>, routine: &Routine) -> TokenStream {
    let Routine { sql: _, is_procedure: _, name, with, docs, parameters, gives: _ } = routine;
    let more = with.as_ref().map(|with| {
        let link = doc(&format!("What has a default is left to it; [`{0}`]({0}()) takes it.", with.name.plain()));
        quote!(#[doc = ""] #link)
    });
    let required = required(names, parameters);
    let (gives, call) = (gives(names, &routine.gives), call(routine, None));
    quote! {
        #docs
        #more
        pub fn #name(#(#required),*) -> #gives {
            #call
        }
    }
}

/// `pub fn rental_income_with(optional: RentalIncomeOptional) -> … { … }`
fn function_with(names: Names<'_>, routine: &Routine, with: &With) -> TokenStream {
    let With { name, optional } = with;
    let docs = doc(&format!("[`{0}`]({0}()), with what may be left out.", routine.name.plain()));
    let required = required(names, &routine.parameters);
    let (gives, call) = (gives(names, &routine.gives), call(routine, Some(&quote!(optional))));
    quote! {
        #docs
        pub fn #name(#(#required,)* optional: #optional) -> #gives {
            #call
        }
    }
}

/// `pub struct RentalIncomeOptional { … }`
fn optional(names: Names<'_>, routine: &Routine, with: &With) -> TokenStream {
    let With { name, optional } = with;
    let docs = doc(&format!(
        "What a call of [`{0}`]({0}()) may leave out: `None` takes the default, `Some(None)` is NULL.",
        name.plain()
    ));
    let fields = routine.parameters.iter().filter(|parameter| parameter.passing.is_optional()).map(|parameter| {
        let Parameter { field, type_, declaration, passing: _ } = parameter;
        let (docs, rust) = (doc(declaration), names.rust(&type_.rust));
        quote! {
            #docs
            pub #field: Option<Option<#rust>>
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #optional {
            #(#fields,)*
        }
    }
}

/// `pub struct FilmStatsRow { … }` and `impl rt::Record for FilmStatsRow { … }`
fn record(names: Names<'_>, record: &Record) -> TokenStream {
    let Record { name, fields } = record;
    let derive = derive(Traits::RECORD, &names.model.output.row_derives);
    let declared = fields.iter().map(|field| {
        let RecordField { sql: _, field, declaration, type_ } = field;
        let (docs, rust) = (doc(declaration), names.rust(&type_.rust));
        quote! {
            #docs
            pub #field: Option<#rust>
        }
    });
    let columns = fields.iter().map(|field| {
        let (sql, type_) = (&field.sql, &field.type_.sql);
        quote!((#sql, #type_))
    });
    let values = fields.iter().enumerate().map(|(at, field)| {
        let (field, at) = (&field.field, position(at));
        quote!(#field: row.get(#at)?)
    });
    quote! {
        /// What a call gives.
        #derive
        pub struct #name {
            #(#declared,)*
        }

        impl rt::Record for #name {
            const COLUMNS: &'static [(&'static str, rt::SqlType)] = &[#(#columns),*];

            fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
                Ok(Self { #(#values),* })
            }
        }
    }
}

/// The expressions of a routine: with what is required, and with everything if something may be left out.
fn expressions(names: Names<'_>, routine: &Routine) -> Option<TokenStream> {
    let Routine { sql, is_procedure: false, name, with, docs: _, parameters, gives: Gives::Scalar(type_) } = routine
    else {
        return None;
    };
    let sql = &sql.to_sql();
    let required = parameters.iter().filter(|parameter| parameter.passing.is_required()).collect();
    let short = Expression { sql, name, given: required, type_ };
    let full = with.iter().map(|with| Expression { sql, name: &with.name, given: parameters.iter().collect(), type_ });
    Some(std::iter::once(short).chain(full).map(|one| expression(names, one)).collect())
}

/// A call of a routine for each row.
struct Expression<'a> {
    sql: &'a str,
    name: &'a Ident,
    given: Vec<&'a Parameter>,
    type_: &'a ValueType,
}

/// `pub fn age<R: rt::Relation>(of: impl rt::IntoValue<R, Option<…>>) -> rt::Expr<R, Option<i32>> { … }`
fn expression(names: Names<'_>, one: Expression<'_>) -> TokenStream {
    let Expression { sql, name, given, type_: ValueType { rust, sql: type_ } } = one;
    let docs = doc(&format!("[`{0}`](super::{0}()), for each row.", name.plain()));
    let parameters = given.iter().map(|parameter| {
        let (field, rust) = (&parameter.field, names.rust(&parameter.type_.rust));
        quote!(#field: impl rt::IntoValue<R, Option<#rust>>)
    });
    let rust = names.rust(rust);
    let operands = given.iter().map(|parameter| operand(parameter));
    quote! {
        #docs
        pub fn #name<R: rt::Relation>(#(#parameters),*) -> rt::Expr<R, Option<#rust>> {
            rt::routine(#sql) #(#operands)* .expression(#type_)
        }
    }
}

/// `.operand(of, rt::types::DATE)`
fn operand(parameter: &Parameter) -> TokenStream {
    let Parameter { field, type_, declaration: _, passing } = parameter;
    let sql = &type_.sql;
    match passing {
        Passing::Required => quote!(.operand(#field, #sql)),
        Passing::Optional(name) => quote!(.named_operand(#name, #field, #sql)),
        Passing::Variadic => quote!(.variadic_operand(#field, #sql)),
        Passing::OptionalVariadic(name) => quote!(.named_variadic_operand(#name, #field, #sql)),
        Passing::Output => TokenStream::new(),
    }
}

/// `rt::routine("…").argument(…).scalar(…)`; what may be left out is taken from a struct, if there is one.
fn call(routine: &Routine, optional: Option<&TokenStream>) -> TokenStream {
    let sql = routine.sql.to_sql();
    let arguments = routine.parameters.iter().map(|parameter| argument(parameter, optional));
    let end = match &routine.gives {
        Gives::Nothing if routine.is_procedure => quote!(.procedure()),
        Gives::Nothing => quote!(.nothing()),
        Gives::Scalar(ValueType { rust: _, sql }) => quote!(.scalar(#sql)),
        Gives::Scalars(ValueType { rust: _, sql }) => quote!(.scalars(#sql)),
        Gives::Row(_) => quote!(.row()),
        Gives::Rows(_) => quote!(.rows()),
        Gives::Record(_) if routine.is_procedure => quote!(.procedure_record()),
        Gives::Record(_) => quote!(.record()),
        Gives::Records(_) => quote!(.records()),
    };
    quote!(rt::routine(#sql) #(#arguments)* #end)
}

/// `.argument(store, rt::types::INT4)`
fn argument(parameter: &Parameter, optional: Option<&TokenStream>) -> TokenStream {
    let Parameter { field, type_, declaration: _, passing } = parameter;
    let sql = &type_.sql;
    match (passing, optional) {
        (Passing::Required, _) => quote!(.argument(#field, #sql)),
        (Passing::Variadic, _) => quote!(.variadic(#field, #sql)),
        (Passing::Optional(name), Some(of)) => quote!(.optional(#name, #of.#field, #sql)),
        (Passing::OptionalVariadic(name), Some(of)) => quote!(.optional_variadic(#name, #of.#field, #sql)),
        (Passing::Optional(_) | Passing::OptionalVariadic(_), None) => TokenStream::new(),
        (Passing::Output, _) => quote!(.output(#sql)),
    }
}

/// `store: impl rt::Argument<i32>`; an array of all remaining arguments is taken as it is.
fn required<'a>(names: Names<'a>, parameters: &'a [Parameter]) -> impl Iterator<Item = TokenStream> + 'a {
    parameters.iter().filter(|parameter| parameter.passing.is_required()).map(move |parameter| {
        let Parameter { field, type_, declaration: _, passing } = parameter;
        let rust = names.rust(&type_.rust);
        if *passing == Passing::Variadic { quote!(#field: #rust) } else { quote!(#field: impl rt::Argument<#rust>) }
    })
}

/// `rt::Scalar<Option<i64>>`
fn gives(names: Names<'_>, gives: &Gives) -> TokenStream {
    match gives {
        Gives::Nothing => quote!(rt::Procedure),
        Gives::Scalar(type_) => {
            let rust = names.rust(&type_.rust);
            quote!(rt::Scalar<Option<#rust>>)
        }
        Gives::Scalars(type_) => {
            let rust = names.rust(&type_.rust);
            quote!(rt::Scalars<Option<#rust>>)
        }
        Gives::Row(id) | Gives::Rows(id) => {
            let row = names.path_of_row(*id);
            quote!(rt::Query<#row>)
        }
        Gives::Record(Record { name, fields: _ }) => quote!(rt::Single<#name>),
        Gives::Records(Record { name, fields: _ }) => quote!(rt::Records<#name>),
    }
}
