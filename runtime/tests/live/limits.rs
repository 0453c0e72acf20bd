//! Limits of time hold whatever the server and the network do.

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use relvar::{Db, Error, Pool, Recycling, Transaction, sql};

use crate::proxy::{Fault, Proxy};
use crate::server::database;

const LIMIT: Duration = Duration::from_millis(200);

/// Fails where a call has no end, and does not measure it otherwise.
async fn ends<T>(call: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), call).await.expect("it ends")
}

async fn setting(db: &impl relvar::Executor) -> String {
    sql("show statement_timeout").fetch_scalar(db).await.expect("shows")
}

#[tokio::test]
async fn a_statement_on_a_silent_connection_ends_and_the_pool_recovers() {
    let (_, url) = database!("");
    let proxy = Proxy::start(&url).await;
    let db = Db::connect(proxy.url()).await.expect("connects");
    let pool = Pool::builder(proxy.url()).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    sql("select 1").execute(&pool).await.expect("works");
    proxy.set(Fault::Stop);
    let error = ends(sql("select 1").execute(&db.timeout(LIMIT))).await.expect_err("silence");
    assert!(error.is_timeout(), "{error}");
    assert!(ends(sql("select 1").execute(&db)).await.expect_err("given up").is_closed());
    let error = ends(sql("select 1").fetch_scalar::<i32>(&pool.timeout(LIMIT))).await.expect_err("silence");
    assert!(error.is_timeout(), "{error}");
    proxy.set(Fault::Nothing);
    assert_eq!(ends(sql("select 1").execute(&pool)).await.expect("another connection"), 1);
}

#[tokio::test]
async fn rows_that_stop_coming_are_an_error() {
    let (_, url) = database!("");
    let proxy = Proxy::start(&url).await;
    let db = Db::connect(proxy.url()).await.expect("connects");
    let timed = db.timeout(LIMIT);
    let text = "select a, repeat('x', 10000) from generate_series(1, 100000) a";
    let mut rows = pin!(ends(sql(text).stream::<(i32, String)>(&timed)).await.expect("begins"));
    ends(rows.try_next()).await.expect("a row");
    proxy.set(Fault::Stop);
    let error = ends(async {
        loop {
            match rows.try_next().await {
                Ok(Some(_)) => {}
                Ok(None) => unreachable!("the rest is on the other side"),
                Err(error) => return error,
            }
        }
    })
    .await;
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_check_of_a_silent_connection_ends() {
    let (_, url) = database!("");
    for recycling in [Recycling::Verified, Recycling::Clean] {
        let proxy = Proxy::start(&url).await;
        let pool = Pool::builder(proxy.url())
            .and_then(|builder| builder.max_size(2).recycling(recycling).wait(Duration::from_secs(2)).build())
            .expect("a pool");
        tokio::try_join!(sql("select 1").execute(&pool), sql("select 1").execute(&pool)).expect("work");
        proxy.set(Fault::Stop);
        let error = ends(sql("select 1").execute(&pool)).await.expect_err("silence");
        assert!(error.is_timeout(), "{error}");
        proxy.set(Fault::Nothing);
        assert_eq!(ends(sql("select 1").execute(&pool)).await.expect("another connection"), 1);
    }
}

#[tokio::test]
async fn waiting_for_a_connection_counts() {
    let (_, url) = database!("");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    pool.transaction(async |_| {
        let elsewhere = pool.clone();
        let task = tokio::spawn(async move {
            let error =
                ends(sql("select 1").execute(&elsewhere.timeout(LIMIT))).await.expect_err("the only one is taken");
            assert!(error.is_timeout(), "{error}");
            let never = async |_: &Transaction<'_>| Ok::<_, Error>(());
            let error = ends(elsewhere.timeout(LIMIT).transaction(never)).await.expect_err("the only one is taken");
            assert!(error.is_timeout() && error.is_not_committed(), "{error}");
        });
        task.await.expect("ends");
        Ok::<_, Error>(())
    })
    .await
    .expect("commits");
}

#[tokio::test]
async fn a_transaction_that_takes_too_long_is_rolled_back() {
    let (witness, url) = database!("create table t (a int)");
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let db = Db::connect(&url).await.expect("connects");
    let body = async |tx: &Transaction<'_>| {
        sql("insert into t values (1)").execute(tx).await?;
        std::future::pending::<Result<(), Error>>().await
    };
    for error in [ends(pool.timeout(LIMIT).transaction(body)).await, ends(db.timeout(LIMIT).transaction(body)).await] {
        let error = error.expect_err("too long");
        assert!(error.is_timeout() && error.is_not_committed(), "{error}");
    }
    let error = ends(
        db.build_transaction()
            .timeout(LIMIT)
            .retry(u32::MAX)
            .run(async |tx| sql("do $$ begin raise serialization_failure; end $$").execute(tx).await),
    )
    .await
    .expect_err("again and again");
    assert!(error.is_retryable() || error.is_timeout(), "{error}");
    // A savepoint may have a limit of its own.
    db.transaction(async |tx| {
        sql("insert into t values (2)").execute(tx).await?;
        let inner = tx.timeout(LIMIT).transaction(async |tx| {
            sql("insert into t values (3)").execute(tx).await?;
            sql("select pg_sleep(600)").execute(tx).await
        });
        assert!(ends(inner).await.expect_err("too long").is_timeout());
        sql("insert into t values (4)").execute(tx).await
    })
    .await
    .expect("commits");
    db.timeout(Duration::from_secs(600))
        .transaction(async |tx| sql("insert into t values (5)").execute(tx).await)
        .await
        .expect("in time");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&witness).await.expect("reads");
    assert_eq!(found, [2, 4, 5]);
    sql("insert into t values (6)").execute(&pool).await.expect("usable");
}

#[tokio::test]
async fn on_a_silent_connection_a_transaction_ends_too() {
    let (witness, url) = database!("create table t (a int)");
    let proxy = Proxy::start(&url).await;
    let pool = Pool::builder(proxy.url()).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let in_the_body = pool.timeout(LIMIT).transaction(async |tx| {
        sql("insert into t values (1)").execute(tx).await?;
        proxy.set(Fault::Stop);
        sql("insert into t values (2)").execute(tx).await
    });
    let error = ends(in_the_body).await.expect_err("silence");
    assert!(error.is_timeout() && error.is_not_committed(), "{error}");
    proxy.set(Fault::Nothing);
    let before_the_commit = pool.timeout(Duration::from_secs(1)).transaction(async |tx| {
        sql("insert into t values (3)").execute(tx).await?;
        proxy.set(Fault::Stop);
        Ok::<_, Error>(())
    });
    let error = ends(before_the_commit).await.expect_err("silence");
    assert!(error.is_timeout() && error.is_outcome_unknown() && !error.is_not_committed(), "{error}");
    // Without a limit, an error of the body does not wait for ever for the answer to the rollback.
    proxy.set(Fault::Nothing);
    let failing = pool.transaction(async |tx| {
        sql("insert into t values (4)").execute(tx).await?;
        proxy.set(Fault::Stop);
        Err::<(), _>(Error::not_found("anything"))
    });
    assert!(ends(failing).await.expect_err("its own").is_not_found());
    proxy.set(Fault::Nothing);
    sql("insert into t values (5)").execute(&pool).await.expect("usable");
    let found: Vec<i32> = sql("select a from t order by a").fetch_scalars(&witness).await.expect("reads");
    assert!(found == [5] || found == [3, 5], "{found:?}");
}

#[tokio::test]
async fn what_the_session_had_set_is_brought_back() {
    let (db, _) = database!("create table t (a int)");
    let long = db.timeout(Duration::from_secs(600));
    for (set, shown, source) in [
        ("reset statement_timeout", "0", "default"),
        ("set statement_timeout = '70s'", "70s", "session"),
        ("set statement_timeout = '1234ms'", "1234ms", "session"),
    ] {
        sql(set).execute(&db).await.expect("sets");
        assert_eq!(setting(&long).await, "10min");
        assert_eq!(setting(&db).await, shown);
        sql("select 1 / 0").execute(&long).await.expect_err("by zero");
        assert_eq!(setting(&db).await, shown);
        let error = sql("select pg_sleep(600)").execute(&db.timeout(LIMIT)).await.expect_err("too long");
        assert_eq!(error.code(), Some("57014"), "{error}");
        assert_eq!(setting(&db).await, shown);
        {
            let mut rows =
                pin!(sql("select generate_series(1, 100000)").stream::<(i32,)>(&long).await.expect("begins"));
            rows.try_next().await.expect("a row");
        }
        assert_eq!(setting(&db).await, shown);
        let text = "select source from pg_settings where name = 'statement_timeout'";
        assert_eq!(sql(text).fetch_scalar::<String>(&db).await.expect("reads"), source);
    }
}

#[tokio::test]
async fn what_a_transaction_had_set_is_brought_back() {
    let (db, _) = database!("create table t (a int)");
    let long = Duration::from_secs(600);
    sql("set statement_timeout = '70s'").execute(&db).await.expect("sets");
    db.transaction(async |tx| {
        assert_eq!(setting(&tx.timeout(long)).await, "10min");
        assert_eq!(setting(tx).await, "70s");
        sql("set local statement_timeout = '30s'").execute(tx).await?;
        assert_eq!(setting(&tx.timeout(long)).await, "10min");
        assert_eq!(setting(tx).await, "30s");
        let inner = async |tx: &Transaction<'_>| {
            sql("set local statement_timeout = '20s'").execute(tx).await?;
            sql("select pg_sleep(600)").execute(&tx.timeout(LIMIT)).await
        };
        let error = tx.transaction(inner).await.expect_err("too long");
        assert_eq!(error.code(), Some("57014"), "{error}");
        assert_eq!(setting(tx).await, "30s");
        Ok::<_, Error>(())
    })
    .await
    .expect("commits");
    assert_eq!(setting(&db).await, "70s");
    let failing = async |tx: &Transaction<'_>| sql("select 1 / 0").execute(&tx.timeout(long)).await;
    assert_eq!(db.transaction(failing).await.expect_err("by zero").code(), Some("22012"));
    assert_eq!(setting(&db).await, "70s");
}
