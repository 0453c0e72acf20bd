//! Which Rust types the types of the database become: families, styles, and single types.

use std::{collections::BTreeMap, fmt};

use relvar_catalog::QualifiedName;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};

use super::RustType;

/// The Rust types for the types of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// The crate of dates and times.
    pub datetime: DateTime,
    /// Which arrays a column can hold.
    pub arrays: Arrays,
    /// What happens to a label that the generated code does not know.
    pub enums: Enums,
    /// What domains become in Rust.
    pub domains: Domains,
    /// Single types: `"public.geometry" = "crate::Geometry"`; a name without a schema is PostgreSQL's own.
    pub named: BTreeMap<String, TypeOptions>,
}

impl Types {
    /// What is said of a type, and under which name.
    pub(crate) fn of(&self, name: &QualifiedName) -> Option<(&str, &TypeOptions)> {
        if self.named.is_empty() {
            return None;
        }
        let bare = (name.schema == "pg_catalog").then(|| name.name.clone());
        let keys = [Some(format!("{}.{}", name.schema, name.name)), Some(name.to_string()), bare];
        keys.into_iter()
            .flatten()
            .find_map(|key| self.named.get_key_value(&key))
            .map(|(key, found)| (key.as_str(), found))
    }
}

/// The crate of dates and times; the runtime has a feature of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DateTime {
    /// `chrono`.
    #[default]
    Chrono,
    /// `time`.
    Time,
    /// `jiff`.
    Jiff,
    /// The runtime's own types, which hold every value of PostgreSQL: infinity, and all years.
    Postgres,
}

/// Which arrays a column can hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Arrays {
    /// Those of one dimension without NULL: `Vec<T>`; others are an error when they are read.
    #[default]
    Plain,
    /// Those of one dimension: `Vec<Option<T>>`.
    Nullable,
    /// All, with any dimensions and bounds: `relvar::Array<Option<T>>`.
    AnyShape,
}

/// What happens to a label of an enum that the generated code does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Enums {
    /// It is an error.
    #[default]
    Closed,
    /// A variant holds it.
    Open,
}

/// What domains become in Rust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Domains {
    /// An alias of their base type.
    #[default]
    Alias,
    /// A newtype around their base type.
    Newtype,
}

/// What one type becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(default)]
pub struct TypeOptions {
    /// Its Rust type.
    #[serde(rename = "type")]
    pub type_: Option<RustType>,
    /// For an enum: a variant holds unknown labels.
    pub open: Option<bool>,
    /// For a domain: it is a newtype.
    pub newtype: Option<bool>,
}

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TypesVisitor)
    }
}

struct TypesVisitor;

impl<'de> Visitor<'de> for TypesVisitor {
    type Value = Types;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of types")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Types, A::Error> {
        let mut types = Types::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "datetime" => types.datetime = map.next_value()?,
                "arrays" => types.arrays = map.next_value()?,
                "enums" => types.enums = map.next_value()?,
                "domains" => types.domains = map.next_value()?,
                _ => {
                    let NamedType(options) = map.next_value()?;
                    types.named.insert(key, options);
                }
            }
        }
        Ok(types)
    }
}

/// The options of a type: a table, or only its Rust type.
struct NamedType(TypeOptions);

impl<'de> Deserialize<'de> for NamedType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamedTypeVisitor)
    }
}

struct NamedTypeVisitor;

impl<'de> Visitor<'de> for NamedTypeVisitor {
    type Value = NamedType;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Rust type, or a table of options")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<NamedType, E> {
        let type_ = RustType::try_from(text.to_owned()).map_err(E::custom)?;
        Ok(NamedType(TypeOptions { type_: Some(type_), ..TypeOptions::default() }))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NamedType, A::Error> {
        TypeOptions::deserialize(de::value::MapAccessDeserializer::new(map)).map(NamedType)
    }
}
