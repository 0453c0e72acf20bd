//! `functions.rs` of a schema: its functions and procedures.

use super::{
    code::{Code, line},
    columns::derives,
    expression::{Names, sql_type},
};
use crate::model::{Docs, Gives, Model, Parameter, Passing, Record, Routine, RustType, SchemaId, With};

/// Prints the file: for each routine its functions and structs, then the module of those that are expressions.
pub(super) fn functions(model: &Model, id: SchemaId) -> String {
    let schema = model.schema(id);
    let mut code = Code::file(&Docs(vec![format!("Functions and procedures of schema {}.", schema.title_name)]));
    code.gap();
    line!(code, "use relvar::generated as rt;");
    let names = Names::of_functions(model, id, 1);
    for routine in &schema.routines {
        function(&mut code, names, routine);
        if let Some(with) = &routine.with {
            function_with(&mut code, names, routine, with);
            optional(&mut code, names, routine, with);
        }
        if let Some(row) = routine.gives.record() {
            record(&mut code, names, row);
        }
    }
    let is_value = |routine: &&Routine| matches!(routine.gives, Gives::Scalar(_)) && !routine.is_procedure;
    let values: Vec<&Routine> = schema.routines.iter().filter(is_value).collect();
    if !values.is_empty() {
        code.gap();
        line!(code, "/// Functions of columns: values for each row, to filter, order and select by.");
        code.block(format_args!("pub mod expr"), |code| {
            line!(code, "use relvar::generated as rt;");
            for routine in values {
                expression(code, Names::of_functions(model, id, 2), routine);
            }
        });
    }
    code.finish()
}

/// `pub fn rental_income() -> rt::Scalar<Option<rt::Numeric>> { … }`
fn function(code: &mut Code, names: Names<'_>, routine: &Routine) {
    code.gap();
    code.docs(&routine.docs);
    if let Some(with) = &routine.with {
        line!(code, "///");
        line!(code, "/// What has a default is left to it; [`{0}`]({0}()) takes it.", with.name.plain());
    }
    let required = routine.parameters.iter().filter(|parameter| parameter.passing.is_required());
    let parameters = required.map(|parameter| given(names, parameter)).collect::<Vec<_>>().join(", ");
    let gives = gives(names, &routine.gives);
    code.block(format_args!("pub fn {}({parameters}) -> {gives}", routine.name), |code| {
        call(code, routine, None);
    });
}

/// `pub fn rental_income_with(optional: RentalIncomeOptional) -> … { … }`
fn function_with(code: &mut Code, names: Names<'_>, routine: &Routine, with: &With) {
    code.gap();
    line!(code, "/// [`{0}`]({0}()), with what may be left out.", routine.name.plain());
    let required = routine.parameters.iter().filter(|parameter| parameter.passing.is_required());
    let mut parameters: Vec<String> = required.map(|parameter| given(names, parameter)).collect();
    parameters.push(format!("optional: {}", with.optional));
    let gives = gives(names, &routine.gives);
    code.block(format_args!("pub fn {}({}) -> {gives}", with.name, parameters.join(", ")), |code| {
        call(code, routine, Some("optional"));
    });
}

/// `pub struct RentalIncomeOptional { … }`
fn optional(code: &mut Code, names: Names<'_>, routine: &Routine, with: &With) {
    code.gap();
    line!(
        code,
        "/// What a call of [`{0}`]({0}()) may leave out: `None` takes the default, `Some(None)` is NULL.",
        with.name.plain()
    );
    line!(code, "#[derive(Clone, Debug, Default, PartialEq)]");
    code.block(format_args!("pub struct {}", with.optional), |code| {
        for parameter in routine.parameters.iter().filter(|parameter| parameter.passing.is_optional()) {
            line!(code, "/// {}", parameter.declaration);
            line!(code, "pub {}: Option<Option<{}>>,", parameter.field, names.rust(&parameter.type_.rust));
        }
    });
}

/// `pub struct FilmStatsRow { … }` and `impl rt::Record for FilmStatsRow { … }`
fn record(code: &mut Code, names: Names<'_>, record: &Record) {
    let name = &record.name;
    code.gap();
    line!(code, "/// What a call gives.");
    line!(code, "#[derive(Clone, Debug, PartialEq{})]", derives(&names.model.output.row_derives));
    code.block(format_args!("pub struct {name}"), |code| {
        for field in &record.fields {
            line!(code, "/// {}", field.declaration);
            line!(code, "pub {}: Option<{}>,", field.field, names.rust(&field.type_.rust));
        }
    });
    code.gap();
    code.block(format_args!("impl rt::Record for {name}"), |code| {
        code.enclosed(format_args!("const COLUMNS: &'static [(&'static str, rt::SqlType)] = &["), "];", |code| {
            for field in &record.fields {
                line!(code, "({:?}, {}),", field.sql, sql_type(&field.type_.sql));
            }
        });
        code.gap();
        code.block(format_args!("fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error>"), |code| {
            code.enclosed(format_args!("Ok(Self {{"), "})", |code| {
                for (at, field) in record.fields.iter().enumerate() {
                    line!(code, "{}: row.get({at})?,", field.field);
                }
            });
        });
    });
}

/// `pub fn age<R: rt::Relation>(of: impl rt::IntoValue<R, Option<…>>) -> rt::Expr<R, Option<i32>> { … }`
fn expression(code: &mut Code, names: Names<'_>, routine: &Routine) {
    let Gives::Scalar(type_) = &routine.gives else { return };
    let gives = format!("rt::Expr<R, Option<{}>>", names.rust(&type_.rust));
    let all = routine.with.as_ref().map(|with| (&with.name, true));
    for (name, all) in [(&routine.name, false)].into_iter().chain(all) {
        let passed = |parameter: &&Parameter| all || parameter.passing.is_required();
        let passed: Vec<&Parameter> = routine.parameters.iter().filter(passed).collect();
        let parameter = |parameter: &&Parameter| {
            format!("{}: impl rt::IntoValue<R, Option<{}>>", parameter.field, names.rust(&parameter.type_.rust))
        };
        let parameters = passed.iter().map(parameter).collect::<Vec<_>>().join(", ");
        code.gap();
        line!(code, "/// [`{0}`](super::{0}()), for each row.", name.plain());
        code.block(format_args!("pub fn {name}<R: rt::Relation>({parameters}) -> {gives}"), |code| {
            line!(code, "rt::routine({:?})", routine.sql.to_sql());
            for Parameter { field, type_, passing, .. } in passed {
                let ty = sql_type(&type_.sql);
                match passing {
                    Passing::Required => line!(code, "    .operand({field}, {ty})"),
                    Passing::Optional(name) => line!(code, "    .named_operand({name:?}, {field}, {ty})"),
                    Passing::Variadic => line!(code, "    .variadic_operand({field}, {ty})"),
                    Passing::OptionalVariadic(name) => {
                        line!(code, "    .named_variadic_operand({name:?}, {field}, {ty})");
                    }
                    Passing::Output => {}
                }
            }
            line!(code, "    .expression({})", sql_type(&type_.sql));
        });
    }
}

/// `rt::routine("…").argument(…).scalar(…)`, a method on each line.
fn call(code: &mut Code, routine: &Routine, optional: Option<&str>) {
    line!(code, "rt::routine({:?})", routine.sql.to_sql());
    for Parameter { field, type_, passing, .. } in &routine.parameters {
        let ty = sql_type(&type_.sql);
        match (passing, optional) {
            (Passing::Required, _) => line!(code, "    .argument({field}, {ty})"),
            (Passing::Variadic, _) => line!(code, "    .variadic({field}, {ty})"),
            (Passing::Optional(name), Some(of)) => line!(code, "    .optional({name:?}, {of}.{field}, {ty})"),
            (Passing::OptionalVariadic(name), Some(of)) => {
                line!(code, "    .optional_variadic({name:?}, {of}.{field}, {ty})");
            }
            (Passing::Optional(_) | Passing::OptionalVariadic(_), None) => {}
            (Passing::Output, _) => line!(code, "    .output({ty})"),
        }
    }
    match &routine.gives {
        Gives::Nothing if routine.is_procedure => line!(code, "    .procedure()"),
        Gives::Nothing => line!(code, "    .nothing()"),
        Gives::Scalar(type_) => line!(code, "    .scalar({})", sql_type(&type_.sql)),
        Gives::Scalars(type_) => line!(code, "    .scalars({})", sql_type(&type_.sql)),
        Gives::Row(_) => line!(code, "    .row()"),
        Gives::Rows(_) => line!(code, "    .rows()"),
        Gives::Record(_) if routine.is_procedure => line!(code, "    .procedure_record()"),
        Gives::Record(_) => line!(code, "    .record()"),
        Gives::Records(_) => line!(code, "    .records()"),
    }
}

/// `store: impl rt::Argument<i32>`; an array of all remaining arguments is taken as it is.
fn given(names: Names<'_>, parameter: &Parameter) -> String {
    let Parameter { field, type_, passing, .. } = parameter;
    let rust: &RustType = &type_.rust;
    match passing {
        Passing::Variadic => format!("{field}: {}", names.rust(rust)),
        _ => format!("{field}: impl rt::Argument<{}>", names.rust(rust)),
    }
}

fn gives(names: Names<'_>, gives: &Gives) -> String {
    match gives {
        Gives::Nothing => "rt::Procedure".to_owned(),
        Gives::Scalar(type_) => format!("rt::Scalar<Option<{}>>", names.rust(&type_.rust)),
        Gives::Scalars(type_) => format!("rt::Scalars<Option<{}>>", names.rust(&type_.rust)),
        Gives::Row(id) | Gives::Rows(id) => format!("rt::Query<{}>", names.path_of_row(*id)),
        Gives::Record(record) => format!("rt::Single<{}>", record.name),
        Gives::Records(record) => format!("rt::Records<{}>", record.name),
    }
}
