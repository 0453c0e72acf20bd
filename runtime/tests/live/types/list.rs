//! The table of types: column, Rust type, extremes in PostgreSQL's own text, and values in Rust.

use proptest::collection::vec;
use proptest::prelude::*;
use relvar::generated::{SqlType, types as pg, uuid::Uuid};
use relvar::types::{Circle, Line, Multirange, Path, Point, Polygon, Range, Rectangle, Segment, Text, TsVector};
use relvar::{
    BitString, Cube, Hstore, Interval, IpCidr, IpInet, JsonPath, Lquery, Ltree, Ltxtquery, MacAddr, MacAddr8, Money,
    Numeric, PgDate, PgLsn, PgTime, PgTimestamp, PgTimestamptz, Tid, Timetz,
};

use super::own::{INNER, Inner, Mood, Outer};
use super::{shown, table, with};

const fn domain(sql: &'static str, base: &SqlType) -> SqlType {
    SqlType::user(sql, base)
}

const fn text(sql: &'static str) -> SqlType {
    SqlType::user(sql, &pg::TEXT)
}

const fn contrib(sql: &'static str, send: &'static str) -> SqlType {
    SqlType::sent(sql, send, &pg::TEXT)
}

/// Text with all that any grammar of PostgreSQL's gives a meaning.
fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[^\\x00]{0,12}", "[\"'\\\\,(){}\\[\\] \n\tNULaé]{0,12}", Just("NULL".to_owned()), Just(String::new())]
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "one of the functions that `with` takes")]
fn cents(money: &Money) -> String {
    let (sign, cents) = (if money.0 < 0 { "-" } else { "" }, money.0.unsigned_abs());
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[expect(clippy::ptr_arg, reason = "one of the functions that `with` takes")]
fn hex(bytes: &Vec<u8>) -> String {
    bytes.iter().fold("\\x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

fn numerics() -> BoxedStrategy<Numeric> {
    "-?(0|[1-9][0-9]{0,60})(\\.[0-9]{1,40})?".prop_map(|text| text.parse().expect("digits")).boxed()
}

fn point() -> impl Strategy<Value = Point> {
    (proptest::num::f64::NORMAL, -1e6..1e6).prop_map(|(x, y)| Point { x, y })
}

fn intervals() -> impl Strategy<Value = Interval> {
    let micros = -1_000_000_000_000_000_i64..1_000_000_000_000_000;
    (any::<i16>(), any::<i32>(), micros).prop_map(|(months, days, micros)| Interval {
        months: months.into(),
        days,
        micros,
    })
}

fn bits() -> impl Strategy<Value = BitString> {
    vec(any::<bool>(), 0..70).prop_map(BitString::from_iter)
}

fn inets() -> impl Strategy<Value = IpInet> {
    let address = prop_oneof![
        any::<[u8; 4]>().prop_map(std::net::IpAddr::from),
        any::<[u8; 16]>().prop_map(std::net::IpAddr::from)
    ];
    (address, 0..=32_u8).prop_map(|(address, length)| IpInet::new(address, length).expect("a short length"))
}

/// A range with a lower bound below the upper one, or without one of them.
fn ranges<T: PartialOrd + Clone + std::fmt::Debug>(
    bounds: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Range<T>> {
    (bounds.clone(), bounds, 0..6).prop_filter_map("in order", |(a, b, kind)| match kind {
        _ if a >= b => None,
        0 => Some(Range::Empty),
        1 => Some(Range::from(a..)),
        2 => Some(Range::from(..b)),
        _ => Some(Range::from(a..b)),
    })
}

fn single<T: std::fmt::Debug>(ranges: impl Strategy<Value = Range<T>>) -> impl Strategy<Value = Multirange<T>> {
    ranges.prop_map(|range| match range {
        Range::Empty => Multirange(Vec::new()),
        bounds @ Range::Bounds(..) => Multirange(vec![bounds]),
    })
}

/// Time stamps that PostgreSQL has: to the end of the year 294276, from 4714 BC on.
fn micros() -> impl Strategy<Value = i64> + Clone {
    -211_813_488_000_000_000_i64..9_223_371_331_200_000_000
}

fn days() -> impl Strategy<Value = i32> + Clone {
    -2_451_545_i32..2_145_031_949
}

fn hstores() -> impl Strategy<Value = Hstore> {
    proptest::collection::btree_map(words(), proptest::option::of(words()), 0..4).prop_map(Hstore)
}

fn inner() -> impl Strategy<Value = Inner> {
    let mood = prop_oneof![Just(Mood::Sad), Just(Mood::Nc17), Just(Mood::Empty), Just(Mood::Odd)];
    let some = proptest::option::of::<BoxedStrategy<Vec<u8>>>;
    (
        proptest::option::of(numerics()),
        proptest::option::of(mood),
        proptest::option::of(micros().prop_map(PgTimestamptz)),
        some(vec(any::<u8>(), 0..8).boxed()),
    )
        .prop_map(|(number, mood, at, bytes)| Inner { number, mood, at, bytes })
}

fn outer() -> impl Strategy<Value = Outer> {
    let parts = (inner(), vec(proptest::option::of(inner()), 0..3), ranges(-1000..1000_i32), words(), hstores());
    let more = (intervals(), days().prop_map(PgDate), point(), inets(), bits());
    (parts, more, vec(ranges(-1e3..1e3_f64), 0..3), vec(1..3000_i32, 0..3), any::<u16>()).prop_map(
        |((inner, inners, period, text, tags), (span, day, place, address, bits), floats, years, mask)| {
            // Every attribute is NULL now and then.
            let given = |at: u16| mask & 1 << at == 0;
            Outer {
                document: given(9).then(|| serde_json::json!({ text.as_str(): [null, 1.5, text.as_str()] })),
                moods: given(4).then(|| Range::from(Mood::Sad..=Mood::Odd)),
                text: given(0).then_some(text),
                inner: given(1).then_some(inner),
                inners: given(2).then_some(inners),
                period: given(3).then_some(period),
                floats: given(5).then_some(floats),
                years: given(6).then_some(years),
                span: given(7).then_some(span),
                day: given(8).then_some(day),
                tags: given(10).then_some(tags),
                place: given(11).then_some(place),
                address: given(12).then_some(address),
                bits: given(13).then_some(bits),
            }
        },
    )
}

table! {
    bool: bool, pg::BOOL, "bool", [], shown(any::<bool>());
    char: i8, pg::CHAR, "\"char\"", [""], with(1..=127_i8, |c| char::from(c.unsigned_abs()).to_string());
    int2: i16, pg::INT2, "int2", ["-32768", "32767"], shown(any::<i16>());
    int4: i32, pg::INT4, "int4", ["-2147483648", "2147483647"], shown(any::<i32>());
    int8: i64, pg::INT8, "int8", ["-9223372036854775808", "9223372036854775807"], shown(any::<i64>());
    oid: u32, pg::OID, "oid", ["4294967295"], shown(any::<u32>());
    xid: u32, pg::XID, "xid", ["4294967295"], shown(any::<u32>());
    cid: u32, pg::CID, "cid", ["4294967295"], shown(any::<u32>());
    xid8: u64, pg::XID8, "xid8", ["18446744073709551615"], shown(any::<u64>());
    float4: f32, pg::FLOAT4, "float4", ["NaN", "Infinity", "-Infinity", "-0", "1e-45"], shown(proptest::num::f32::NORMAL);
    float8: f64, pg::FLOAT8, "float8", ["NaN", "Infinity", "-Infinity", "-0", "5e-324"], shown(proptest::num::f64::NORMAL);
    numeric: Numeric, pg::NUMERIC, "numeric",
        ["NaN", "Infinity", "-Infinity", "0.000", "1e-16383", "1e131071", "-0.00010000"], shown(numerics());
    money: Money, pg::MONEY, "money", ["-92233720368547758.08", "92233720368547758.07"], with(any::<i64>().prop_map(Money), cents);
    text: String, pg::TEXT, "text", ["\u{10FFFF}"], shown(words());
    varchar: String, pg::VARCHAR, "varchar(20)", [""], shown(words());
    bpchar: String, pg::BPCHAR, "character(14)", [], with("[a-zé\"\\\\]{14}", Clone::clone);
    name: String, pg::NAME, "name", [""], shown("[a-z\"]{1,63}");
    citext: String, text("citext"), "citext", [""], shown(words());
    bytea: Vec<u8>, pg::BYTEA, "bytea", ["\\x"], with(vec(any::<u8>(), 0..40), hex);
    date: PgDate, pg::DATE, "date", ["infinity", "-infinity", "4714-11-24 BC", "5874897-12-31"], shown(days().prop_map(PgDate));
    time: PgTime, pg::TIME, "time", ["24:00:00", "00:00:00"], shown((0..86_400_000_000_i64).prop_map(PgTime));
    timestamp: PgTimestamp, pg::TIMESTAMP, "timestamp",
        ["infinity", "-infinity", "4714-11-24 00:00:00 BC", "294276-12-31 23:59:59.999999"], shown(micros().prop_map(PgTimestamp));
    timestamptz: PgTimestamptz, pg::TIMESTAMPTZ, "timestamptz",
        ["infinity", "-infinity", "4714-11-24 00:00:00+00 BC", "294276-12-31 23:59:59.999999+00"],
        shown(micros().prop_map(PgTimestamptz));
    timetz: Timetz, pg::TIMETZ, "timetz", ["24:00:00+15:59", "00:00:00-15:59:59"],
        shown((0..86_400_000_000_i64, -57_599..57_600_i32).prop_map(|(micros, offset)| Timetz { micros, offset }));
    interval: Interval, pg::INTERVAL, "interval",
        ["-178956970 years -8 mons", "178956970 years 7 mons", "2147483647 days", "-2147483647:59:59.999999"], shown(intervals());
    uuid: Uuid, pg::UUID, "uuid", ["00000000-0000-0000-0000-000000000000"], shown(any::<u128>().prop_map(Uuid::from_u128));
    json: serde_json::Value, pg::JSON, "json", ["null", "[]", "\"\""], shown(words().prop_map(serde_json::Value::from));
    jsonb: serde_json::Value, pg::JSONB, "jsonb", ["{\"a\": [1, null, {}], \"b\": 1.5}"],
        shown("[^\\x00]{0,9}".prop_map(serde_json::Value::from));
    jsonpath: JsonPath, pg::JSONPATH, "jsonpath", ["strict $.\"a\\\"b\"[*]?(@ > 1.5)", "$"], shown("[a-z]{1,9}".prop_map(|key| JsonPath(format!("$.\"{key}\""))));
    xml: Text, pg::XML, "xml", ["<a b=\"c\">d &amp; é</a>", ""], shown("[a-z]{1,9}".prop_map(|text| Text(format!("<a>{text}</a>"))));
    inet: IpInet, pg::INET, "inet", ["0.0.0.0/0", "::/0", "::1", "255.255.255.255"], shown(inets());
    cidr: IpCidr, pg::CIDR, "cidr", ["0.0.0.0/0", "::/0", "::1/128"], shown(inets().prop_map(|inet| inet.network()));
    macaddr: MacAddr, pg::MACADDR, "macaddr", ["00:00:00:00:00:00"], shown(any::<[u8; 6]>().prop_map(MacAddr));
    macaddr8: MacAddr8, pg::MACADDR8, "macaddr8", [], shown(any::<[u8; 8]>().prop_map(MacAddr8));
    bit: BitString, pg::BIT, "bit(9)", ["000000000"], shown(vec(any::<bool>(), 9).prop_map(BitString::from_iter));
    varbit: BitString, pg::VARBIT, "varbit", [""], shown(bits());
    point: Point, pg::POINT, "point", ["(NaN,Infinity)", "(-0,1e-310)"], shown(point());
    line: Line, pg::LINE, "line", ["{0,-1,0.5}"], shown((point(), 1e-3..1e3).prop_map(|(Point { x: _, y }, c)| Line { a: y, b: 1.0, c }));
    lseg: Segment, pg::LSEG, "lseg", [], shown((point(), point()).prop_map(|(start, end)| Segment { start, end }));
    box_: Rectangle, pg::BOX, "box", ["(1,2),(-1,-2)"], shown((point(), 0.0..1e3).prop_map(|(high, d)| Rectangle { high, low: Point { x: high.x, y: high.y - d } }));
    path: Path, pg::PATH, "path", ["[(0,0)]"], shown((any::<bool>(), vec(point(), 1..5)).prop_map(|(closed, points)| Path { closed, points }));
    polygon: Polygon, pg::POLYGON, "polygon", [], shown(vec(point(), 1..5).prop_map(|points| Polygon { points }));
    circle: Circle, pg::CIRCLE, "circle", ["<(0,0),0>"], shown((point(), 0.0..1e9).prop_map(|(center, radius)| Circle { center, radius }));
    tsvector: TsVector, pg::TSVECTOR, "tsvector", ["", "'a':1A,3B,16383 'b''c\\\\' 'é':2C"],
        vec![];
    tsquery: Text, text("pg_catalog.tsquery"), "tsquery", ["", "'a':*AB & !( 'b' <2> 'c''d' )"], vec![];
    pg_lsn: PgLsn, pg::PG_LSN, "pg_lsn", ["0/0", "FFFFFFFF/FFFFFFFF"], shown(any::<u64>().prop_map(PgLsn));
    tid: Tid, pg::TID, "tid", ["(4294967295,65535)"], shown(any::<(u32, u16)>().prop_map(|(block, offset)| Tid { block, offset }));
    refcursor: String, pg::REFCURSOR, "refcursor", ["", "a\"b"], vec![];
    pg_snapshot: Text, text("pg_catalog.pg_snapshot"), "pg_snapshot", ["10:20:10,14,15"], vec![];
    txid_snapshot: Text, text("pg_catalog.txid_snapshot"), "txid_snapshot", ["10:20:10,14,15"], vec![];
    aclitem: Text, text("pg_catalog.aclitem"), "aclitem", ["=r/postgres"], vec![];
    regclass: Text, text("pg_catalog.regclass"), "regclass", ["pg_class", "information_schema.tables"], vec![];
    regtype: Text, text("pg_catalog.regtype"), "regtype", ["integer", "character varying[]", "mood"], vec![];
    regproc: Text, text("pg_catalog.regproc"), "regproc", ["now", "-"], vec![];
    regprocedure: Text, text("pg_catalog.regprocedure"), "regprocedure", ["abs(integer)"], vec![];
    regoper: Text, text("pg_catalog.regoper"), "regoper", ["|/"], vec![];
    regoperator: Text, text("pg_catalog.regoperator"), "regoperator", ["+(integer,integer)"], vec![];
    regrole: Text, text("pg_catalog.regrole"), "regrole", ["postgres"], vec![];
    regnamespace: Text, text("pg_catalog.regnamespace"), "regnamespace", ["public"], vec![];
    regconfig: Text, text("pg_catalog.regconfig"), "regconfig", ["english"], vec![];
    regdictionary: Text, text("pg_catalog.regdictionary"), "regdictionary", ["simple"], vec![];
    regcollation: Text, text("pg_catalog.regcollation"), "regcollation", ["\"C\""], vec![];
    int4range: Range<i32>, pg::INT4RANGE, "int4range", ["empty", "(,)", "[-2147483648,2147483647)"], shown(ranges(any::<i32>()));
    int8range: Range<i64>, pg::INT8RANGE, "int8range", ["(,5]"], shown(ranges(any::<i64>()));
    numrange: Range<Numeric>, pg::NUMRANGE, "numrange", ["[NaN,NaN]", "(1.50,2.5]"], shown(ranges(numerics()));
    daterange: Range<PgDate>, pg::DATERANGE, "daterange", ["[2024-02-29,infinity)"], shown(ranges((-2_451_545..1_000_000).prop_map(PgDate)));
    tsrange: Range<PgTimestamp>, pg::TSRANGE, "tsrange", ["(,infinity]"], shown(ranges(micros().prop_map(PgTimestamp)));
    tstzrange: Range<PgTimestamptz>, pg::TSTZRANGE, "tstzrange", ["[-infinity,2024-02-29 12:00+00]"], shown(ranges(micros().prop_map(PgTimestamptz)));
    int4multirange: Multirange<i32>, pg::INT4MULTIRANGE, "int4multirange", ["{}", "{[1,3),[5,8),[10,)}"], shown(single(ranges(any::<i32>())));
    int8multirange: Multirange<i64>, pg::INT8MULTIRANGE, "int8multirange", ["{(,)}"], shown(single(ranges(any::<i64>())));
    nummultirange: Multirange<Numeric>, pg::NUMMULTIRANGE, "nummultirange", ["{[1.5,2.5],(3,4)}"], shown(single(ranges(numerics())));
    datemultirange: Multirange<PgDate>, pg::DATEMULTIRANGE, "datemultirange", ["{[2024-02-29,2024-03-01),[2025-01-01,infinity)}"], vec![];
    tsmultirange: Multirange<PgTimestamp>, pg::TSMULTIRANGE, "tsmultirange", ["{[2024-02-29,2024-03-01)}"], vec![];
    tstzmultirange: Multirange<PgTimestamptz>, pg::TSTZMULTIRANGE, "tstzmultirange", ["{[2024-02-29,2024-03-01)}"], vec![];
    cardinal_number: i32, domain("information_schema.cardinal_number", &pg::INT4), "information_schema.cardinal_number", ["0"], shown(0..i32::MAX);
    character_data: String, domain("information_schema.character_data", &pg::VARCHAR), "information_schema.character_data", [""], shown(words());
    sql_identifier: String, domain("information_schema.sql_identifier", &pg::NAME), "information_schema.sql_identifier", ["a"], vec![];
    time_stamp: PgTimestamptz, domain("information_schema.time_stamp", &pg::TIMESTAMPTZ), "information_schema.time_stamp", ["2024-02-29 12:00+00"], vec![];
    yes_or_no: String, domain("information_schema.yes_or_no", &pg::VARCHAR), "information_schema.yes_or_no", ["YES", "NO"], vec![];
    hstore: Hstore, contrib("public.hstore", "public.hstore_send"), "hstore", ["", "a=>NULL"], shown(hstores());
    ltree: Ltree, contrib("public.ltree", "public.ltree_send"), "ltree", ["", "Top.Science"], shown("[a-z]{1,9}(\\.[a-z]{1,9}){0,4}".prop_map(Ltree));
    lquery: Lquery, contrib("public.lquery", "public.lquery_send"), "lquery", ["*.a@*{1,2}.!b|c"], vec![];
    ltxtquery: Ltxtquery, contrib("public.ltxtquery", "public.ltxtq_send"), "ltxtquery", ["Europe & Russia*@ & !Transportation"], vec![];
    cube: Cube, contrib("public.cube", "public.cube_send"), "cube", ["()", "(1)", "(1,2),(3,4)", "(0,-0),(NaN,inf)"],
        shown(vec(-1e9..1e9_f64, 0..5).prop_map(Cube::point));
    ean13: Text, text("public.ean13"), "ean13", ["978-0-393-04002-9"], vec![];
    isbn: Text, text("public.isbn"), "isbn", ["0-393-04002-X"], vec![];
    isbn13: Text, text("public.isbn13"), "isbn13", ["978-0-393-04002-9"], vec![];
    ismn: Text, text("public.ismn"), "ismn", ["M-9016791-7-7"], vec![];
    ismn13: Text, text("public.ismn13"), "ismn13", ["979-0-9016791-7-7"], vec![];
    issn: Text, text("public.issn"), "issn", ["1436-4522"], vec![];
    issn13: Text, text("public.issn13"), "issn13", ["977-1436-452-00-8"], vec![];
    upc: Text, text("public.upc"), "upc", ["220356483481"], vec![];
    own_enum: Mood, text("public.mood"), "mood", ["sad", "NC-17", "", "a \"b\"\\,(){}"], vec![];
    own_domain: i32, domain("public.year", &pg::INT4), "year", ["1"], shown(1..3000);
    domain_of_enum: Mood, text("public.mood_domain"), "mood_domain", ["NC-17"], vec![];
    domain_of_range: Range<i32>, domain("public.period", &pg::INT4RANGE), "period", ["empty"], shown(ranges(any::<i32>()));
    range_of_enum: Range<Mood>, SqlType::range("public.mood_range"), "mood_range", ["empty", "[sad,NC-17)", "(,\"a \\\"b\\\"\\\\,(){}\"]", "[\"\",)"], vec![];
    range_of_float: Range<f64>, SqlType::range("public.float_range"), "float_range", ["[-Infinity,NaN]"], shown(ranges(-1e300..1e300_f64));
    multirange_of_enum: Multirange<Mood>, SqlType::multirange("public.mood_multirange"), "mood_multirange", ["{}", "{[sad,NC-17),[\"\",)}"], vec![];
    composite: Inner, INNER, "inner_type", ["(,,,)", "(1.50,NC-17,\"2024-02-29 12:00+00\",\\\\x00)"], vec![];
    domain_of_composite: Inner, SqlType::composite("public.inner_domain"), "inner_domain", ["(NaN,,infinity,)"], vec![];
    any_composite: Inner, INNER, "inner_type", [], inner_values();
    nested_composite: Outer, SqlType::composite("public.outer_type"), "outer_type", ["(,,,,,,,,,,,,,)"], outer_values();
}

/// Composites beside texts of them that were made by the grammar of the manual alone.
fn inner_values() -> Vec<(Inner, String)> {
    with(inner(), inner_literal)
}

fn inner_literal(inner: &Inner) -> String {
    use relvar::generated::Enum;

    let quoted = |text: String| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\"\""));
    let parts = [
        inner.number.as_ref().map(ToString::to_string),
        inner.mood.map(|mood| mood.label().to_owned()),
        inner.at.map(|at| at.to_string()),
        inner.bytes.as_ref().map(hex),
    ];
    format!("({})", parts.map(|part| part.map(quoted).unwrap_or_default()).join(","))
}

/// What these are is told by reading them: their parts are read in the binary form, and written as text.
fn outer_values() -> Vec<(Outer, String)> {
    with(outer(), |value| {
        let mut text = relvar::generated::BytesMut::new();
        relvar::generated::encode_composite(value, &mut text).expect("has a text");
        String::from_utf8(text.to_vec()).expect("UTF-8")
    })
}
