//! `types.rs` of a schema: enums and domains.

use super::{
    code::{Code, line},
    columns::derives,
    expression::{Names, sql_type},
};
use crate::model::{Docs, Model, Name, Schema, SqlType, UserType, UserTypeKind, ValueType, Variant, Wire};

pub(super) fn types(model: &Model, schema: &Schema) -> String {
    let mut code = Code::file(&Docs(vec![format!("Types of schema {}.", schema.title_name)]));
    let types: Vec<&UserType> = schema.types.iter().map(|id| model.type_(*id)).collect();
    let uses_runtime = types.iter().any(|type_| match &type_.kind {
        UserTypeKind::Enum(_) => true,
        UserTypeKind::Domain(base) => {
            Names::of_types(model, type_.schema).rust(&base.rust).to_string().contains("rt::")
        }
    });
    if uses_runtime {
        code.gap();
        line!(code, "use relvar::generated as rt;");
    }
    for type_ in types {
        code.gap();
        code.docs(&type_.docs);
        match &type_.kind {
            UserTypeKind::Enum(variants) => enumeration(&mut code, model, type_, variants),
            UserTypeKind::Domain(base) => domain(&mut code, model, type_, base),
        }
    }
    code.finish()
}

/// `pub enum MpaaRating { … }` and `impl rt::Enum for MpaaRating { … }`
fn enumeration(code: &mut Code, model: &Model, type_: &UserType, variants: &[Variant]) {
    let extra = derives(&model.output.enum_derives);
    line!(code, "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash{extra})]");
    code.block(format_args!("pub enum {}", type_.rust), |code| {
        for Variant { name, docs } in variants {
            line!(code, "/// {docs}");
            line!(code, "{},", name.rust);
        }
    });
    code.gap();
    code.block(format_args!("impl rt::Enum for {}", type_.rust), |code| {
        let sql = SqlType::Cast { sql: type_.sql.to_sql(), wire: Wire { name: "TEXT", array: false }, array: false };
        line!(code, "const TYPE: rt::SqlType = {};", sql_type(&sql));
        code.enclosed(format_args!("const LABELS: &'static [(&'static str, Self)] = &["), "];", |code| {
            for Name { sql, rust } in variants.iter().map(|variant| &variant.name) {
                line!(code, "({sql:?}, Self::{rust}),");
            }
        });
    });
}

/// `pub type Year = i32;`
fn domain(code: &mut Code, model: &Model, type_: &UserType, base: &ValueType) {
    let names = Names::of_types(model, type_.schema);
    line!(code, "pub type {} = {};", type_.rust, names.rust(&base.rust));
}
