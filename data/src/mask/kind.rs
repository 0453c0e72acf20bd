//! What a method means for the type of a column.

use relvar_catalog::{
    Catalog,
    catalog::{TypeKind, TypeRef},
    hexadecimal,
};

use crate::text::{escape, unescape};

use super::{Method, json, moment, permute::Key, shape};

/// A method for a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    /// As `COPY` writes it.
    Constant(Vec<u8>),
    Hash(Hashed),
    Shape(Form),
}

/// What a hash is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hashed {
    /// Hexadecimal digits, so many; of the value in small letters, if capitals do not matter in the type.
    Text {
        digits: usize,
        ignores_case: bool,
    },
    /// A whole number from 0 to this one.
    Integer(i64),
    Uuid,
    Bytes,
}

/// What the shape is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Integer(i64),
    Number,
    Uuid,
    Hexadecimal,
    Moment,
    Address,
    Json,
}

/// Bits of a hash below which two values may well get the same one.
const ENOUGH: usize = 60;

impl Kind {
    /// None if the method means nothing for the type.
    pub(super) fn of(method: &Method, type_: &TypeRef, catalog: &Catalog) -> Option<Self> {
        let base = base(type_, catalog);
        match method {
            Method::Null => Some(Self::Null),
            Method::Constant(text) => {
                let mut escaped = Vec::new();
                escape(text.as_bytes(), &mut escaped);
                Some(Self::Constant(escaped))
            }
            Method::Hash => hashed(base).map(Self::Hash),
            Method::Shape => form(base).map(Self::Shape),
        }
    }

    /// Whether different values stay different.
    pub(super) fn keeps_unique(&self) -> bool {
        match self {
            // NULLs are not equal.
            Self::Null | Self::Shape(_) | Self::Hash(Hashed::Uuid | Hashed::Bytes) => true,
            Self::Constant(_) => false,
            Self::Hash(Hashed::Text { digits, .. }) => digits * 4 >= ENOUGH,
            Self::Hash(Hashed::Integer(max)) => *max == i64::MAX,
        }
    }

    /// Writes what a value becomes, both as `COPY` writes them; says false if there is nothing to replace.
    pub(super) fn write(&self, key: &Key, value: &[u8], to: &mut Vec<u8>) -> bool {
        let masked = match self {
            Self::Null => {
                to.extend(crate::text::NULL);
                return true;
            }
            Self::Constant(text) => {
                to.extend(text);
                return true;
            }
            Self::Hash(hashed) => Some(hashed.hash(key, &unescape(value))),
            Self::Shape(form) => std::str::from_utf8(&unescape(value)).ok().and_then(|text| form.replace(key, text)),
        };
        match &masked {
            Some(text) => escape(text.as_bytes(), to),
            None => to.extend(value),
        }
        masked.is_some()
    }
}

impl Hashed {
    fn hash(self, key: &Key, value: &[u8]) -> String {
        let hash = match self {
            Self::Text { ignores_case: true, .. } => {
                key.hash(b"value", String::from_utf8_lossy(value).to_lowercase().as_bytes())
            }
            _ => key.hash(b"value", value),
        };
        match self {
            Self::Text { digits, .. } => hexadecimal(&hash)[..digits].to_owned(),
            Self::Integer(max) => {
                let bytes = [hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]];
                let number = u64::from_le_bytes(bytes) >> 1;
                let count = u64::try_from(max).unwrap_or_default() + 1;
                (number % count).to_string()
            }
            Self::Uuid => {
                let hex = hexadecimal(&hash);
                // The version of those with contents of one's own, and the variant that all have.
                format!("{}-{}-8{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
            }
            Self::Bytes => format!("\\x{}", hexadecimal(&hash)),
        }
    }
}

impl Form {
    fn replace(self, key: &Key, text: &str) -> Option<String> {
        match self {
            Self::Text => shape::text(key, text),
            Self::Integer(max) => shape::integer(key, text, max),
            Self::Number => shape::number(key, text),
            // Its version and its variant stay.
            Self::Uuid => shape::hexadecimal(key, text, &[14, 19]),
            Self::Hexadecimal => shape::hexadecimal(key, text, &[]),
            Self::Moment => moment::moment(key, text),
            Self::Address => shape::address(key, text),
            Self::Json => json::json(key, text),
        }
    }
}

/// The type beneath domains.
fn base<'a>(type_: &'a TypeRef, catalog: &'a Catalog) -> &'a TypeRef {
    let mut base = type_;
    while !base.array
        && let Some(TypeKind::Domain(domain)) = catalog.type_(&base.name).map(|own| &own.kind)
    {
        base = &domain.base;
    }
    base
}

/// `40` of `character varying(40)`.
fn length(type_: &TypeRef) -> Option<usize> {
    let (_, rest) = type_.sql.split_once('(')?;
    rest.split_once(')')?.0.parse().ok()
}

fn name(type_: &TypeRef) -> Option<&str> {
    let is_known = !type_.array && (type_.name.schema == "pg_catalog" || type_.name.name == "citext");
    is_known.then_some(type_.name.name.as_str())
}

fn hashed(type_: &TypeRef) -> Option<Hashed> {
    Some(match name(type_)? {
        text @ ("text" | "varchar" | "citext" | "bpchar" | "name") => {
            Hashed::Text { digits: length(type_).unwrap_or(32).min(32), ignores_case: text == "citext" }
        }
        "int2" => Hashed::Integer(i16::MAX.into()),
        "int4" => Hashed::Integer(i32::MAX.into()),
        "int8" => Hashed::Integer(i64::MAX),
        "uuid" => Hashed::Uuid,
        "bytea" => Hashed::Bytes,
        _ => return None,
    })
}

fn form(type_: &TypeRef) -> Option<Form> {
    Some(match name(type_)? {
        "text" | "varchar" | "citext" | "bpchar" | "name" => Form::Text,
        "int2" => Form::Integer(i16::MAX.into()),
        "int4" => Form::Integer(i32::MAX.into()),
        "int8" => Form::Integer(i64::MAX),
        "numeric" | "float4" | "float8" => Form::Number,
        "uuid" => Form::Uuid,
        "bytea" | "macaddr" | "macaddr8" => Form::Hexadecimal,
        "date" | "time" | "timetz" | "timestamp" | "timestamptz" => Form::Moment,
        "inet" => Form::Address,
        "json" | "jsonb" => Form::Json,
        _ => return None,
    })
}
