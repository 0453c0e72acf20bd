//! The JSON Schema of `relvar.toml`, for editors, and for the reference in the book.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::Value;

use super::{
    Arrays, Config, CrateName, DateTime, Dependency, Domains, Enums, ObjectPath, Pattern, RustAttribute, RustName,
    RustPath, RustType, TypeOptions, Types,
};

impl Config {
    /// The JSON Schema of a configuration: editors complete and check `relvar.toml` by it.
    pub fn json_schema() -> Value {
        let generator = SchemaSettings::draft07().into_generator();
        let mut schema = generator.into_root_schema_for::<Self>();
        schema.insert("title".to_owned(), Value::from("relvar.toml"));
        schema.to_value()
    }
}

/// A text with a meaning of its own; written out where it is used.
macro_rules! text {
    ($($type:ty, $name:literal, $description:literal;)*) => {
        $(impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "title": $name, "description": $description })
            }
        })*
    };
}

text! {
    Pattern, "pattern", "a pattern of names: `*` stands for any text, `?` for any character";
    CrateName, "crate", "the name of a crate: letters, digits, `-` and `_`";
    RustName, "name in Rust", "an identifier of Rust";
    RustPath, "path in Rust", "the path of a Rust trait";
    RustType, "type in Rust", "a Rust type";
    RustAttribute, "attribute", "what stands between `#[` and `]`";
    ObjectPath<1>, "schema", "a schema";
    ObjectPath<2>, "schema.object", "an object of a schema, `public.film`; double quotes around a part that has a dot";
    ObjectPath<3>, "schema.object.part", "a part of an object, `public.film.title`; double quotes around a part that has a dot";
}

impl JsonSchema for Dependency {
    fn schema_name() -> Cow<'static, str> {
        "dependency".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "dependency",
            "description": "a version, or a table as in `Cargo.toml`",
            "type": ["string", "object"],
        })
    }
}

impl JsonSchema for Types {
    fn schema_name() -> Cow<'static, str> {
        "Types".into()
    }

    /// Keys of its own, and names of types.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let options = generator.subschema_for::<TypeOptions>();
        json_schema!({
            "type": "object",
            "description": "The Rust types for the types of the database. Every other key is the name of a type, \
                a name without a schema PostgreSQL's own, and its value a Rust type or a table.",
            "properties": {
                "datetime": generator.subschema_for::<DateTime>(),
                "arrays": generator.subschema_for::<Arrays>(),
                "enums": generator.subschema_for::<Enums>(),
                "domains": generator.subschema_for::<Domains>(),
            },
            "additionalProperties": { "anyOf": [generator.subschema_for::<RustType>(), options] },
        })
    }
}
