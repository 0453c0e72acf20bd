//! `types.rs` of a schema: enums, domains and composite types.

use super::{
    code::{Code, line},
    columns::{attributes, debug, derives},
    expression::{Names, sql_type},
    relation::read_columns,
};
use crate::model::{
    Attribute, Docs, Enum, Ident, Model, Name, Newtype, Read, Schema, SqlType, UserType, UserTypeKind, ValueType,
    Variant, Wire,
};

pub(super) fn types(model: &Model, schema: &Schema) -> String {
    let mut code = Code::file(&Docs(vec![format!("Types of schema {}.", schema.title_name)]));
    let types: Vec<&UserType> = schema.types.iter().map(|id| model.type_(*id)).collect();
    let uses_runtime = types.iter().any(|type_| match &type_.kind {
        UserTypeKind::Enum(_) | UserTypeKind::Newtype(_) | UserTypeKind::Composite(_) => true,
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
            UserTypeKind::Enum(enum_) => enumeration(&mut code, model, type_, enum_),
            UserTypeKind::Domain(base) => domain(&mut code, model, type_, base),
            UserTypeKind::Newtype(newtype) => self::newtype(&mut code, model, type_, newtype),
            UserTypeKind::Composite(attributes) => composite(&mut code, model, type_, attributes),
        }
    }
    code.finish()
}

/// `pub enum MpaaRating { … }` and `impl rt::Enum for MpaaRating { … }`
fn enumeration(code: &mut Code, model: &Model, type_: &UserType, enum_: &Enum) {
    let Enum { variants, other } = enum_;
    let extra = derives(&model.output.enum_derives);
    let copy = if other.is_none() { ", Copy" } else { "" };
    line!(code, "#[derive(Clone{copy}, Debug, PartialEq, Eq, PartialOrd, Ord, Hash{extra})]");
    attributes(code, &type_.attributes);
    let labelled = is_labelled(model, type_);
    code.block(format_args!("pub enum {}", type_.rust), |code| {
        for Variant { name, docs } in variants {
            line!(code, "/// {docs}");
            if labelled && name.sql != name.rust.as_str() {
                line!(code, "#[serde(rename = {:?})]", name.sql);
            }
            line!(code, "{},", name.rust);
        }
        if let Some(other) = other {
            line!(code, "/// A label that the database did not have when this was generated.");
            if labelled {
                line!(code, "#[serde(untagged)]");
            }
            line!(code, "{other}(String),");
        }
    });
    code.gap();
    code.block(format_args!("impl rt::Enum for {}", type_.rust), |code| {
        let wire = Wire { name: "TEXT", array: false };
        let sql = SqlType::Cast { sql: type_.sql.to_sql(), wire, array: false, read: Read::Cast };
        line!(code, "const TYPE: rt::SqlType = {};", sql_type(&sql));
        code.enclosed(format_args!("const LABELS: &'static [(&'static str, Self)] = &["), "];", |code| {
            for Name { sql, rust } in variants.iter().map(|variant| &variant.name) {
                line!(code, "({sql:?}, Self::{rust}),");
            }
        });
        if let Some(other) = other {
            line!(code, "const OTHER: Option<fn(String) -> Self> = Some(Self::{other});");
            code.gap();
            code.block(format_args!("fn other(&self) -> Option<&str>"), |code| {
                line!(code, "if let Self::{other}(label) = self {{ Some(label) }} else {{ None }}");
            });
        }
    });
}

/// Whether serde calls the variants by their labels: it does unless the configuration says what it calls them.
fn is_labelled(model: &Model, type_: &UserType) -> bool {
    let is_serde = |derive: &String| matches!(derive.as_str(), "serde::Deserialize" | "serde::Serialize");
    let is_renamed = |attribute: &String| attribute.contains("serde(") && attribute.contains("rename_all");
    model.output.enum_derives.iter().any(is_serde) && !type_.attributes.iter().any(is_renamed)
}

/// `pub type Year = i32;`
fn domain(code: &mut Code, model: &Model, type_: &UserType, base: &ValueType) {
    let names = Names::of_types(model, type_.schema);
    line!(code, "pub type {} = {};", type_.rust, names.rust(&base.rust));
}

/// `pub struct Year(pub i32);`, and that it is a value.
fn newtype(code: &mut Code, model: &Model, type_: &UserType, newtype: &Newtype) {
    let name = &type_.rust;
    let base = Names::of_types(model, type_.schema).rust(&newtype.base.rust).to_string();
    line!(code, "#[derive(Clone, Debug, PartialEq{})]", derives(&model.output.row_derives));
    attributes(code, &type_.attributes);
    line!(code, "pub struct {name}(pub {base});");
    code.gap();
    code.block(format_args!("impl From<{base}> for {name}"), |code| {
        code.block(format_args!("fn from(value: {base}) -> Self"), |code| line!(code, "Self(value)"));
    });
    let how = Codec {
        sql: &newtype.sql,
        encode: "rt::Encode::encode(&self.0, wire, out)",
        decode: &format!("<{base} as rt::Decode>::decode(raw).map(Self)"),
        accepts: &format!("<{base} as rt::Decode>::accepts(ty)"),
    };
    value(code, name, &how);
}

/// `pub struct Address { … }` and `impl rt::Composite for Address { … }`
fn composite(code: &mut Code, model: &Model, type_: &UserType, fields: &[Attribute]) {
    let name = &type_.rust;
    let names = Names::of_types(model, type_.schema);
    line!(code, "#[derive(Clone, Default, PartialEq{})]", derives(&model.output.row_derives));
    attributes(code, &type_.attributes);
    code.block(format_args!("pub struct {name}"), |code| {
        for attribute in fields {
            code.docs(&attribute.docs);
            attributes(code, &attribute.attributes);
            line!(code, "pub {}: Option<{}>,", attribute.field, names.rust(&attribute.type_.rust));
        }
    });
    code.gap();
    code.block(format_args!("impl rt::Composite for {name}"), |code| {
        code.enclosed(format_args!("const ATTRIBUTES: &'static [(&'static str, rt::SqlType)] = &["), "];", |code| {
            for attribute in fields {
                line!(code, "({:?}, {}),", attribute.sql, sql_type(&attribute.type_.sql));
            }
        });
        code.gap();
        let unused = if fields.is_empty() { "_" } else { "" };
        code.block(format_args!("fn from_attributes({unused}row: &rt::Row<'_>) -> Result<Self, rt::Error>"), |code| {
            read_columns(code, &fields.iter().map(|attribute| &attribute.field).collect::<Vec<_>>());
        });
        code.gap();
        code.block(format_args!("fn attribute(&self, at: u16) -> &dyn rt::Encode"), |code| {
            code.block(format_args!("match at"), |code| {
                for (at, attribute) in fields.iter().enumerate() {
                    line!(code, "{at} => &self.{},", attribute.field);
                }
                line!(code, "_ => rt::no_column(),");
            });
        });
    });
    composite_value(code, name, &type_.sql.to_sql());
    debug(code, name, format_args!("rt::debug_composite"));
}

/// That a struct with `impl rt::Composite` is a value.
pub(super) fn composite_value(code: &mut Code, name: &Ident, sql: &str) {
    let wire = Wire { name: "TEXT", array: false };
    let sql = SqlType::Cast { sql: sql.to_owned(), wire, array: false, read: Read::Composite };
    let how = Codec {
        sql: &sql,
        encode: "rt::encode_composite(self, out)",
        decode: "rt::decode_composite(raw)",
        accepts: "rt::is_composite(ty)",
    };
    value(code, name, &how);
}

/// How a value is written and read: an expression each.
struct Codec<'a> {
    sql: &'a SqlType,
    encode: &'a str,
    decode: &'a str,
    accepts: &'a str,
}

/// `impl rt::Value for Address { … }` and its kin
fn value(code: &mut Code, name: &Ident, how: &Codec<'_>) {
    let Codec { sql, encode, decode, accepts } = how;
    code.gap();
    code.block(format_args!("impl rt::Value for {name}"), |code| {
        line!(code, "const TYPE: rt::SqlType = {};", sql_type(sql));
        line!(code, "type Base = Self;");
        line!(code, "type Nullable = Option<Self>;");
    });
    code.gap();
    line!(code, "impl rt::NotNull for {name} {{}}");
    if !sql.wire().array {
        code.gap();
        line!(code, "impl rt::Element for {name} {{}}");
    }
    code.gap();
    code.block(format_args!("impl rt::Encode for {name}"), |code| {
        let wire = if encode.contains("wire") { "wire" } else { "_" };
        let arguments = format!("&self, {wire}: rt::Oid, out: &mut rt::BytesMut");
        code.block(format_args!("fn encode({arguments}) -> Result<rt::IsNull, rt::Error>"), |code| {
            line!(code, "{encode}");
        });
    });
    code.gap();
    code.block(format_args!("impl rt::Decode for {name}"), |code| {
        code.block(format_args!("fn decode(raw: &[u8]) -> Result<Self, rt::Error>"), |code| line!(code, "{decode}"));
        code.gap();
        code.block(format_args!("fn accepts(ty: &rt::Type) -> bool"), |code| line!(code, "{accepts}"));
    });
}
