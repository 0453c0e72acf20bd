//! The same of types of other crates: dates and times of each family, decimals.

use relvar::Db;

pub(super) async fn all(db: &Db) {
    #[cfg(feature = "chrono")]
    with_chrono::all(db).await;
    #[cfg(feature = "time")]
    with_time::all(db).await;
    #[cfg(feature = "jiff")]
    with_jiff::all(db).await;
    #[cfg(feature = "rust_decimal")]
    with_rust_decimal::all(db).await;
    #[cfg(feature = "bigdecimal")]
    with_bigdecimal::all(db).await;
    let _ = db;
}

/// Days of the years 1 to 9999, which all families have, since 2000-01-01; of earlier ones too.
#[cfg(any(feature = "time", feature = "jiff"))]
const DAYS: std::ops::Range<i32> = -2_400_000..2_921_939;

/// Microseconds of the same.
#[cfg(any(feature = "time", feature = "jiff"))]
const MICROS: std::ops::Range<i64> = -207_360_000_000_000_000..252_455_529_600_000_000;

/// Values in PostgreSQL's own types, as those of another crate: through the binary form that both have.
#[cfg(any(feature = "time", feature = "jiff"))]
fn converted<P, T>(values: Vec<(P, String)>) -> Vec<(T, String)>
where
    P: relvar::generated::Value,
    T: relvar::generated::Decode,
{
    let convert = |value: P| {
        let mut raw = relvar::generated::BytesMut::new();
        value.encode(P::TYPE.wire, &mut raw).expect("encodes");
        T::decode(&raw).expect("within the range of the type")
    };
    values.into_iter().map(|(value, text)| (convert(value), text)).collect()
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
    use relvar::generated::types as pg;
    use relvar::{OrInfinity, types::Range};

    crate::types::table! {
        chrono_date: NaiveDate, pg::DATE, "date", ["4714-11-24 BC", "9999-12-31", "260000-01-01"], vec![];
        chrono_time: NaiveTime, pg::TIME, "time", ["23:59:59.999999"], vec![];
        chrono_timestamp: NaiveDateTime, pg::TIMESTAMP, "timestamp", ["4714-11-24 00:00 BC", "260000-01-01 23:59:59.999999"], vec![];
        chrono_timestamptz: DateTime<Utc>, pg::TIMESTAMPTZ, "timestamptz",
            ["4714-11-24 00:00+00 BC", "9999-12-31 23:59:59.999999+00", "1969-12-31 23:59:59.999999+00"], vec![];
        chrono_range: Range<NaiveDate>, pg::DATERANGE, "daterange", ["[2024-02-29,2024-03-01)", "empty"], vec![];
        or_infinity: OrInfinity<DateTime<Utc>>, pg::TIMESTAMPTZ, "timestamptz", ["infinity", "-infinity", "2024-02-29 12:00+00"], vec![];
        or_infinity_date: OrInfinity<NaiveDate>, pg::DATE, "date", ["infinity", "-infinity", "2024-02-29"], vec![];
        range_to_infinity: Range<OrInfinity<DateTime<Utc>>>, pg::TSTZRANGE, "tstzrange", ["[2024-02-29 12:00+00,infinity)"], vec![];
    }
}

#[cfg(feature = "time")]
mod with_time {
    use proptest::strategy::Strategy;
    use relvar::generated::types as pg;
    use relvar::{OrInfinity, PgDate, PgTime, PgTimestamp, PgTimestamptz, types::Range};
    use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

    use super::super::shown;
    use super::{DAYS, MICROS, converted};

    crate::types::table! {
        time_date: Date, pg::DATE, "date", ["4714-11-24 BC", "9999-12-31"], converted(shown(DAYS.prop_map(PgDate)));
        time_time: Time, pg::TIME, "time", ["23:59:59.999999"], converted(shown((0..86_400_000_000_i64).prop_map(PgTime)));
        time_timestamp: PrimitiveDateTime, pg::TIMESTAMP, "timestamp", ["9999-12-31 23:59:59.999999"],
            converted(shown(MICROS.prop_map(PgTimestamp)));
        time_timestamptz: OffsetDateTime, pg::TIMESTAMPTZ, "timestamptz", ["9999-12-31 23:59:59.999999+00"],
            converted(shown(MICROS.prop_map(PgTimestamptz)));
        time_range: Range<OffsetDateTime>, pg::TSTZRANGE, "tstzrange", ["[2024-02-29 12:00+00,)"], vec![];
        time_or_infinity: OrInfinity<Date>, pg::DATE, "date", ["infinity", "2024-02-29"], vec![];
    }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::Timestamp;
    use jiff::civil::{Date, DateTime, Time};
    use proptest::strategy::Strategy;
    use relvar::generated::types as pg;
    use relvar::{OrInfinity, PgDate, PgTime, PgTimestamp, PgTimestamptz, types::Range};

    use super::super::shown;
    use super::{DAYS, MICROS, converted};

    crate::types::table! {
        jiff_date: Date, pg::DATE, "date", ["4714-11-24 BC", "9999-12-31"], converted(shown(DAYS.prop_map(PgDate)));
        jiff_time: Time, pg::TIME, "time", ["23:59:59.999999"], converted(shown((0..86_400_000_000_i64).prop_map(PgTime)));
        jiff_timestamp: DateTime, pg::TIMESTAMP, "timestamp", ["9999-12-31 23:59:59.999999"],
            converted(shown(MICROS.prop_map(PgTimestamp)));
        jiff_timestamptz: Timestamp, pg::TIMESTAMPTZ, "timestamptz", ["9999-12-30 22:00:00+00"],
            converted(shown(MICROS.prop_map(PgTimestamptz)));
        jiff_range: Range<Timestamp>, pg::TSTZRANGE, "tstzrange", ["[2024-02-29 12:00+00,)"], vec![];
        jiff_or_infinity: OrInfinity<Date>, pg::DATE, "date", ["infinity", "2024-02-29"], vec![];
    }
}

#[cfg(feature = "rust_decimal")]
mod with_rust_decimal {
    use relvar::generated::types as pg;
    use rust_decimal::Decimal;

    crate::types::table! {
        rust_decimal: Decimal, pg::NUMERIC, "numeric", ["0.00", "-1.50", "79228162514264337593543950335", "1e-28"], vec![];
    }
}

#[cfg(feature = "bigdecimal")]
mod with_bigdecimal {
    use bigdecimal::BigDecimal;
    use relvar::generated::types as pg;

    crate::types::table! {
        bigdecimal: BigDecimal, pg::NUMERIC, "numeric", ["0.00", "-1.50", "1e-16383", "1e131071", "12345678901234567890123456789.5"], vec![];
    }
}
