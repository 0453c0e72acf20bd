//! Which backups of a folder are kept: as the server counts days, weeks, months and years.

use relvar_data::keep::{self, Keep};

use crate::common::{Bench, at_once};

/// The times that are kept, by queries that know nothing of our calendar.
const KEPT: &str = "WITH own AS (SELECT t, date_trunc(p.unit, t AT TIME ZONE 'UTC') AS period, p.unit, p.most FROM times,
        (VALUES ('hour', 5), ('day', 7), ('week', 4), ('month', 12), ('year', 3)) p (unit, most)),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY unit, period ORDER BY t DESC) AS at,
        dense_rank() OVER (PARTITION BY unit ORDER BY period DESC) AS rank FROM own)
    SELECT string_agg(DISTINCT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), ' ') FROM ranked WHERE at = 1 AND rank <= most";

#[tokio::test]
async fn the_last_of_each_period_is_kept() {
    let bench = Bench::new();
    bench.create("times").await;
    let keep: Keep = "5h,7d,4w,12m,3y".parse().unwrap();
    for seed in 0..30 {
        // Close together and far apart, across years, leap days and days without any.
        let spread = [40, 400, 4000, 40_000][seed % 4];
        bench.psql(
            "times",
            &format!(
                "DROP TABLE IF EXISTS times; SELECT setseed(0.{seed:02}); CREATE TABLE times AS SELECT DISTINCT
                 date_trunc('second', timestamptz '2024-03-01 12:00:00+00' + random() * {spread} * interval '1 hour' - interval '300 hours') AS t
                 FROM generate_series(1, 200)"
            ),
        );
        let all = "SELECT string_agg(to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), ' ' ORDER BY md5(t::text)) FROM times";
        let all = bench.text("times", all).await;
        let times: Vec<&str> = all.split(' ').collect();
        let mut kept: Vec<&str> =
            times.iter().zip(keep.kept(&times)).filter(|(_, is_kept)| *is_kept).map(|(time, _)| *time).collect();
        kept.sort_unstable();
        let expected = bench.text("times", KEPT).await;
        assert_eq!(kept.join(" "), expected, "{seed}");
    }
}

#[tokio::test]
async fn only_own_files_are_removed() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.create("other").await;
    bench.psql("shop", "CREATE TABLE a (id integer)");
    let folder = bench.file("backups");
    std::fs::create_dir(&folder).unwrap();
    let write = async |database: &str, time: &str, name: Option<&str>| {
        let options = relvar_data::backup::Options { time: Some(time.to_owned()), ..at_once() };
        let part = folder.join("part");
        let summary = bench.backup(database, &part, &options).await;
        let name = name.map_or_else(|| keep::file_name(&summary.header), str::to_owned);
        std::fs::rename(part, folder.join(name)).unwrap();
    };
    for day in 1..=9 {
        write("shop", &format!("2026-01-0{day}T00:00:00Z"), None).await;
    }
    write("shop", "2026-01-09T10:00:00Z", None).await;
    write("other", "2025-01-01T00:00:00Z", None).await;
    // The same database, but a name that was chosen by somebody.
    write("shop", "2025-01-01T00:00:00Z", Some("before-the-move.backup")).await;
    write("shop", "2025-01-02T00:00:00Z", Some("shop_20250103T000000Z.backup")).await;
    std::fs::write(folder.join("shop_20250101T000000Z.backup"), "no backup").unwrap();
    std::fs::write(folder.join("notes.txt"), "notes").unwrap();
    let removed = keep::prune(&folder, "shop", &"3d".parse().unwrap()).unwrap();
    assert_eq!(removed.len(), 7);
    let mut left: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|own| own.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(
        left,
        [
            "before-the-move.backup",
            "notes.txt",
            "other_20250101T000000Z.backup",
            "shop_20250101T000000Z.backup",
            "shop_20250103T000000Z.backup",
            "shop_20260107T000000Z.backup",
            "shop_20260108T000000Z.backup",
            "shop_20260109T100000Z.backup",
        ]
    );
}
