//! Streams of rows: bounded in memory, dropped in the middle, failing in the middle.

use std::pin::pin;

use futures_util::{StreamExt, TryStreamExt};
use relvar::{Pool, sql};

use crate::server::database;

/// The memory of this process that is in use, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("reads");
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number") * 4096
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_slow_reader_slows_the_server_and_does_not_fill_memory() {
    let (db, _) = database!("");
    // 400 MB, of which a few are read, slowly.
    let rows = sql("select n, repeat('x', 10000) from generate_series(1, 40000) n").stream::<(i32, String)>(&db);
    let mut rows = pin!(rows.await.expect("runs"));
    let before = resident();
    for expected in 1..=20 {
        let (number, _) = rows.try_next().await.expect("no error").expect("a row");
        assert_eq!(number, expected);
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 100 << 20, "{grown} bytes more");
}

#[tokio::test]
async fn a_stream_dropped_in_the_middle_leaves_the_connection_usable() {
    let (_, url) = database!("");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    for _ in 0..3 {
        let rows = sql("select n from generate_series(1, 10000) n").stream::<(i32,)>(&pool).await.expect("runs");
        let first: Vec<_> = rows.take(2).try_collect().await.expect("no error");
        assert_eq!(first, [(1,), (2,)]);
    }
    assert_eq!(sql("select 1").fetch_scalar::<i32>(&pool).await.expect("runs"), 1);
}

#[tokio::test]
async fn an_error_among_the_rows_ends_the_stream_and_knows_its_statement() {
    let (db, _) = database!("");
    let text = "select 10 / (3 - n) from generate_series(1, 5) n";
    let rows: Vec<_> = sql(text).stream::<(i32,)>(&db).await.expect("begins").collect().await;
    let values: Vec<_> = rows.iter().filter_map(|row| row.as_ref().ok()).copied().collect();
    assert_eq!(values, [(5,), (10,)]);
    let error = rows[2].as_ref().expect_err("by zero");
    assert_eq!((error.code(), error.sql()), (Some("22012"), Some(text)));
    assert_eq!(sql("select 1").execute(&db).await.expect("usable"), 1);
}
