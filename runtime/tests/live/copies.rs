//! `COPY` in both directions and both formats.

use std::future::poll_fn;

use bytes::Bytes;
use futures_util::TryStreamExt;
use relvar::generated::{Encode, Numeric, types};
use relvar::{Error, Executor, sql};

use crate::server::database;

const TABLE: &str = "create table t (a int primary key, b text, c numeric)";
const IN: &str = "copy t from stdin with (format binary)";

#[tokio::test]
async fn binary_rows_go_in_and_come_out() {
    let (db, _) = database!(TABLE);
    let mut copy = db.copy_in(IN).await.expect("begins");
    for number in 0..50_000_i32 {
        let text = (number % 7 != 0).then(|| format!("row {number}"));
        let numeric = Numeric::from(number);
        let values: [(&dyn Encode, u32); 3] =
            [(&number, types::INT4.wire), (&text, types::TEXT.wire), (&numeric, types::NUMERIC.wire)];
        copy.row(values.into_iter()).await.expect("sends");
    }
    assert_eq!(copy.finish().await.expect("finishes"), 50_000);
    let text = "select count(*), count(b), sum(c) from t where b is null or b = 'row ' || a";
    let counted: (i64, i64, Numeric) = sql(text).fetch_one(&db).await.expect("counts");
    assert_eq!(counted, (50_000, 42_857, Numeric::from(1_249_975_000_i64)));

    let mut copy = db.copy_out("copy t to stdout with (format binary)").await.expect("begins");
    let mut numbers = 0..;
    while let Some(row) = poll_fn(|cx| copy.poll_row(cx)).await.transpose().expect("no error") {
        let (a, b): (i32, Option<String>) = (row.row().get(0).expect("a"), row.row().get(1).expect("b"));
        assert_eq!(Some(a), numbers.next());
        assert_eq!(b.is_none(), a % 7 == 0);
    }
    assert_eq!(numbers.start, 50_000);
}

#[tokio::test]
async fn without_rows_nothing_goes_in_and_comes_out() {
    let (db, _) = database!(TABLE);
    assert_eq!(db.copy_in(IN).await.expect("begins").finish_binary().await.expect("finishes"), 0);
    let mut copy = db.copy_out("copy t to stdout with (format binary)").await.expect("begins");
    assert!(poll_fn(|cx| copy.poll_row(cx)).await.is_none());
}

#[tokio::test]
async fn text_is_passed_on_as_it_is() {
    let (db, _) = database!(TABLE);
    let mut copy = db.copy_in("copy t from stdin with (format csv)").await.expect("begins");
    copy.send(Bytes::from_static(b"1,one,1.5\n2,,")).await.expect("sends");
    copy.send(Bytes::from_static(b"\n")).await.expect("sends");
    assert_eq!(copy.finish().await.expect("finishes"), 2);
    let copy = db.copy_out("copy t to stdout with (format csv)").await.expect("begins");
    let parts: Vec<Bytes> = copy.try_collect().await.expect("no error");
    assert_eq!(parts.concat(), b"1,one,1.5\n2,,\n");
}

#[tokio::test]
async fn a_copy_dropped_in_the_middle_brings_nothing_in() {
    let (db, _) = database!(TABLE);
    let mut copy = db.copy_in("copy t from stdin with (format csv)").await.expect("begins");
    copy.send(Bytes::from_static(b"1,one,1.5\n")).await.expect("sends");
    drop(copy);
    assert_eq!(sql("select count(*) from t").fetch_scalar::<i64>(&db).await.expect("counts"), 0);
}

#[tokio::test]
async fn a_row_that_is_refused_is_said_by_the_server_s_error() {
    let (db, _) = database!(TABLE);
    let result = async {
        let mut copy = db.copy_in("copy t from stdin with (format csv)").await?;
        copy.send(Bytes::from_static(b"1,one,1.5\n")).await?;
        for _ in 0..10_000 {
            copy.send(Bytes::from_static(&[b'1'; 1 << 10])).await?;
            copy.send(Bytes::from_static(b",x,\n")).await?;
        }
        copy.finish().await
    };
    let error = result.await.expect_err("not a number");
    assert_eq!(error.code(), Some("22003"), "{error}");
    assert_eq!(sql("select 1").execute(&db).await.expect("usable"), 1);

    let retried = db
        .transaction(async |tx| {
            let mut copy = tx.copy_in("copy t from stdin with (format csv)").await?;
            copy.send(Bytes::from_static(b"x,x,x\n")).await?;
            copy.finish().await.expect_err("not a number");
            Ok::<_, Error>(())
        })
        .await;
    assert_eq!(retried.expect_err("has failed").code(), Some("25P02"));
}

/// The driver asks twice whether such a copy has ended, and would take the second answer to the next statement.
#[tokio::test]
async fn after_a_copy_that_does_not_begin_answers_belong_to_their_statements() {
    let (db, url) = database!(TABLE);
    let pool = relvar::Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    for text in ["copy nothing from stdin", "copy t (nothing) from stdin"] {
        assert!(pool.copy_in(text).await.is_err_and(|error| error.server().is_some()));
        for number in 0..10_i64 {
            let found: i64 = sql("select $1").bind(number).fetch_scalar(&pool).await.expect("reads");
            assert_eq!(found, number, "the answer to another statement");
        }
    }
    assert_eq!(
        db.copy_in("copy nothing from stdin").await.err().and_then(|error| error.code().map(str::to_owned)),
        Some("42P01".to_owned())
    );
    assert!(sql("select 1").execute(&db).await.expect_err("on another connection").is_closed());
}
