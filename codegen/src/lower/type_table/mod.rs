//! The one table of types that are not the user's own: what they are in Rust, and what travels for them.
//!
//! `docs/type-mapping.md` is made from it.

#[cfg(test)]
mod tests;

use crate::{config::DateTime, model::RustType};

/// PostgreSQL's text form of a value, for types without a Rust type of their own.
pub(super) const TEXT_FORM: &str = "rt::Text";

/// What a type is in Rust.
#[derive(Clone, Copy)]
pub(super) enum Rust {
    Is(&'static str),
    Date,
    Time,
    Timestamp,
    Timestamptz,
    Range(&'static Rust),
    Multirange(&'static Rust),
}

use Rust::{Date, Is, Multirange, Range, Time, Timestamp, Timestamptz};

/// A type of PostgreSQL's own.
pub(super) struct Builtin {
    /// `pg_type.typname`
    pub(super) name: &'static str,
    /// The constant of `rt::types`; `None` where it travels as text.
    pub(super) wire: Option<&'static str>,
    pub(super) rust: Rust,
    /// What a reader of the documentation should know.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the documentation"))]
    pub(super) note: &'static str,
}

const fn native(name: &'static str, wire: &'static str, rust: Rust, note: &'static str) -> Builtin {
    Builtin { name, wire: Some(wire), rust, note }
}

const fn text(name: &'static str, note: &'static str) -> Builtin {
    Builtin { name, wire: None, rust: Is(TEXT_FORM), note }
}

const JSON: Rust = Is("rt::serde_json::Value");
const NUMERIC: Rust = Is("rt::Numeric");
const STRING: Rust = Is("String");
const INT4: Rust = Is("i32");
const INT8: Rust = Is("i64");

const CALENDAR: &str = "±infinity, and years the Rust type does not have, are errors when they are read; `relvar::OrInfinity<T>` has the first, the family `postgres` all";
const CLOCK: &str = "`24:00:00` is an error when it is read but for the family `postgres`";
const NAMED: &str = "the name of the object, as the session's `search_path` makes it";

/// By name.
pub(super) const BUILTINS: &[Builtin] = &[
    text("aclitem", ""),
    native("bit", "BIT", Is("rt::BitString"), "any length; the column's own is checked by the server"),
    native("bool", "BOOL", Is("bool"), ""),
    native("box", "BOX", Is("rt::Rectangle"), "the server orders the corners"),
    native("bpchar", "BPCHAR", STRING, "`character(n)`: with the spaces it is padded with"),
    native("bytea", "BYTEA", Is("Vec<u8>"), ""),
    native("char", "CHAR", Is("i8"), "`\"char\"`, the byte of the system catalogs"),
    native("cid", "CID", Is("u32"), ""),
    native("cidr", "CIDR", Is("rt::IpCidr"), "of the crate `cidr`"),
    native("circle", "CIRCLE", Is("rt::Circle"), ""),
    native("date", "DATE", Date, CALENDAR),
    native("datemultirange", "DATEMULTIRANGE", Multirange(&Date), ""),
    native("daterange", "DATERANGE", Range(&Date), ""),
    native("float4", "FLOAT4", Is("f32"), ""),
    native("float8", "FLOAT8", Is("f64"), ""),
    text("gtsvector", ""),
    native(
        "inet",
        "INET",
        Is("rt::IpInet"),
        "of the crate `cidr`: an address with its netmask; `std::net::IpAddr` by override, an error where there is a netmask",
    ),
    native("int2", "INT2", Is("i16"), ""),
    native("int2vector", "INT2VECTOR", Is("rt::Array<i16>"), "PostgreSQL takes no empty one in its binary form"),
    native("int4", "INT4", INT4, ""),
    native("int4multirange", "INT4MULTIRANGE", Multirange(&INT4), ""),
    native(
        "int4range",
        "INT4RANGE",
        Range(&INT4),
        "the server brings ranges of integers and dates into the form `[lower,upper)`",
    ),
    native("int8", "INT8", INT8, ""),
    native("int8multirange", "INT8MULTIRANGE", Multirange(&INT8), ""),
    native("int8range", "INT8RANGE", Range(&INT8), ""),
    native("interval", "INTERVAL", Is("rt::Interval"), "months, days and microseconds apart, as PostgreSQL keeps them"),
    native("json", "JSON", JSON, "your own serde type by `json` under `[columns]`"),
    native("jsonb", "JSONB", JSON, "your own serde type by `json` under `[columns]`"),
    native("jsonpath", "JSONPATH", Is("rt::JsonPath"), "in the form PostgreSQL brings it to"),
    native("line", "LINE", Is("rt::Line"), ""),
    native("lseg", "LSEG", Is("rt::Segment"), ""),
    native("macaddr", "MACADDR", Is("rt::MacAddr"), ""),
    native("macaddr8", "MACADDR8", Is("rt::MacAddr8"), ""),
    native(
        "money",
        "MONEY",
        Is("rt::Money"),
        "the smallest unit of the server's `lc_monetary`; cannot be sent within a composite, where it would be text",
    ),
    native("name", "NAME", STRING, "cut at 63 bytes by the server"),
    native(
        "numeric",
        "NUMERIC",
        NUMERIC,
        "lossless, with `NaN`, ±infinity and the scale; `rust_decimal::Decimal` and `bigdecimal::BigDecimal` by override and by feature, an error where they would lose something",
    ),
    native("nummultirange", "NUMMULTIRANGE", Multirange(&NUMERIC), ""),
    native("numrange", "NUMRANGE", Range(&NUMERIC), ""),
    native("oid", "OID", Is("u32"), ""),
    native("oidvector", "OIDVECTOR", Is("rt::Array<u32>"), "PostgreSQL takes no empty one in its binary form"),
    native("path", "PATH", Is("rt::Path"), ""),
    native("pg_lsn", "PG_LSN", Is("rt::PgLsn"), ""),
    text("pg_node_tree", "read only"),
    text("pg_snapshot", ""),
    native("point", "POINT", Is("rt::Point"), ""),
    native("polygon", "POLYGON", Is("rt::Polygon"), ""),
    native("refcursor", "REFCURSOR", STRING, ""),
    text("regclass", "the name of the object, as the session's `search_path` makes it; no object (`-`) cannot be sent"),
    text("regcollation", NAMED),
    text("regconfig", NAMED),
    text("regdictionary", NAMED),
    text("regnamespace", NAMED),
    text("regoper", NAMED),
    text("regoperator", NAMED),
    text("regproc", NAMED),
    text("regprocedure", NAMED),
    text("regrole", NAMED),
    text("regtype", NAMED),
    native("text", "TEXT", STRING, "no character of code 0, which PostgreSQL has not"),
    native("tid", "TID", Is("rt::Tid"), ""),
    native("time", "TIME", Time, CLOCK),
    native("timestamp", "TIMESTAMP", Timestamp, CALENDAR),
    native("timestamptz", "TIMESTAMPTZ", Timestamptz, CALENDAR),
    native("timetz", "TIMETZ", Is("rt::Timetz"), "a time of day with an offset; `24:00:00` included"),
    native("tsmultirange", "TSMULTIRANGE", Multirange(&Timestamp), ""),
    text("tsquery", ""),
    native("tsrange", "TSRANGE", Range(&Timestamp), ""),
    native("tstzmultirange", "TSTZMULTIRANGE", Multirange(&Timestamptz), ""),
    native("tstzrange", "TSTZRANGE", Range(&Timestamptz), ""),
    native("tsvector", "TSVECTOR", Is("rt::TsVector"), ""),
    text("txid_snapshot", ""),
    native("uuid", "UUID", Is("rt::uuid::Uuid"), ""),
    native("varbit", "VARBIT", Is("rt::BitString"), ""),
    native("varchar", "VARCHAR", STRING, ""),
    native("xid", "XID", Is("u32"), ""),
    native("xid8", "XID8", Is("u64"), ""),
    native("xml", "XML", Is(TEXT_FORM), ""),
];

/// The domains of `information_schema`, by name, with what they stand on.
pub(super) const STANDARD_DOMAINS: &[(&str, &str)] = &[
    ("cardinal_number", "int4"),
    ("character_data", "varchar"),
    ("sql_identifier", "name"),
    ("time_stamp", "timestamptz"),
    ("yes_or_no", "varchar"),
];

/// A type of an extension that has a Rust type.
pub(super) struct ExtensionType {
    pub(super) extension: &'static str,
    pub(super) name: &'static str,
    pub(super) rust: &'static str,
    /// The function of the extension that gives the binary form it is read in; `None` where it is read as text.
    pub(super) send: Option<&'static str>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the documentation"))]
    pub(super) note: &'static str,
}

const fn sent(extension: &'static str, name: &'static str, rust: &'static str, send: &'static str) -> ExtensionType {
    ExtensionType { extension, name, rust, send: Some(send), note: "" }
}

const fn number(name: &'static str) -> ExtensionType {
    ExtensionType { extension: "isn", name, rust: TEXT_FORM, send: None, note: "" }
}

/// By extension and name.
pub(super) const EXTENSION_TYPES: &[ExtensionType] = &[
    ExtensionType {
        extension: "citext",
        name: "citext",
        rust: "String",
        send: None,
        note: "the server compares without case",
    },
    sent("cube", "cube", "rt::Cube", "cube_send"),
    sent("hstore", "hstore", "rt::Hstore", "hstore_send"),
    number("ean13"),
    number("isbn"),
    number("isbn13"),
    number("ismn"),
    number("ismn13"),
    number("issn"),
    number("issn13"),
    number("upc"),
    sent("ltree", "lquery", "rt::Lquery", "lquery_send"),
    sent("ltree", "ltree", "rt::Ltree", "ltree_send"),
    sent("ltree", "ltxtquery", "rt::Ltxtquery", "ltxtq_send"),
    ExtensionType {
        note: "EWKB, for whichever crate of shapes you use",
        ..sent("postgis", "geography", "rt::Ewkb", "geography_send")
    },
    ExtensionType {
        note: "EWKB, for whichever crate of shapes you use",
        ..sent("postgis", "geometry", "rt::Ewkb", "geometry_send")
    },
];

/// The types of the extension `vector`, which are text until the configuration says that the runtime has the feature
/// `pgvector`.
pub(super) const VECTORS: [(&str, &str); 3] =
    [("halfvec", "pgvector::HalfVector"), ("sparsevec", "pgvector::SparseVector"), ("vector", "pgvector::Vector")];

impl Rust {
    /// The type, with dates and times of a family.
    pub(super) fn in_family(self, family: DateTime) -> RustType {
        match self {
            Is(path) => RustType::Builtin(path),
            Date => RustType::Builtin(match family {
                DateTime::Chrono => "rt::chrono::NaiveDate",
                DateTime::Time => "rt::time::Date",
                DateTime::Jiff => "rt::jiff::civil::Date",
                DateTime::Postgres => "rt::PgDate",
            }),
            Time => RustType::Builtin(match family {
                DateTime::Chrono => "rt::chrono::NaiveTime",
                DateTime::Time => "rt::time::Time",
                DateTime::Jiff => "rt::jiff::civil::Time",
                DateTime::Postgres => "rt::PgTime",
            }),
            Timestamp => RustType::Builtin(match family {
                DateTime::Chrono => "rt::chrono::NaiveDateTime",
                DateTime::Time => "rt::time::PrimitiveDateTime",
                DateTime::Jiff => "rt::jiff::civil::DateTime",
                DateTime::Postgres => "rt::PgTimestamp",
            }),
            Timestamptz => RustType::Builtin(match family {
                DateTime::Chrono => "rt::chrono::DateTime<rt::chrono::Utc>",
                DateTime::Time => "rt::time::OffsetDateTime",
                DateTime::Jiff => "rt::jiff::Timestamp",
                DateTime::Postgres => "rt::PgTimestamptz",
            }),
            Range(bound) => RustType::Range(Box::new(bound.in_family(family))),
            Multirange(bound) => RustType::Multirange(Box::new(bound.in_family(family))),
        }
    }
}

/// The type of that name in `pg_catalog`. What the table does not list travels as text, in its text form.
pub(super) fn pg_catalog(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

/// The type that a domain of `information_schema` stands on.
pub(super) fn information_schema(name: &str) -> Option<&'static Builtin> {
    let (_, base) = STANDARD_DOMAINS.iter().find(|(domain, _)| *domain == name)?;
    pg_catalog(base)
}

/// The type of an extension.
pub(super) fn extension(extension: &str, name: &str) -> Option<&'static ExtensionType> {
    EXTENSION_TYPES.iter().find(|type_| type_.extension == extension && type_.name == name)
}
