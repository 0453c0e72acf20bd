//! Types of the user's own, as generated code declares them.

use relvar::generated::{self as rt, SqlType};
use relvar::types::Range;

pub(in crate::types) const SCHEMA: &str = "create schema stored;
create extension citext;
create extension cube;
create extension hstore;
create extension isn;
create extension ltree;
create type mood as enum ('sad', 'NC-17', '', 'a \"b\"\\,(){}');
create domain year as int check (value > 0);
create domain mood_domain as mood;
create domain period as int4range;
create type mood_range as range (subtype = mood);
create type float_range as range (subtype = float8);
create type inner_type as (number numeric, mood mood, \"at\" timestamptz, bytes bytea);
create domain inner_domain as inner_type;
create type outer_type as (
    text text, inner_value inner_type, inners inner_type[], period period, moods mood_range, floats float_range[],
    years year[], span interval, day date, document jsonb, tags hstore, place point, address inet, bits varbit)";

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Mood {
    Sad,
    Nc17,
    Empty,
    Odd,
}

impl rt::Enum for Mood {
    const TYPE: SqlType = SqlType::user("\"public\".\"mood\"", &rt::types::TEXT);
    const LABELS: &'static [(&'static str, Self)] =
        &[("sad", Self::Sad), ("NC-17", Self::Nc17), ("", Self::Empty), ("a \"b\"\\,(){}", Self::Odd)];
}

/// Declares the struct of a composite type, as generated code does.
macro_rules! composite {
    ($name:ident, $sql:literal: $($field:ident: $rust:ty, $column:literal, $type:expr, $at:literal;)*) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct $name {
            $(pub(super) $field: Option<$rust>,)*
        }

        impl rt::Composite for $name {
            const ATTRIBUTES: &'static [(&'static str, SqlType)] = &[$(($column, $type)),*];

            fn from_attributes(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
                Ok(Self { $($field: row.get($at)?),* })
            }

            fn attribute(&self, at: u16) -> &dyn rt::Encode {
                match at {
                    $($at => &self.$field,)*
                    _ => rt::no_column(),
                }
            }
        }

        impl rt::Value for $name {
            const TYPE: SqlType = SqlType::composite($sql);
            type Base = Self;
            type Nullable = Option<Self>;
        }

        impl rt::NotNull for $name {}

        impl rt::Element for $name {}

        impl rt::Encode for $name {
            fn encode(&self, _: rt::Oid, out: &mut rt::BytesMut) -> Result<rt::IsNull, rt::Error> {
                rt::encode_composite(self, out)
            }
        }

        impl rt::Decode for $name {
            fn decode(raw: &[u8]) -> Result<Self, rt::Error> {
                rt::decode_composite(raw)
            }

            fn accepts(ty: &rt::Type) -> bool {
                rt::is_composite(ty)
            }
        }
    };
}

pub(super) const INNER: SqlType = SqlType::composite("public.inner_type");

composite! {
    Inner, "public.inner_type":
    number: relvar::Numeric, "number", rt::types::NUMERIC, 0;
    mood: Mood, "mood", <Mood as rt::Enum>::TYPE, 1;
    at: relvar::PgTimestamptz, "at", rt::types::TIMESTAMPTZ, 2;
    bytes: Vec<u8>, "bytes", rt::types::BYTEA, 3;
}

composite! {
    Outer, "public.outer_type":
    text: String, "text", rt::types::TEXT, 0;
    inner: Inner, "inner_value", INNER, 1;
    inners: Vec<Option<Inner>>, "inners", INNER.array(), 2;
    period: Range<i32>, "period", SqlType::user("public.period", &rt::types::INT4RANGE), 3;
    moods: Range<Mood>, "moods", SqlType::range("public.mood_range"), 4;
    floats: Vec<Range<f64>>, "floats", SqlType::range("public.float_range").array(), 5;
    years: Vec<i32>, "years", SqlType::user("public.year", &rt::types::INT4).array(), 6;
    span: relvar::Interval, "span", rt::types::INTERVAL, 7;
    day: relvar::PgDate, "day", rt::types::DATE, 8;
    document: serde_json::Value, "document", rt::types::JSONB, 9;
    tags: relvar::Hstore, "tags", SqlType::sent("public.hstore", "public.hstore_send", &rt::types::TEXT), 10;
    place: relvar::types::Point, "place", rt::types::POINT, 11;
    address: relvar::IpInet, "address", rt::types::INET, 12;
    bits: relvar::BitString, "bits", rt::types::VARBIT, 13;
}
