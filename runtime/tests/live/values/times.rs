//! Dates, times and intervals, also those that Rust types do not have.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use proptest::prelude::*;
use relvar::{Interval, OrInfinity, Timetz, sql};

use super::{check, literals, shown, some};
use crate::server::database;

/// PostgreSQL writes the year 0 as 1 BC, and no fraction that is zero.
fn date_text(date: NaiveDate) -> (String, &'static str) {
    let (year, era) = if date.year() > 0 { (date.year(), "") } else { (1 - date.year(), " BC") };
    (format!("{year:04}-{:02}-{:02}", date.month(), date.day()), era)
}

fn time_text(time: NaiveTime) -> String {
    let text = format!("{}.{:06}", time.format("%H:%M:%S"), time.nanosecond() / 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn timestamp_text(timestamp: NaiveDateTime, zone: &str) -> String {
    let (date, era) = date_text(timestamp.date());
    format!("{date} {}{zone}{era}", time_text(timestamp.time()))
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    // 4713 BC to the last year of `chrono`, from 0001-01-01 on.
    (-1_721_389_i32..95_745_000).prop_filter_map("in range", NaiveDate::from_num_days_from_ce_opt)
}

fn times() -> impl Strategy<Value = NaiveTime> {
    (0_u32..86_400, 0_u32..1_000_000)
        .prop_filter_map("in range", |(s, micros)| NaiveTime::from_num_seconds_from_midnight_opt(s, micros * 1_000))
}

fn timestamps() -> impl Strategy<Value = NaiveDateTime> {
    (dates().prop_filter("PostgreSQL's last year", |date| date.year() < 260_000), times())
        .prop_map(|(date, time)| date.and_time(time))
}

#[tokio::test]
async fn dates_and_times() {
    let (db, _) = database!("");
    sql("set timezone to 'UTC'").execute(&db).await.expect("sets");
    check(&db, "date", some(dates()), |date| {
        let (text, era) = date_text(*date);
        Some(text + era)
    })
    .await;
    check(&db, "time", some(times()), |time| Some(time_text(*time))).await;
    check(&db, "timestamp", some(timestamps()), |at| Some(timestamp_text(*at, ""))).await;
    let instants: Vec<DateTime<Utc>> = some(timestamps()).into_iter().map(|at| at.and_utc()).collect();
    check(&db, "timestamptz", instants, |at| Some(timestamp_text(at.naive_utc(), "+00"))).await;
    literals::<NaiveDate>(&db, "date", &["4714-11-24 BC", "0001-12-31 BC", "0001-01-01", "9999-12-31"]).await;
    let sentinel = ["9999-12-31 23:59:59.999999+00", "4714-11-24 00:00:00+00 BC", "1969-12-31 23:59:59.999999+00"];
    literals::<DateTime<Utc>>(&db, "timestamptz", &sentinel).await;
}

#[tokio::test]
async fn what_lies_at_infinity_or_beyond_the_rust_type_is_an_error_or_a_value_of_its_own() {
    let (db, _) = database!("");
    for (literal, hint) in [("infinity", "OrInfinity"), ("-infinity", "OrInfinity"), ("5874897-12-31", "PgDate")] {
        let error = sql(format!("select '{literal}'::date")).fetch_scalar::<NaiveDate>(&db).await.expect_err(literal);
        assert!(error.hint().is_some_and(|text| text.contains(hint)), "{error}");
    }
    for ty in ["timestamp '294276-12-31'", "timestamp 'infinity'"] {
        sql(format!("select {ty}")).fetch_scalar::<NaiveDateTime>(&db).await.expect_err(ty);
    }
    // Chrono's first instant is one that PostgreSQL has not.
    let early = sql("select $1::timestamptz::text").bind(DateTime::<Utc>::MIN_UTC).fetch_scalar::<String>(&db).await;
    assert!(early.is_err());
    sql("select time '24:00'").fetch_scalar::<NaiveTime>(&db).await.expect_err("not midnight");
    let ends =
        |date: &str| vec![OrInfinity::NegInfinity, OrInfinity::At(date.parse().expect(date)), OrInfinity::Infinity];
    let text = |date: &OrInfinity<NaiveDate>| match date {
        OrInfinity::NegInfinity => Some("-infinity".to_owned()),
        OrInfinity::At(date) => shown(date),
        OrInfinity::Infinity => Some("infinity".to_owned()),
    };
    check::<OrInfinity<NaiveDate>>(&db, "date", ends("2024-02-29"), text).await;
    literals::<OrInfinity<DateTime<Utc>>>(&db, "timestamptz", &["infinity", "-infinity", "2024-02-29 12:00+00"]).await;
    literals::<OrInfinity<NaiveDateTime>>(&db, "timestamp", &["infinity", "-infinity", "2024-02-29 12:00"]).await;
}

#[tokio::test]
async fn intervals_and_times_with_zones() {
    let (db, _) = database!("");
    sql("set intervalstyle to 'iso_8601'").execute(&db).await.expect("sets");
    let intervals = some((any::<i16>(), any::<i16>(), -1_000_000_000_000_i64..1_000_000_000_000))
        .into_iter()
        .map(|(months, days, micros)| Interval { months: months.into(), days: days.into(), micros });
    check(&db, "interval", intervals.collect(), |interval| {
        // The server leaves out zeros at the end of a fraction.
        let text = interval.to_string();
        Some(match text.split_once('.') {
            Some((whole, fraction)) => format!("{whole}.{}S", fraction.trim_end_matches(['S', '0'])),
            None => text,
        })
    })
    .await;
    for text in ["P0D", "P1Y2M3DT4H5M6.789S", "-178000000 years", "PT-0.000001S", "1 mon -1 day +00:00:01"] {
        let statement = "select $1::text::interval, $2::text::interval = $1::text::interval";
        let value: Interval = sql("select $1::text::interval").bind(text).fetch_scalar(&db).await.expect(text);
        let (again, same): (Interval, bool) =
            sql(statement).bind(text).bind(value.to_string()).fetch_one(&db).await.expect(text);
        assert!(again == value && same, "{text} as {value}");
    }
    let zoned = some((0..86_400_000_000_i64, -57_599..57_600_i32))
        .into_iter()
        .map(|(micros, offset)| Timetz { micros, offset })
        .collect();
    check(&db, "timetz", zoned, shown).await;
    literals::<Timetz>(&db, "timetz", &["24:00:00+15:59", "00:00:00-08", "12:34:56.000001+05:30"]).await;
}
