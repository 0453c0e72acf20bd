//! The one table of PostgreSQL's own types: what they are in Rust, and what travels for them.

/// A type of PostgreSQL: its constant in `rt::types` where it travels as itself, and its Rust type.
pub(super) struct Builtin {
    /// `None`: it travels as text.
    pub(super) wire: Option<&'static str>,
    pub(super) rust: &'static str,
}

/// PostgreSQL's text form of a value, for types without a Rust type of their own.
pub(super) const TEXT_FORM: &str = "rt::Text";

const JSON: &str = "rt::serde_json::Value";

/// `pg_type.typname`, the constant of `rt::types`, the Rust type.
const BUILTINS: &[(&str, &str, &str)] = &[
    ("bit", "BIT", "rt::BitString"),
    ("bool", "BOOL", "bool"),
    ("box", "BOX", "rt::Rectangle"),
    ("bpchar", "BPCHAR", "String"),
    ("bytea", "BYTEA", "Vec<u8>"),
    ("char", "CHAR", "i8"),
    ("cidr", "CIDR", "rt::IpCidr"),
    ("circle", "CIRCLE", "rt::Circle"),
    ("date", "DATE", "rt::chrono::NaiveDate"),
    ("datemultirange", "DATEMULTIRANGE", "rt::Multirange<rt::chrono::NaiveDate>"),
    ("daterange", "DATERANGE", "rt::Range<rt::chrono::NaiveDate>"),
    ("float4", "FLOAT4", "f32"),
    ("float8", "FLOAT8", "f64"),
    ("inet", "INET", "rt::IpInet"),
    ("int2", "INT2", "i16"),
    ("int4", "INT4", "i32"),
    ("int4multirange", "INT4MULTIRANGE", "rt::Multirange<i32>"),
    ("int4range", "INT4RANGE", "rt::Range<i32>"),
    ("int8", "INT8", "i64"),
    ("int8multirange", "INT8MULTIRANGE", "rt::Multirange<i64>"),
    ("int8range", "INT8RANGE", "rt::Range<i64>"),
    ("interval", "INTERVAL", "rt::Interval"),
    ("json", "JSON", JSON),
    ("jsonb", "JSONB", JSON),
    ("line", "LINE", "rt::Line"),
    ("lseg", "LSEG", "rt::Segment"),
    ("macaddr", "MACADDR", "rt::MacAddr"),
    ("macaddr8", "MACADDR8", "rt::MacAddr8"),
    ("money", "MONEY", "rt::Money"),
    ("name", "NAME", "String"),
    ("numeric", "NUMERIC", "rt::Numeric"),
    ("nummultirange", "NUMMULTIRANGE", "rt::Multirange<rt::Numeric>"),
    ("numrange", "NUMRANGE", "rt::Range<rt::Numeric>"),
    ("oid", "OID", "u32"),
    ("path", "PATH", "rt::Path"),
    ("pg_lsn", "PG_LSN", "rt::PgLsn"),
    ("point", "POINT", "rt::Point"),
    ("polygon", "POLYGON", "rt::Polygon"),
    ("text", "TEXT", "String"),
    ("tid", "TID", "rt::Tid"),
    ("time", "TIME", "rt::chrono::NaiveTime"),
    ("timestamp", "TIMESTAMP", "rt::chrono::NaiveDateTime"),
    ("timestamptz", "TIMESTAMPTZ", "rt::chrono::DateTime<rt::chrono::Utc>"),
    ("timetz", "TIMETZ", "rt::Timetz"),
    ("tsmultirange", "TSMULTIRANGE", "rt::Multirange<rt::chrono::NaiveDateTime>"),
    ("tsrange", "TSRANGE", "rt::Range<rt::chrono::NaiveDateTime>"),
    ("tstzmultirange", "TSTZMULTIRANGE", "rt::Multirange<rt::chrono::DateTime<rt::chrono::Utc>>"),
    ("tstzrange", "TSTZRANGE", "rt::Range<rt::chrono::DateTime<rt::chrono::Utc>>"),
    ("uuid", "UUID", "rt::uuid::Uuid"),
    ("varbit", "VARBIT", "rt::BitString"),
    ("varchar", "VARCHAR", "String"),
];

/// The type of that name in `pg_catalog`. What the table does not list travels as text, in its text form.
pub(super) fn pg_catalog(name: &str) -> Builtin {
    match BUILTINS.iter().find(|(sql, ..)| *sql == name) {
        Some((_, wire, rust)) => Builtin { wire: Some(wire), rust },
        None => Builtin { wire: None, rust: TEXT_FORM },
    }
}

/// The domains of `information_schema`, with the built-in types they stand on.
pub(super) fn information_schema(name: &str) -> Option<Builtin> {
    let (wire, rust) = match name {
        "cardinal_number" => ("INT4", "i32"),
        "character_data" | "yes_or_no" => ("VARCHAR", "String"),
        "sql_identifier" => ("NAME", "String"),
        "time_stamp" => ("TIMESTAMPTZ", "rt::chrono::DateTime<rt::chrono::Utc>"),
        _ => return None,
    };
    Some(Builtin { wire: Some(wire), rust })
}

/// Types of extensions that have a Rust type: the extension, the type, the Rust type. They travel as text.
pub(super) fn extension(extension: &str, name: &str) -> Option<&'static str> {
    match (extension, name) {
        ("citext", "citext") => Some("String"),
        _ => None,
    }
}

/// Names of the standard prelude, which no generated type may take.
pub(super) const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Names that mean something on a relation or a query: a way that had one would hide it, or be hidden by it.
pub(super) const METHODS: &[&str] = &[
    "after",
    "aggregate",
    "all",
    "and",
    "any",
    "before",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "copy_in",
    "copy_out",
    "count",
    "delete",
    "delete_all",
    "distinct",
    "distinct_on",
    "eq",
    "every",
    "exists",
    "explain",
    "filter",
    "find",
    "first",
    "fmt",
    "for_share",
    "for_update",
    "from",
    "from_row",
    "get",
    "group_by",
    "has",
    "insert",
    "insert_many",
    "into",
    "into_query",
    "limit",
    "ne",
    "none",
    "not",
    "of",
    "offset",
    "one",
    "optional",
    "or",
    "order_by",
    "query",
    "select",
    "stream",
    "then",
    "to_owned",
    "to_sql",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "union",
    "update",
    "update_all",
    "value",
    "via",
    "via_set",
    "with",
];
