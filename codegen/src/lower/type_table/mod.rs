//! The one table of types that are not the user's own: what they are in Rust, and what travels for them.
//!
//! `docs/type-mapping.md` is made from it.

#[cfg(test)]
mod tests;

use crate::{
    config::DateTime,
    model::{BuiltinType, RustType},
};

/// What a type is in Rust.
#[derive(Clone, Copy)]
pub(super) enum Rust {
    Is(BuiltinType),
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
    Builtin { name, wire: None, rust: TEXT, note }
}

/// A type of Rust itself.
const fn rust(path: &'static [&'static str]) -> Rust {
    Is(BuiltinType::rust(path))
}

/// A type of the runtime.
const fn runtime(path: &'static [&'static str]) -> Rust {
    Is(BuiltinType::runtime(path))
}

const TEXT: Rust = Is(BuiltinType::TEXT);
const STRING: Rust = Is(BuiltinType::STRING);
const BYTES: Rust = Is(BuiltinType::rust(&["Vec"]).with(&[BuiltinType::rust(&["u8"])]));
const SMALL_INTS: Rust = Is(BuiltinType::runtime(&["Array"]).with(&[BuiltinType::rust(&["i16"])]));
const OIDS: Rust = Is(BuiltinType::runtime(&["Array"]).with(&[BuiltinType::rust(&["u32"])]));
const JSON: Rust = Is(BuiltinType::of_crate("serde_json", &["Value"]));
const UUID: Rust = Is(BuiltinType::of_crate("uuid", &["Uuid"]));
const NUMERIC: Rust = runtime(&["Numeric"]);
const INT4: Rust = rust(&["i32"]);
const INT8: Rust = rust(&["i64"]);

const CALENDAR: &str = "±infinity, and years that the Rust type does not have, are errors when they are read; `relvar::OrInfinity<T>` can hold infinity, the types of `postgres` can hold everything";
const CLOCK: &str = "`24:00:00` is an error when it is read, except with `postgres`";
const NAMED: &str = "the name of the object, as the session's `search_path` makes it";

/// By name.
pub(super) const BUILTINS: &[Builtin] = &[
    text("aclitem", ""),
    native("bit", "BIT", runtime(&["BitString"]), "any length; the column's own is checked by the server"),
    native("bool", "BOOL", rust(&["bool"]), ""),
    native("box", "BOX", runtime(&["Rectangle"]), "the server orders the corners"),
    native("bpchar", "BPCHAR", STRING, "`character(n)`: includes the spaces that pad it"),
    native("bytea", "BYTEA", BYTES, ""),
    native("char", "CHAR", rust(&["i8"]), "`\"char\"`, the byte of the system catalogs"),
    native("cid", "CID", rust(&["u32"]), ""),
    native("cidr", "CIDR", runtime(&["IpCidr"]), "of the crate `cidr`"),
    native("circle", "CIRCLE", runtime(&["Circle"]), ""),
    native("date", "DATE", Date, CALENDAR),
    native("datemultirange", "DATEMULTIRANGE", Multirange(&Date), ""),
    native("daterange", "DATERANGE", Range(&Date), ""),
    native("float4", "FLOAT4", rust(&["f32"]), ""),
    native("float8", "FLOAT8", rust(&["f64"]), ""),
    text("gtsvector", ""),
    native(
        "inet",
        "INET",
        runtime(&["IpInet"]),
        "of the crate `cidr`: an address with its netmask; `std::net::IpAddr` by override, an error if there is a netmask",
    ),
    native("int2", "INT2", rust(&["i16"]), ""),
    native("int2vector", "INT2VECTOR", SMALL_INTS, "PostgreSQL takes no empty one in its binary form"),
    native("int4", "INT4", INT4, ""),
    native("int4multirange", "INT4MULTIRANGE", Multirange(&INT4), ""),
    native(
        "int4range",
        "INT4RANGE",
        Range(&INT4),
        "the server changes ranges of integers and dates into the form `[lower,upper)`",
    ),
    native("int8", "INT8", INT8, ""),
    native("int8multirange", "INT8MULTIRANGE", Multirange(&INT8), ""),
    native("int8range", "INT8RANGE", Range(&INT8), ""),
    native(
        "interval",
        "INTERVAL",
        runtime(&["Interval"]),
        "months, days and microseconds apart, as PostgreSQL keeps them",
    ),
    native("json", "JSON", JSON, "your own serde type by `json` under `[columns]`"),
    native("jsonb", "JSONB", JSON, "your own serde type by `json` under `[columns]`"),
    native("jsonpath", "JSONPATH", runtime(&["JsonPath"]), "in the form that PostgreSQL gives it"),
    native("line", "LINE", runtime(&["Line"]), ""),
    native("lseg", "LSEG", runtime(&["Segment"]), ""),
    native("macaddr", "MACADDR", runtime(&["MacAddr"]), ""),
    native("macaddr8", "MACADDR8", runtime(&["MacAddr8"]), ""),
    native(
        "money",
        "MONEY",
        runtime(&["Money"]),
        "the smallest unit of the server's `lc_monetary`; cannot be sent within a composite, where it would be text",
    ),
    native("name", "NAME", STRING, "cut at 63 bytes by the server"),
    native(
        "numeric",
        "NUMERIC",
        NUMERIC,
        "lossless, with `NaN`, ±infinity and the scale; `rust_decimal::Decimal` and `bigdecimal::BigDecimal` by override and by feature, an error if they would lose something",
    ),
    native("nummultirange", "NUMMULTIRANGE", Multirange(&NUMERIC), ""),
    native("numrange", "NUMRANGE", Range(&NUMERIC), ""),
    native("oid", "OID", rust(&["u32"]), ""),
    native("oidvector", "OIDVECTOR", OIDS, "PostgreSQL takes no empty one in its binary form"),
    native("path", "PATH", runtime(&["Path"]), ""),
    native("pg_lsn", "PG_LSN", runtime(&["PgLsn"]), ""),
    text("pg_node_tree", "read only"),
    text("pg_snapshot", ""),
    native("point", "POINT", runtime(&["Point"]), ""),
    native("polygon", "POLYGON", runtime(&["Polygon"]), ""),
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
    native("text", "TEXT", STRING, "no NUL character, because PostgreSQL does not allow it"),
    native("tid", "TID", runtime(&["Tid"]), ""),
    native("time", "TIME", Time, CLOCK),
    native("timestamp", "TIMESTAMP", Timestamp, CALENDAR),
    native("timestamptz", "TIMESTAMPTZ", Timestamptz, CALENDAR),
    native("timetz", "TIMETZ", runtime(&["Timetz"]), "a time of day with an offset; `24:00:00` included"),
    native("tsmultirange", "TSMULTIRANGE", Multirange(&Timestamp), ""),
    text("tsquery", ""),
    native("tsrange", "TSRANGE", Range(&Timestamp), ""),
    native("tstzmultirange", "TSTZMULTIRANGE", Multirange(&Timestamptz), ""),
    native("tstzrange", "TSTZRANGE", Range(&Timestamptz), ""),
    native("tsvector", "TSVECTOR", runtime(&["TsVector"]), ""),
    text("txid_snapshot", ""),
    native("uuid", "UUID", UUID, ""),
    native("varbit", "VARBIT", runtime(&["BitString"]), ""),
    native("varchar", "VARCHAR", STRING, ""),
    native("xid", "XID", rust(&["u32"]), ""),
    native("xid8", "XID8", rust(&["u64"]), ""),
    native("xml", "XML", TEXT, ""),
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
    pub(super) rust: BuiltinType,
    /// The function of the extension that gives the binary form it is read in; `None` where it is read as text.
    pub(super) send: Option<&'static str>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the documentation"))]
    pub(super) note: &'static str,
}

const fn sent(
    extension: &'static str,
    name: &'static str,
    rust: &'static [&'static str],
    send: &'static str,
) -> ExtensionType {
    ExtensionType { extension, name, rust: BuiltinType::runtime(rust), send: Some(send), note: "" }
}

const fn number(name: &'static str) -> ExtensionType {
    ExtensionType { extension: "isn", name, rust: BuiltinType::TEXT, send: None, note: "" }
}

/// By extension and name.
pub(super) const EXTENSION_TYPES: &[ExtensionType] = &[
    ExtensionType {
        extension: "citext",
        name: "citext",
        rust: BuiltinType::STRING,
        send: None,
        note: "the server compares without case",
    },
    sent("cube", "cube", &["Cube"], "cube_send"),
    sent("hstore", "hstore", &["Hstore"], "hstore_send"),
    number("ean13"),
    number("isbn"),
    number("isbn13"),
    number("ismn"),
    number("ismn13"),
    number("issn"),
    number("issn13"),
    number("upc"),
    sent("ltree", "lquery", &["Lquery"], "lquery_send"),
    sent("ltree", "ltree", &["Ltree"], "ltree_send"),
    sent("ltree", "ltxtquery", &["Ltxtquery"], "ltxtq_send"),
    ExtensionType {
        note: "EWKB, for any crate for geometry",
        ..sent("postgis", "geography", &["Ewkb"], "geography_send")
    },
    ExtensionType {
        note: "EWKB, for any crate for geometry",
        ..sent("postgis", "geometry", &["Ewkb"], "geometry_send")
    },
];

/// The types of the extension `vector`, which are text until the configuration says that the runtime has the feature
/// `pgvector`.
pub(super) const VECTORS: [(&str, &str); 3] =
    [("halfvec", "pgvector::HalfVector"), ("sparsevec", "pgvector::SparseVector"), ("vector", "pgvector::Vector")];

impl Rust {
    /// The type, with dates and times of a family.
    pub(super) fn in_family(self, family: DateTime) -> RustType {
        RustType::Builtin(match self {
            Is(type_) => type_,
            Date => Calendar::DATE.in_family(family),
            Time => Calendar::TIME.in_family(family),
            Timestamp => Calendar::TIMESTAMP.in_family(family),
            Timestamptz => Calendar::TIMESTAMPTZ.in_family(family),
            Range(bound) => return RustType::Range(Box::new(bound.in_family(family))),
            Multirange(bound) => return RustType::Multirange(Box::new(bound.in_family(family))),
        })
    }
}

/// A type of dates and times in every family.
struct Calendar {
    chrono: BuiltinType,
    time: BuiltinType,
    jiff: BuiltinType,
    postgres: BuiltinType,
}

impl Calendar {
    const DATE: Self = Self {
        chrono: BuiltinType::of_crate("chrono", &["NaiveDate"]),
        time: BuiltinType::of_crate("time", &["Date"]),
        jiff: BuiltinType::of_crate("jiff", &["civil", "Date"]),
        postgres: BuiltinType::runtime(&["PgDate"]),
    };
    const TIME: Self = Self {
        chrono: BuiltinType::of_crate("chrono", &["NaiveTime"]),
        time: BuiltinType::of_crate("time", &["Time"]),
        jiff: BuiltinType::of_crate("jiff", &["civil", "Time"]),
        postgres: BuiltinType::runtime(&["PgTime"]),
    };
    const TIMESTAMP: Self = Self {
        chrono: BuiltinType::of_crate("chrono", &["NaiveDateTime"]),
        time: BuiltinType::of_crate("time", &["PrimitiveDateTime"]),
        jiff: BuiltinType::of_crate("jiff", &["civil", "DateTime"]),
        postgres: BuiltinType::runtime(&["PgTimestamp"]),
    };
    const TIMESTAMPTZ: Self = Self {
        chrono: BuiltinType::of_crate("chrono", &["DateTime"]).with(&[BuiltinType::of_crate("chrono", &["Utc"])]),
        time: BuiltinType::of_crate("time", &["OffsetDateTime"]),
        jiff: BuiltinType::of_crate("jiff", &["Timestamp"]),
        postgres: BuiltinType::runtime(&["PgTimestamptz"]),
    };

    fn in_family(self, family: DateTime) -> BuiltinType {
        match family {
            DateTime::Chrono => self.chrono,
            DateTime::Time => self.time,
            DateTime::Jiff => self.jiff,
            DateTime::Postgres => self.postgres,
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
