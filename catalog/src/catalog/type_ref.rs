//! A type as it is declared, and the type's name within it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeStruct as _};

use super::{QualifiedName, name::split_identifier};

/// A type as a column, argument or attribute declares it.
///
/// Serialised as its declaration alone: the rest follows from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeRef {
    /// The declaration: `format_type` with only `pg_catalog` on the search path, such as
    /// `character varying(255)`, `text[]`, `public.mpaa_rating`.
    pub sql: String,
    /// The type's name; for an array that of its elements. In `pg_catalog`: `int4`, `varchar`, `text`.
    pub name: QualifiedName,
    /// It is an array of `name` (of any number of dimensions: PostgreSQL does not tell them apart).
    pub array: bool,
}

/// What `format_type` calls by the names of the SQL standard, without what is in parentheses.
const STANDARD_NAMES: [(&str, &str); 16] = [
    ("bigint", "int8"),
    ("bit", "bit"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("double precision", "float8"),
    ("integer", "int4"),
    ("interval", "interval"),
    ("numeric", "numeric"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
];

impl TypeRef {
    /// Reads a declaration as `format_type` writes it with only `pg_catalog` on the search path.
    ///
    /// ```
    /// # use relvar_catalog::catalog::{QualifiedName, TypeRef};
    /// let type_ = TypeRef::parse("character varying(255)[]");
    /// assert_eq!(type_.name, QualifiedName::new("pg_catalog", "varchar"));
    /// assert!(type_.array);
    /// ```
    pub fn parse(sql: impl Into<String>) -> Self {
        let sql = sql.into();
        let (element, array) = match sql.strip_suffix("[]") {
            Some(element) => (element, true),
            None => (sql.as_str(), false),
        };
        let name = standard_name(element).unwrap_or_else(|| identifier(element));
        Self { sql, name, array }
    }
}

fn standard_name(declaration: &str) -> Option<QualifiedName> {
    let bare = match (declaration.find('('), declaration.find(')')) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", &declaration[..open], &declaration[close + 1..])
        }
        _ => declaration.to_owned(),
    };
    // The fields of an interval follow its name: `interval day to second`.
    let bare = if bare.starts_with("interval ") { "interval" } else { bare.as_str() };
    let at = STANDARD_NAMES.binary_search_by_key(&bare, |(standard, _)| standard).ok()?;
    Some(QualifiedName::new("pg_catalog", STANDARD_NAMES[at].1))
}

fn identifier(declaration: &str) -> QualifiedName {
    let is_end = |c: char| c == '.' || c == '(';
    match split_identifier(declaration, is_end) {
        Some((schema, rest)) => match rest.strip_prefix('.').and_then(|rest| split_identifier(rest, is_end)) {
            Some((name, _)) => QualifiedName { schema, name },
            None => QualifiedName::new("pg_catalog", schema),
        },
        None => QualifiedName::new("pg_catalog", declaration),
    }
}

impl Serialize for TypeRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::parse(self.sql.as_str()) {
            return serializer.serialize_str(&self.sql);
        }
        let mut fields = serializer.serialize_struct("TypeRef", 3)?;
        fields.serialize_field("sql", &self.sql)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("array", &self.array)?;
        fields.end()
    }
}

impl<'de> Deserialize<'de> for TypeRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TypeRefVisitor)
    }
}

struct TypeRefVisitor;

impl<'de> de::Visitor<'de> for TypeRefVisitor {
    type Value = TypeRef;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type such as \"text[]\"")
    }

    fn visit_str<E: de::Error>(self, sql: &str) -> Result<TypeRef, E> {
        Ok(TypeRef::parse(sql))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<TypeRef, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            sql: String,
            name: QualifiedName,
            #[serde(default)]
            array: bool,
        }
        let Fields { sql, name, array } = Fields::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(TypeRef { sql, name, array })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_name_their_type() {
        for (sql, name, array) in [
            ("integer", "pg_catalog.int4", false),
            ("character varying(255)", "pg_catalog.varchar", false),
            ("character(3)[]", "pg_catalog.bpchar", true),
            ("timestamp(3) without time zone", "pg_catalog.timestamp", false),
            ("interval day to second(3)", "pg_catalog.interval", false),
            ("interval(6)[]", "pg_catalog.interval", true),
            ("\"char\"", "pg_catalog.char", false),
            ("\"bit\"[]", "pg_catalog.bit", true),
            ("numeric(10,2)", "pg_catalog.numeric", false),
            ("tsvector", "pg_catalog.tsvector", false),
            ("public.geometry(Point,4326)", "public.geometry", false),
            ("public.\"My (Type).x\"(3)[]", "public.\"My (Type).x\"", true),
            ("\"Weird \"\"S\"\".\".bit", "\"Weird \"\"S\"\".\".bit", false),
            ("information_schema.cardinal_number", "information_schema.cardinal_number", false),
        ] {
            let type_ = TypeRef::parse(sql);
            assert_eq!((type_.name.to_string().as_str(), type_.array), (name, array), "{sql}");
            assert_eq!(serde_json::to_string(&type_).unwrap(), serde_json::to_string(sql).unwrap());
        }
    }

    #[test]
    fn a_type_that_does_not_follow_from_its_declaration_is_written_in_full() {
        let odd = TypeRef { sql: "x".into(), name: QualifiedName::new("a", "b"), array: true };
        let json = serde_json::to_string(&odd).unwrap();
        assert_eq!(json, r#"{"sql":"x","name":"a.b","array":true}"#);
        assert_eq!(serde_json::from_str::<TypeRef>(&json).unwrap(), odd);
    }
}
