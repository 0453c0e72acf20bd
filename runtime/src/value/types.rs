//! The built-in types of PostgreSQL, each with its array: `INT4`, `INT4_ARRAY`, …

use super::{Oid, SqlType};

macro_rules! types {
    ($(($name:ident, $array:ident, $sql:literal, $oid:literal, $array_oid:literal),)*) => {
        $(
            #[doc = concat!("`", $sql, "`")]
            pub const $name: SqlType = SqlType::builtin($sql, $oid);
            #[doc = concat!("`", $sql, "[]`")]
            pub const $array: SqlType = SqlType::builtin(concat!($sql, "[]"), $array_oid);
        )*

        /// The array type over a built-in type; an array is its own.
        pub(crate) const fn array_of(oid: Oid) -> Option<Oid> {
            match oid {
                $($oid | $array_oid => Some($array_oid),)*
                _ => None,
            }
        }

        /// The type of an array's elements.
        pub(crate) const fn element_of(oid: Oid) -> Option<Oid> {
            match oid {
                $($array_oid => Some($oid),)*
                _ => None,
            }
        }

        /// The name of a built-in type in SQL.
        pub(crate) const fn name_of(oid: Oid) -> &'static str {
            match oid {
                $($oid => $sql, $array_oid => concat!($sql, "[]"),)*
                _ => "unknown",
            }
        }

    };
}

/// A parameter whose type the server infers from where it stands; it travels as text.
pub const UNKNOWN: SqlType = SqlType::builtin("unknown", 705);

types! {
    (ACLITEM, ACLITEM_ARRAY, "aclitem", 1033, 1034),
    (BIT, BIT_ARRAY, "\"bit\"", 1560, 1561),
    (BOOL, BOOL_ARRAY, "bool", 16, 1000),
    (BOX, BOX_ARRAY, "box", 603, 1020),
    (BPCHAR, BPCHAR_ARRAY, "\"bpchar\"", 1042, 1014),
    (BYTEA, BYTEA_ARRAY, "bytea", 17, 1001),
    (CHAR, CHAR_ARRAY, "\"char\"", 18, 1002),
    (CID, CID_ARRAY, "cid", 29, 1012),
    (CIDR, CIDR_ARRAY, "cidr", 650, 651),
    (CIRCLE, CIRCLE_ARRAY, "circle", 718, 719),
    (DATE, DATE_ARRAY, "date", 1082, 1182),
    (DATEMULTIRANGE, DATEMULTIRANGE_ARRAY, "datemultirange", 4535, 6155),
    (DATERANGE, DATERANGE_ARRAY, "daterange", 3912, 3913),
    (FLOAT4, FLOAT4_ARRAY, "float4", 700, 1021),
    (FLOAT8, FLOAT8_ARRAY, "float8", 701, 1022),
    (GTSVECTOR, GTSVECTOR_ARRAY, "gtsvector", 3642, 3644),
    (INET, INET_ARRAY, "inet", 869, 1041),
    (INT2, INT2_ARRAY, "int2", 21, 1005),
    (INT2VECTOR, INT2VECTOR_ARRAY, "int2vector", 22, 1006),
    (INT4, INT4_ARRAY, "int4", 23, 1007),
    (INT4MULTIRANGE, INT4MULTIRANGE_ARRAY, "int4multirange", 4451, 6150),
    (INT4RANGE, INT4RANGE_ARRAY, "int4range", 3904, 3905),
    (INT8, INT8_ARRAY, "int8", 20, 1016),
    (INT8MULTIRANGE, INT8MULTIRANGE_ARRAY, "int8multirange", 4536, 6157),
    (INT8RANGE, INT8RANGE_ARRAY, "int8range", 3926, 3927),
    (INTERVAL, INTERVAL_ARRAY, "interval", 1186, 1187),
    (JSON, JSON_ARRAY, "json", 114, 199),
    (JSONB, JSONB_ARRAY, "jsonb", 3802, 3807),
    (JSONPATH, JSONPATH_ARRAY, "jsonpath", 4072, 4073),
    (LINE, LINE_ARRAY, "line", 628, 629),
    (LSEG, LSEG_ARRAY, "lseg", 601, 1018),
    (MACADDR, MACADDR_ARRAY, "macaddr", 829, 1040),
    (MACADDR8, MACADDR8_ARRAY, "macaddr8", 774, 775),
    (MONEY, MONEY_ARRAY, "money", 790, 791),
    (NAME, NAME_ARRAY, "name", 19, 1003),
    (NUMERIC, NUMERIC_ARRAY, "numeric", 1700, 1231),
    (NUMMULTIRANGE, NUMMULTIRANGE_ARRAY, "nummultirange", 4532, 6151),
    (NUMRANGE, NUMRANGE_ARRAY, "numrange", 3906, 3907),
    (OID, OID_ARRAY, "oid", 26, 1028),
    (OIDVECTOR, OIDVECTOR_ARRAY, "oidvector", 30, 1013),
    (PATH, PATH_ARRAY, "path", 602, 1019),
    (PG_LSN, PG_LSN_ARRAY, "pg_lsn", 3220, 3221),
    (PG_SNAPSHOT, PG_SNAPSHOT_ARRAY, "pg_snapshot", 5038, 5039),
    (POINT, POINT_ARRAY, "point", 600, 1017),
    (POLYGON, POLYGON_ARRAY, "polygon", 604, 1027),
    (REFCURSOR, REFCURSOR_ARRAY, "refcursor", 1790, 2201),
    (REGCLASS, REGCLASS_ARRAY, "regclass", 2205, 2210),
    (REGCOLLATION, REGCOLLATION_ARRAY, "regcollation", 4191, 4192),
    (REGCONFIG, REGCONFIG_ARRAY, "regconfig", 3734, 3735),
    (REGDICTIONARY, REGDICTIONARY_ARRAY, "regdictionary", 3769, 3770),
    (REGNAMESPACE, REGNAMESPACE_ARRAY, "regnamespace", 4089, 4090),
    (REGOPER, REGOPER_ARRAY, "regoper", 2203, 2208),
    (REGOPERATOR, REGOPERATOR_ARRAY, "regoperator", 2204, 2209),
    (REGPROC, REGPROC_ARRAY, "regproc", 24, 1008),
    (REGPROCEDURE, REGPROCEDURE_ARRAY, "regprocedure", 2202, 2207),
    (REGROLE, REGROLE_ARRAY, "regrole", 4096, 4097),
    (REGTYPE, REGTYPE_ARRAY, "regtype", 2206, 2211),
    (TEXT, TEXT_ARRAY, "text", 25, 1009),
    (TID, TID_ARRAY, "tid", 27, 1010),
    (TIME, TIME_ARRAY, "time", 1083, 1183),
    (TIMESTAMP, TIMESTAMP_ARRAY, "timestamp", 1114, 1115),
    (TIMESTAMPTZ, TIMESTAMPTZ_ARRAY, "timestamptz", 1184, 1185),
    (TIMETZ, TIMETZ_ARRAY, "timetz", 1266, 1270),
    (TSMULTIRANGE, TSMULTIRANGE_ARRAY, "tsmultirange", 4533, 6152),
    (TSQUERY, TSQUERY_ARRAY, "tsquery", 3615, 3645),
    (TSRANGE, TSRANGE_ARRAY, "tsrange", 3908, 3909),
    (TSTZMULTIRANGE, TSTZMULTIRANGE_ARRAY, "tstzmultirange", 4534, 6153),
    (TSTZRANGE, TSTZRANGE_ARRAY, "tstzrange", 3910, 3911),
    (TSVECTOR, TSVECTOR_ARRAY, "tsvector", 3614, 3643),
    (TXID_SNAPSHOT, TXID_SNAPSHOT_ARRAY, "txid_snapshot", 2970, 2949),
    (UUID, UUID_ARRAY, "uuid", 2950, 2951),
    (VARBIT, VARBIT_ARRAY, "varbit", 1562, 1563),
    (VARCHAR, VARCHAR_ARRAY, "varchar", 1043, 1015),
    (XID, XID_ARRAY, "xid", 28, 1011),
    (XID8, XID8_ARRAY, "xid8", 5069, 271),
    (XML, XML_ARRAY, "xml", 142, 143),
}

/// Each range with its multirange and the type of its bounds.
const RANGES: [(SqlType, SqlType, SqlType); 6] = [
    (INT4RANGE, INT4MULTIRANGE, INT4),
    (INT8RANGE, INT8MULTIRANGE, INT8),
    (NUMRANGE, NUMMULTIRANGE, NUMERIC),
    (TSRANGE, TSMULTIRANGE, TIMESTAMP),
    (TSTZRANGE, TSTZMULTIRANGE, TIMESTAMPTZ),
    (DATERANGE, DATEMULTIRANGE, DATE),
];

/// The type of a range's bounds.
pub(crate) fn bound_of(range: Oid) -> Option<Oid> {
    RANGES.iter().find(|(known, ..)| known.wire == range).map(|(.., bound)| bound.wire)
}

/// The type of a multirange's ranges.
pub(crate) fn range_of(multirange: Oid) -> Option<Oid> {
    RANGES.iter().find(|(_, known, _)| known.wire == multirange).map(|(range, ..)| range.wire)
}

/// The range and the multirange over a type; over a type that PostgreSQL itself has none over, what is sent as text.
pub(crate) const fn ranges_over(bound: SqlType) -> (SqlType, SqlType) {
    let mut at = 0;
    while at < RANGES.len() {
        let (range, multirange, known) = RANGES[at];
        if known.wire == bound.wire && !bound.cast {
            return (range, multirange);
        }
        at += 1;
    }
    (SqlType::range("text"), SqlType::multirange("text"))
}

/// Whether values of this type are sent as text, whatever they are.
pub(crate) const fn is_text(wire: Oid) -> bool {
    wire == TEXT.wire || wire == UNKNOWN.wire
}

/// Whether values of this type that are equal are the same in every respect.
pub(crate) fn is_exact(ty: SqlType) -> bool {
    [INT2, INT4, INT8, UUID, DATE].contains(&ty)
}
